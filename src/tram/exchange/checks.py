"""Start-up checks: the names of aggregate exchange read, are each used once, and say what their examples promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error

from tram.engines.definitions import DefinitionError
from tram.exchange.aggregate.mapping import Names, mapping
from tram.kernel.clock import now, today_vn
from tram.kernel.definitions import load_toml


def names_are_whole(**_: Any) -> list[CheckMessage]:
    """exchange.E001: a mapping that cannot be used, or an example of it that does not hold."""
    try:
        names = mapping(today_vn(now()))
        wrong = list(wrong_examples(names, load_toml("exchange", "dhis2")))
    except DefinitionError as error:
        return [Error(str(error), hint=error.hint, id="exchange.E001")]
    return [Error(f"exchange.dhis2: {one}", hint="sửa bảng mã hoặc ví dụ", id="exchange.E001") for one in wrong]


def wrong_examples(names: Names, body: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each example of the mapping that says otherwise than the mapping does."""
    for one in body.get("examples", ()):
        element = names.by_name.get((one["indicator"], one["part"]))
        combo, options = names.combo(one["keys"]), names.options(one["keys"])
        told = {"element": element.code if element else "", "combo": combo, "options": options}
        if told != one["expected"]:
            yield f"{one['title_vi']}: {told}"
        elif names.keys_of_combo(combo) != one["keys"]:
            yield f"{one['title_vi']}: tổ hợp không đọc ngược lại được"
