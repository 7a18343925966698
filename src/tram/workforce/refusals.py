"""Every No of the workforce room, in one place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tram.kernel.refusals import Refusal


def name_missing() -> Refusal:
    """Staff and accounts bear a name."""
    return Refusal("staff.name_missing", "Hãy nhập họ và tên.", {"field": "name"})


def profession_unknown(labels: Iterable[str]) -> Refusal:
    """The profession is not in the list."""
    return Refusal(
        "staff.profession_unknown",
        f"Chức danh không có trong danh mục. Hãy chọn một trong: {', '.join(labels)}.",
        {"field": "profession"},
    )


def commune_unknown() -> Refusal:
    """The commune is not in force that day."""
    return Refusal(
        "staff.commune_unknown",
        "Không có xã, phường, đặc khu mang mã này vào ngày đó. Hãy kiểm tra mã 5 chữ số.",
        {"field": "commune"},
    )


def facility_unknown() -> Refusal:
    """The facility does not operate that day, or not there."""
    return Refusal(
        "staff.facility_unknown", "Cơ sở này không hoạt động vào ngày đó. Hãy chọn cơ sở khác.", {"field": "facility"}
    )


def village_unknown() -> Refusal:
    """The village does not exist that day, or in another commune."""
    return Refusal("grant.village_unknown", "Thôn, bản này không thuộc xã đã chọn. Hãy chọn lại.", {"field": "village"})


def too_early(since: date) -> Refusal:
    """An end before the beginning."""
    return Refusal("staff.too_early", f"Ngày thôi phải sau ngày bắt đầu {since:%d/%m/%Y}.", {"field": "day"})


def already_ended() -> Refusal:
    """It ended before."""
    return Refusal("staff.ended", "Việc này đã kết thúc từ trước.", {"field": "day"}, status=409)


def username_shape() -> Refusal:
    """Small letters, digits, dots."""
    return Refusal(
        "account.username_shape",
        "Tên đăng nhập dài 3 đến 60 ký tự, chỉ gồm chữ thường không dấu, số, dấu chấm, gạch ngang, gạch dưới.",
        {"field": "username"},
    )


def username_taken() -> Refusal:
    """One name, one account."""
    return Refusal(
        "account.username_taken", "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.", {"field": "username"}, 409
    )


def password_weak(reasons: Iterable[str]) -> Refusal:
    """What the password lacks, in the validators' words."""
    return Refusal("account.password_weak", " ".join(reasons), {"field": "password"})


def password_wrong() -> Refusal:
    """The present password does not fit."""
    return Refusal("account.password_wrong", "Mật khẩu hiện tại không đúng.", {"field": "old"})


def password_same() -> Refusal:
    """The new one must differ."""
    return Refusal("account.password_same", "Mật khẩu mới phải khác mật khẩu hiện tại.", {"field": "password"})


def account_closed() -> Refusal:
    """A closed account takes nothing more."""
    return Refusal("account.closed", "Tài khoản này đã đóng.", {"field": "account"}, status=409)


def not_yourself() -> Refusal:
    """Nobody locks himself out."""
    return Refusal(
        "account.not_yourself",
        "Không thể tự đóng tài khoản hoặc tự bỏ vai trò của mình. Hãy nhờ người quản trị khác.",
        {"field": "account"},
    )


def role_unknown(names: Iterable[str]) -> Refusal:
    """The role is not in the list."""
    return Refusal(
        "grant.role_unknown", f"Vai trò không có. Hãy chọn một trong: {', '.join(names)}.", {"field": "role"}
    )


def role_higher() -> Refusal:
    """Nobody hands out more than they hold."""
    return Refusal(
        "grant.role_higher", "Không thể giao vai trò cao hơn vai trò của bạn.", {"field": "role"}, status=403
    )


def one_place() -> Refusal:
    """Commune or centre or province, not two."""
    return Refusal(
        "grant.one_place", "Hãy chọn đúng một địa bàn: thôn, xã, khu vực của trung tâm, tỉnh hoặc cả nước.",
        {"field": "commune"},
    )  # fmt: skip


def scope_unfit(scopes: Iterable[str]) -> Refusal:
    """The role does not reach over such a place."""
    return Refusal("grant.scope_unfit", f"Vai trò này chỉ gắn với: {', '.join(scopes).lower()}.", {"field": "commune"})


def mixed() -> Refusal:
    """Different roles over different places would leak into each other."""
    return Refusal(
        "grant.mixed",
        "Một tài khoản chỉ giữ các vai trò trên cùng một địa bàn, hoặc cùng một vai trò trên các địa bàn cùng cấp. "
        "Hãy mở tài khoản khác cho vai trò này.",
        {"field": "role"},
    )
