"""Every No of the places room, in one place."""

from __future__ import annotations

from datetime import date

from tram.kernel.refusals import Refusal


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def commune_unknown() -> Refusal:
    """The code is of no commune in force that day."""
    return Refusal(
        "place.commune_unknown",
        "Không có xã, phường, đặc khu mang mã này vào ngày đó. Hãy kiểm tra mã 5 chữ số và ngày.",
        {"field": "commune"},
    )


def name_missing() -> Refusal:
    """A place needs a name."""
    return Refusal("place.name_missing", "Hãy nhập tên.", {"field": "name"})


def name_too_long(limit: int) -> Refusal:
    """The name does not fit."""
    return Refusal("place.name_too_long", f"Tên dài quá {limit} ký tự. Hãy viết gọn lại.", {"field": "name"})


def kind_unknown(kinds: str) -> Refusal:
    """The kind is not in the list."""
    return Refusal(
        "place.kind_unknown", f"Loại không có trong danh mục. Hãy chọn một trong: {kinds}.", {"field": "kind"}
    )


def area_unknown(areas: str) -> Refusal:
    """The area is not in the list."""
    return Refusal(
        "village.area_unknown", f"Khu vực không có trong danh mục. Hãy chọn một trong: {areas}.", {"field": "area"}
    )


def village_name_taken(name: str) -> Refusal:
    """Two villages of one commune cannot bear one name on one day."""
    return Refusal(
        "village.name_taken",
        f"Xã đã có thôn, bản tên «{name}» vào ngày đó. Hãy chọn tên khác hoặc sửa thôn đã có.",
        {"field": "name"},
        status=409,
    )


def same_name() -> Refusal:
    """A rename must change the name."""
    return Refusal("place.same_name", "Tên mới giống tên đang dùng.", {"field": "name"})


def too_early(since: date) -> Refusal:
    """A change must come after the last one."""
    return Refusal(
        "place.too_early",
        f"Ngày thay đổi phải sau ngày {_day(since)}, ngày bắt đầu của thông tin đang ghi.",
        {"field": "day"},
    )


def already_closed(until: date) -> Refusal:
    """What has ended cannot change any more."""
    return Refusal("place.closed", f"Nơi này đã kết thúc hoạt động ngày {_day(until)}.", {"field": "day"}, status=409)


def merge_with_itself() -> Refusal:
    """A merger needs two."""
    return Refusal(
        "place.merge_itself", "Không thể nhập một nơi vào chính nó. Hãy chọn nơi nhận khác.", {"field": "into"}
    )


def merge_other_commune() -> Refusal:
    """Villages merge inside one commune."""
    return Refusal("village.merge_other_commune", "Chỉ nhập hai thôn, bản trong cùng một xã.", {"field": "into"})


def receiver_not_in_force() -> Refusal:
    """The receiving place must exist on the day."""
    return Refusal(
        "place.receiver_not_in_force",
        "Nơi nhận không hoạt động vào ngày đó. Hãy chọn nơi khác hoặc ngày khác.",
        {"field": "into"},
    )


def bhxh_code_shape() -> Refusal:
    """Five signs."""
    return Refusal(
        "facility.code_shape",
        "Mã cơ sở KCB của BHXH gồm đúng 5 chữ số hoặc chữ in hoa, ví dụ 12003.",
        {"field": "value", "system": "bhxh"},
    )


def national_code_shape() -> Refusal:
    """Thirteen digits."""
    return Refusal(
        "facility.code_shape",
        "Mã định danh cơ sở quốc gia gồm đúng 13 chữ số.",
        {"field": "value", "system": "national"},
    )


def code_taken() -> Refusal:
    """One code, one facility on one day."""
    return Refusal(
        "facility.code_taken",
        "Mã này đang là của cơ sở khác vào ngày đó. Hãy kiểm tra lại mã.",
        {"field": "value"},
        status=409,
    )


def leader_kind() -> Refusal:
    """A kind that does not lead this kind."""
    return Refusal(
        "facility.leader_kind",
        "Loại cơ sở quản lý không phù hợp: điểm trạm và y tế thôn thuộc trạm y tế, trạm y tế thuộc trung tâm y tế "
        "khu vực hoặc bệnh viện.",
        {"field": "parent"},
    )


def leader_missing() -> Refusal:
    """The leading facility does not exist on the day."""
    return Refusal(
        "facility.leader_missing",
        "Không có cơ sở quản lý này vào ngày đó. Hãy chọn cơ sở đang hoạt động.",
        {"field": "parent"},
    )


def leads_itself() -> Refusal:
    """No circles."""
    return Refusal(
        "facility.leads_itself", "Một cơ sở không thể trực thuộc chính nó hoặc cấp dưới của nó.", {"field": "parent"}
    )


def has_followers(number: int) -> Refusal:
    """A facility that leads others cannot close first."""
    return Refusal(
        "facility.has_followers",
        f"Cơ sở này còn quản lý {number} cơ sở khác. Hãy chuyển các cơ sở đó trước.",
        {"followers": number},
    )


def staff_number() -> Refusal:
    """Between 0 and 999."""
    return Refusal("staff_count.number", "Số người phải từ 0 đến 999.", {"field": "number"})


def staff_category() -> Refusal:
    """Doctors per facility, trained village health workers per village."""
    return Refusal(
        "staff_count.category",
        "Bác sĩ được đếm theo trạm hoặc cơ sở; nhân viên y tế thôn đã đào tạo được đếm theo thôn, bản.",
        {"field": "category"},
    )


def staff_place() -> Refusal:
    """One place, not none and not two."""
    return Refusal("staff_count.place", "Hãy chọn một cơ sở hoặc một thôn, bản.", {"field": "facility"})


def boundary_file(why: str) -> Refusal:
    """The file is no GeoJSON of communes."""
    return Refusal(
        "boundary.file",
        f"Không đọc được tệp ranh giới: {why}. Cần tệp GeoJSON (có thể nén .gz) gồm các vùng có mã xã 5 chữ số.",
        {"field": "file"},
    )
