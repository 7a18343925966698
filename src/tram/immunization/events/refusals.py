"""How adverse events say No."""

from __future__ import annotations

from collections.abc import Sequence

from tram.engines.forms import Finding
from tram.kernel.refusals import Refusal


def findings(errors: Sequence[Finding]) -> Refusal:
    """What stops the form; the first sentence speaks, all of them are in ``details``."""
    listed = [{"id": each.id, "field": each.field, "sentence": each.sentence} for each in errors]
    return Refusal("event.findings", errors[0].sentence, {"field": errors[0].field, "findings": listed})


def wrong(field: str, sentence: str) -> Refusal:
    """Something was said that cannot be."""
    return Refusal(f"event.{field}_wrong", sentence, {"field": field})


def dose_of_another() -> Refusal:
    """The dose named is not this person's."""
    return Refusal(
        "event.dose_of_another", "Mũi tiêm đã chọn không phải của người này. Hãy chọn lại.", {"field": "dose"}
    )


def not_serious() -> Refusal:
    """Only a serious event is told, investigated and brought before the council."""
    return Refusal("event.not_serious", "Phản ứng này không nặng nên không phải làm việc này.", status=409)


def closed() -> Refusal:
    """The event was closed."""
    return Refusal("event.closed", "Phản ứng này đã kết thúc theo dõi. Không sửa được nữa.", status=409)


def not_investigated() -> Refusal:
    """A serious event ends with its investigation."""
    told = "Phản ứng nặng phải có phiếu điều tra trước khi kết thúc. Hãy ghi phiếu điều tra."
    return Refusal("event.not_investigated", told, status=409)


def not_told() -> Refusal:
    """A serious event ends after the notice."""
    told = "Chưa ghi đã báo cấp trên. Hãy báo và ghi số, ngày giờ báo trước khi kết thúc."
    return Refusal("event.not_told", told, status=409)
