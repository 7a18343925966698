"""What each fact is called where people read it. Pure."""

from __future__ import annotations

from tram.sync.rules.reasons import phrase

FACT_NAMES: dict[str, str] = {
    "person.registered": phrase("Ghi người dân mới"),
    "person.changed": phrase("Sửa thông tin người dân"),
    "person.moved": phrase("Ghi nơi ở mới"),
    "person.address_corrected": phrase("Sửa địa chỉ"),
    "person.residence_decided": phrase("Chọn nơi ở"),
    "person.died": phrase("Ghi ngày mất"),
    "person.death_withdrawn": phrase("Bỏ ngày mất ghi nhầm"),
    "person.lent": phrase("Cho máy khác mượn hồ sơ"),
    "person.merged": phrase("Nhập hai hồ sơ của một người"),
    "person.erased": phrase("Xoá hồ sơ theo luật"),
    "identifier.added": phrase("Thêm giấy tờ"),
    "identifier.retired": phrase("Ghi giấy tờ không dùng nữa"),
    "cover.recorded": phrase("Ghi thẻ BHYT"),
    "cover.withdrawn": phrase("Bỏ thẻ BHYT ghi sai"),
    "household.opened": phrase("Lập hộ"),
    "household.joined": phrase("Vào hộ"),
    "household.left": phrase("Rời hộ"),
    "household.head_changed": phrase("Đổi chủ hộ"),
    "family_doctor.assigned": phrase("Ghi danh sách bác sĩ gia đình"),
    "visit.recorded": phrase("Ghi lượt khám"),
    "visit.amended": phrase("Sửa lượt khám"),
    "visit.cancelled": phrase("Huỷ lượt khám"),
    "visit.closed": phrase("Kết thúc lượt khám"),
    "fhir.received": phrase("Nhập hồ sơ từ hệ thống khác"),
    "village.founded": phrase("Lập thôn, bản"),
    "village.renamed": phrase("Đổi tên thôn, bản"),
    "village.merged": phrase("Nhập thôn, bản"),
    "facility.founded": phrase("Lập cơ sở y tế"),
    "facility.renamed": phrase("Đổi tên cơ sở"),
    "facility.moved": phrase("Chuyển cơ sở"),
    "facility.led": phrase("Đổi tuyến trên của cơ sở"),
    "facility.coded": phrase("Ghi mã cơ sở"),
    "facility.merged": phrase("Nhập cơ sở"),
    "facility.closed": phrase("Đóng cơ sở"),
    "staff.added": phrase("Thêm nhân lực"),
    "staff.ended": phrase("Nhân lực thôi việc"),
    "staff_count.set": phrase("Ghi số nhân lực"),
    "account.opened": phrase("Mở tài khoản"),
    "account.closed": phrase("Đóng tài khoản"),
    "account.password_set": phrase("Đặt lại mật khẩu"),
    "role.granted": phrase("Giao vai trò"),
    "role.ended": phrase("Thôi vai trò"),
    "node.enrolled": phrase("Cấp chứng nhận máy"),
    "node.revoked": phrase("Thu hồi máy"),
    "conflict.decided": phrase("Chọn giữa hai bản"),
    "message.noted": phrase("Ghi việc phải báo hệ thống khác"),
    "message.sent": phrase("Gửi hệ thống khác"),
    "message.accepted": phrase("Hệ thống khác đã nhận"),
    "message.refused": phrase("Hệ thống khác từ chối"),
    "message.marked": phrase("Ghi đã báo bằng tay"),
    "message.renewed": phrase("Gửi lại hệ thống khác"),
    "definition.published": phrase("Công bố định nghĩa"),
}


def fact_name(code: str) -> str:
    """The name of a kind of fact; the code itself where there is none."""
    return FACT_NAMES.get(code, code)
