"""How the record of doses says No."""

from __future__ import annotations

from datetime import date

from tram.kernel.refusals import Refusal


def vaccine_unknown(code: str) -> Refusal:
    """A code that is not on the list of vaccines."""
    return Refusal(
        "dose.vaccine_unknown",
        f"Không có vắc xin {code} trong danh mục. Hãy chọn vắc xin từ danh sách.",
        {"field": "vaccine", "vaccine": code},
    )


def in_future() -> Refusal:
    """A dose that has not been given yet."""
    return Refusal("dose.in_future", "Ngày tiêm ở tương lai. Hãy kiểm tra ngày tiêm.", {"field": "day"})


def days_differ() -> Refusal:
    """The minute of the dose lies on another day than its day."""
    return Refusal("dose.days_differ", "Giờ tiêm không thuộc ngày tiêm. Hãy kiểm tra ngày giờ tiêm.", {"field": "day"})


def before_birth(born: date) -> Refusal:
    """A dose before the person was born."""
    return Refusal(
        "dose.before_birth",
        f"Ngày tiêm trước ngày sinh ({born:%d/%m/%Y}). Hãy kiểm tra ngày tiêm hoặc ngày sinh.",
        {"field": "day"},
    )


def after_death(died: date) -> Refusal:
    """A dose after the recorded day of death."""
    return Refusal(
        "dose.after_death",
        f"Người này đã được ghi là mất ngày {died:%d/%m/%Y}, trước ngày tiêm. Hãy kiểm tra ngày tiêm, hoặc sửa "
        "thông tin tử vong.",
        {"field": "day"},
    )


def lot_unknown() -> Refusal:
    """A lot that is not in the commune's store, or of another vaccine."""
    return Refusal(
        "dose.lot_unknown",
        "Lô này không có trong kho vắc xin của trạm, hoặc là lô của vắc xin khác. Hãy chọn lại lô.",
        {"field": "lot"},
    )


def lot_missing() -> Refusal:
    """A dose given from a vial without a lot."""
    return Refusal("dose.lot_missing", "Hãy chọn lô vắc xin đã tiêm.", {"field": "lot"})


def expired(number: str, expires_on: date) -> Refusal:
    """A dose from a lot past its date."""
    return Refusal(
        "dose.expired",
        f"Lô {number} đã hết hạn ngày {expires_on:%d/%m/%Y}, trước ngày tiêm. Không dùng lô này; hãy kiểm tra "
        "lại số lô và hạn dùng.",
        {"field": "lot"},
    )


def held(number: str, why: str) -> Refusal:
    """A dose from a lot that must not be used now."""
    reason = f" ({why})" if why else ""
    return Refusal("dose.lot_held", f"Lô {number} đang tạm dừng sử dụng{reason}. Hãy chọn lô khác.", {"field": "lot"})


def repeated(vaccine: str, day: date) -> Refusal:
    """The same vaccine twice on one day."""
    return Refusal(
        "dose.repeated",
        f"Đã có mũi {vaccine} ngày {day:%d/%m/%Y} trong hồ sơ. Nếu mũi đó ghi sai, hãy sửa mũi đó.",
        {"field": "vaccine"},
        status=409,
    )


def bad_number() -> Refusal:
    """A number of dose no card has."""
    return Refusal("dose.bad_number", "Mũi thứ phải từ 1 đến 20; không biết thì để trống.", {"field": "said_number"})


def bad_quantity() -> Refusal:
    """A quantity nobody injects."""
    return Refusal(
        "dose.bad_quantity",
        "Liều lượng phải lớn hơn 0 và không quá 10 ml, nhiều nhất 2 chữ số thập phân.",
        {"field": "quantity"},
    )


def place_unknown(field: str) -> Refusal:
    """A site or a way of giving that is on no list."""
    what = "Vị trí tiêm" if field == "site" else "Đường tiêm"
    return Refusal(f"dose.{field}_unknown", f"{what} không có trong danh mục. Hãy chọn lại.", {"field": field})


def source_unknown() -> Refusal:
    """A way into the record that there is not."""
    return Refusal("dose.source_unknown", "Hãy chọn mũi tiêm tại trạm hay ở nơi khác.", {"field": "source"})


def token_taken() -> Refusal:
    """The form's token belongs to another dose."""
    return Refusal("dose.token_taken", "Phiếu này đã dùng cho mũi tiêm khác. Hãy mở phiếu mới.", {}, status=409)


def nothing_said() -> Refusal:
    """Several doses, and none of them."""
    return Refusal("dose.none", "Chưa có mũi tiêm nào. Hãy ghi ít nhất một mũi.", {"field": "vaccine"})


def circumstance_unknown(code: str) -> Refusal:
    """A circumstance that is not on the list."""
    return Refusal(
        "circumstance.unknown",
        f"Không có tình trạng {code} trong danh mục. Hãy chọn từ danh sách.",
        {"field": "code"},
    )


def circumstance_future() -> Refusal:
    """Something that begins later than today, or before birth."""
    return Refusal(
        "circumstance.day", "Ngày bắt đầu phải từ ngày sinh đến hôm nay. Hãy kiểm tra lại.", {"field": "start"}
    )


def ends_early() -> Refusal:
    """An end before the beginning, or in the future."""
    return Refusal(
        "circumstance.ends_early", "Ngày hết phải từ ngày bắt đầu đến hôm nay. Hãy kiểm tra lại.", {"field": "end"}
    )


def due_day_missing() -> Refusal:
    """A pregnancy without the day the birth is expected, or with one that cannot be."""
    return Refusal(
        "circumstance.due_on",
        "Hãy ghi ngày dự kiến sinh, trong vòng 10 tháng kể từ khi bắt đầu thai kỳ.",
        {"field": "due_on"},
    )


def still_open() -> Refusal:
    """The same circumstance twice at once."""
    return Refusal(
        "circumstance.open", "Tình trạng này đang được ghi. Muốn thay, hãy ghi ngày hết của lần trước.", {}, status=409
    )


def reason_unknown() -> Refusal:
    """A reason for putting a dose off that is not on the list."""
    return Refusal("deferral.reason", "Hãy chọn lý do từ danh sách.", {"field": "reason"})


def until_early() -> Refusal:
    """A day to come back that is not after the day itself."""
    return Refusal("deferral.until", "Ngày hẹn lại phải sau ngày hoãn. Hãy kiểm tra lại.", {"field": "until"})


def group_unknown() -> Refusal:
    """A group of vaccines there is not."""
    return Refusal("deferral.group", "Không có nhóm vắc xin này. Hãy chọn từ danh sách.", {"field": "group"})
