"""How sessions say No."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tram.engines.forms import Finding
from tram.kernel.refusals import Refusal

STATES = {
    "planned": "chưa mở",
    "open": "đang tiêm",
    "closed": "đã kết thúc",
    "stopped": "đã dừng",
    "cancelled": "đã huỷ",
}


def wrong_state(state: str, wanted: str) -> Refusal:
    """The deed does not fit how far the session has come."""
    return Refusal(
        "session.state",
        f"Buổi tiêm {STATES[state]}, việc này chỉ làm khi buổi {STATES[wanted]}. Hãy tải lại trang.",
        {"state": state, "wanted": wanted},
        status=409,
    )


def stopped(reason: str) -> Refusal:
    """Nobody is vaccinated in a session that was stopped."""
    return Refusal(
        "session.stopped",
        f"Buổi tiêm đã dừng: {reason}. Không tiêm thêm cho ai; hãy gọi người phụ trách ghi trên đầu trang.",
        {},
        status=409,
    )


def day_passed() -> Refusal:
    """A session is planned for a day that has passed."""
    return Refusal("session.day_passed", "Ngày tiêm đã qua. Hãy chọn hôm nay hoặc ngày sau.", {"field": "day"})


def wrong_day(day: date) -> Refusal:
    """A session is opened on another day than its own."""
    return Refusal(
        "session.wrong_day",
        f"Buổi tiêm hẹn ngày {day:%d/%m/%Y}, không phải hôm nay. Hãy sửa ngày của buổi rồi mở.",
        {"field": "day"},
        status=409,
    )


def day_over(day: date) -> Refusal:
    """A session that nobody closed on its day takes no dose of a later one."""
    return Refusal(
        "session.day_over",
        f"Buổi tiêm này là của ngày {day:%d/%m/%Y}. Hãy kết thúc buổi đó rồi lập buổi của hôm nay.",
        {},
        status=409,
    )


def no_vaccine() -> Refusal:
    """Nothing is given at the session."""
    return Refusal("session.no_vaccine", "Hãy chọn ít nhất một vắc xin cho buổi tiêm.", {"field": "vaccines"})


def unknown_vaccine(code: str) -> Refusal:
    """A vaccine that is not on the list."""
    return Refusal(
        "session.unknown_vaccine", f"Không có vắc xin mã {code} trong danh mục. Hãy chọn lại.", {"field": "vaccines"}
    )


def village_missing() -> Refusal:
    """An outreach session names its village."""
    return Refusal("session.village_missing", "Tiêm ngoài trạm phải chọn thôn, bản.", {"field": "village"})


def facility_missing() -> Refusal:
    """Whoever plans works at no station."""
    return Refusal(
        "session.facility_missing",
        "Tài khoản chưa gắn với trạm nào nên không lập được buổi tiêm. Hãy nhờ trưởng trạm.",
        {},
    )


def reason_missing() -> Refusal:
    """Stopping or cancelling needs a reason."""
    return Refusal("session.reason_missing", "Hãy ghi lý do.", {"field": "reason"})


def nothing_chosen() -> Refusal:
    """No dose was ticked."""
    return Refusal(
        "vaccination.nothing_chosen",
        "Chưa chọn mũi nào. Hãy chọn mũi tiêm, hoặc ghi hoãn hay từ chối.",
        {"field": "doses"},
    )


def lot_missing(name: str) -> Refusal:
    """A dose of no lot cannot be traced when something happens."""
    return Refusal(
        "vaccination.lot_missing", f"{name}: hãy chọn lô. Kho chưa có lô thì nhập kho trước.", {"field": "lot"}
    )


def screening_says_no(findings: Sequence[Finding]) -> Refusal:
    """Screening speaks against vaccinating today."""
    return _of_findings("vaccination.screened_out", findings)


def screening_impossible(findings: Sequence[Finding]) -> Refusal:
    """Answers to the screening form that cannot be."""
    return _of_findings("vaccination.screening", findings)


def _of_findings(code: str, findings: Sequence[Finding]) -> Refusal:
    listed = [{"id": each.id, "field": each.field, "sentence": each.sentence} for each in findings]
    return Refusal(code, findings[0].sentence, {"field": findings[0].field, "findings": listed})


def reason_unknown(code: str) -> Refusal:
    """A reason that is not on the list."""
    return Refusal("vaccination.reason_unknown", f"Không có lý do mã {code}. Hãy chọn lại.", {"field": "reason"})


def not_waiting() -> Refusal:
    """The observation has ended already, or never began."""
    return Refusal("observation.not_waiting", "Người này không còn trong danh sách theo dõi.", {}, status=409)


def id_taken() -> Refusal:
    """The form's token belongs to another person."""
    return Refusal("vaccination.id_taken", "Phiếu này đã dùng. Hãy mở lại người cần tiêm.", {}, status=409)
