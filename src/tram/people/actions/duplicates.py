"""Nobody is registered twice by mistake: same number refuses, same name and birth year asks."""

from __future__ import annotations

from collections.abc import Sequence

from tram.kernel.actors import Actor
from tram.kernel.refusals import Refusal
from tram.people.reads.duplicates import with_name, with_numbers
from tram.people.rules.births import Birth


def refuse_duplicates(
    by: Actor,
    name: str,
    birth: Birth | None,
    commune: str,
    numbers: Sequence[tuple[str, str]],
    *,
    same_name: bool,
) -> None:
    """Refuses ``person.same_number`` and, with ``same_name``, ``person.same_name``, among people the actor may see."""
    if with_numbers(by, numbers):
        raise Refusal(
            "person.same_number",
            "Đã có người mang số này. Hãy mở hồ sơ đang có, hoặc xem lại số vừa nhập.",
            {"field": "identifiers"},
            status=409,
        )
    if same_name and birth is not None and with_name(by, name, birth.day.year, commune):
        raise Refusal(
            "person.same_name",
            "Trong xã đã có người cùng tên, cùng năm sinh. Nếu đúng là người khác, hãy chọn “Vẫn là người mới”.",
            {"field": "full_name"},
            status=409,
        )
