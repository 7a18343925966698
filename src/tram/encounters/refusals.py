"""How this room says No."""

from __future__ import annotations

from collections.abc import Sequence

from tram.engines.forms import Finding
from tram.kernel.refusals import Refusal

FIELD_NAMES = {
    "reason": "Lý do khám",
    "symptoms": "Triệu chứng",
    "treatment": "Xử trí",
    "advice": "Lời dặn",
    "note": "Ghi chú",
    "cover_number": "Số thẻ BHYT",
    "referral_number": "Số giấy chuyển",
    "dosage": "Liều dùng",
    "instructions": "Cách dùng",
    "machine": "Mã máy",
    "description": "Mô tả kết quả",
    "conclusion": "Kết luận",
    "change_reason": "Lý do sửa",
    "cancel_reason": "Lý do huỷ",
    "display": "Tên",
    "text": "Nội dung",
    "title": "Tiêu đề",
}


def text_too_long(field: str, most: int) -> Refusal:
    """A text that does not fit its column."""
    name = FIELD_NAMES.get(field, field)
    return Refusal("visit.text_too_long", f"{name} dài quá {most} ký tự. Hãy rút gọn.", {"field": field, "most": most})


def facility_missing() -> Refusal:
    """Nobody said where, or the facility did not operate that day."""
    return Refusal("visit.facility_missing", "Hãy chọn cơ sở khám đang hoạt động vào ngày khám.", {"field": "facility"})


def facility_elsewhere() -> Refusal:
    """The facility does not stand in the commune named."""
    return Refusal(
        "visit.facility_elsewhere", "Cơ sở không thuộc xã đã chọn. Hãy chọn lại cơ sở.", {"field": "facility"}
    )


def started_later() -> Refusal:
    """A visit that has not begun."""
    return Refusal("visit.in_future", "Giờ khám ở tương lai. Hãy kiểm tra ngày giờ khám.", {"field": "started_at"})


def ended_before_start() -> Refusal:
    """A visit that ends before it starts."""
    return Refusal("visit.ends_early", "Giờ kết thúc phải sau giờ bắt đầu khám.", {"field": "ended_at"})


def before_birth() -> Refusal:
    """A visit before the person was born."""
    return Refusal(
        "visit.before_birth",
        "Ngày khám trước ngày sinh. Hãy kiểm tra ngày khám hoặc ngày sinh.",
        {"field": "started_at"},
    )


def after_death() -> Refusal:
    """A visit after the recorded day of death."""
    return Refusal(
        "visit.after_death",
        "Người này đã được ghi là mất trước ngày khám. Hãy kiểm tra lại ngày khám, hoặc sửa thông tin tử vong.",
        {"field": "started_at"},
    )


def mains_many() -> Refusal:
    """Two main diagnoses."""
    return Refusal("diagnosis.main_many", "Chỉ chọn một bệnh chính; bệnh khác ghi ở bệnh kèm theo.", {"field": "main"})


def diagnosis_repeated(code: str) -> Refusal:
    """The same code twice in one visit."""
    return Refusal("diagnosis.repeated", f"Mã bệnh {code} ghi hai lần. Hãy bỏ bớt một.", {"field": "accompanying"})


def reason_missing() -> Refusal:
    """Changing a record needs a reason."""
    return Refusal("visit.reason_missing", "Hãy ghi lý do sửa hoặc huỷ lần khám.", {"field": "change_reason"})


def not_current() -> Refusal:
    """The version that was opened is no longer the current one."""
    return Refusal(
        "visit.not_current",
        "Lần khám này đã được sửa hoặc huỷ. Hãy mở bản mới nhất rồi làm tiếp.",
        {},
        status=409,
    )


def not_open() -> Refusal:
    """Only a visit in progress can be closed."""
    return Refusal("visit.not_open", "Lần khám này đã kết thúc. Muốn thay đổi, hãy dùng Sửa.", {}, status=409)


def nothing_to_dispense() -> Refusal:
    """No drug of the visit waits to be handed out."""
    return Refusal(
        "prescription.nothing_waits",
        "Lần khám này không còn thuốc nào chờ phát. Tải lại trang để xem bản mới nhất.",
        {},
        status=409,
    )


def id_taken() -> Refusal:
    """The form's token belongs to another visit."""
    return Refusal("visit.id_taken", "Phiếu khám này đã dùng. Hãy mở phiếu mới.", {}, status=409)


def code_unknown(code: str) -> Refusal:
    """A code that is not on the ICD-10 list."""
    return Refusal(
        "diagnosis.unknown_code",
        f"Không có mã {code} trong danh mục ICD-10. Hãy chọn mã từ danh sách gợi ý.",
        {"field": "diagnoses"},
    )


def findings(errors: Sequence[Finding]) -> Refusal:
    """What stops a visit; the first sentence speaks, all of them are in ``details``."""
    listed = [{"id": each.id, "field": each.field, "sentence": each.sentence} for each in errors]
    return Refusal("visit.findings", errors[0].sentence, {"field": errors[0].field, "findings": listed})
