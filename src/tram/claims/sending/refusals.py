"""The refusals of sending, each one sentence that says what to do."""

from __future__ import annotations

from tram.kernel.refusals import Refusal


def no_account(facility: str) -> Refusal:
    """This machine has no account of the portal for a facility (its insurance code)."""
    return Refusal(
        "claims.no_account",
        f"Máy này chưa có tài khoản cổng giám định của cơ sở {facility}. Hãy chạy: tram claims account --help",
        {"facility": facility},
        status=409,
    )


def bad_account(file: str) -> Refusal:
    """The file of accounts cannot be read."""
    return Refusal(
        "claims.bad_account",
        f"Tệp {file} không đọc được. Hãy đặt lại tài khoản: tram claims account --help",
        {"file": file},
        status=409,
    )


def bad_key(why: str) -> Refusal:
    """The signing key cannot be used. ``why`` is a Vietnamese sentence."""
    return Refusal("claims.bad_key", why, {"field": "key"}, status=409)


def not_signed(why: str) -> Refusal:
    """A file's signature is missing or does not hold. ``why`` is a Vietnamese sentence."""
    return Refusal("claims.signature", why)


def no_call(decision: str) -> Refusal:
    """The portal has no way to take files of a decision."""
    return Refusal(
        "claims.no_call",
        f"Cổng giám định không nhận hồ sơ theo quyết định {decision}. Hãy cập nhật Trạm.",
        {"decision": decision},
        status=409,
    )


def not_refused() -> Refusal:
    """Only what was refused goes out again by hand."""
    return Refusal("claims.not_refused", "Chỉ gửi lại hồ sơ bị từ chối.", status=409)


def nothing_open() -> Refusal:
    """Nothing of the claim is open."""
    return Refusal("claims.nothing_open", "Hồ sơ này không còn dòng nào bị từ chối.", status=409)


def bad_amount() -> Refusal:
    """A payment of nothing or less."""
    return Refusal("claims.amount", "Số tiền phải lớn hơn 0: nhập số đồng BHXH đã trả.", {"field": "amount"})


def future_payment() -> Refusal:
    """A payment on a day to come."""
    return Refusal("claims.paid_on", "Ngày trả không thể ở tương lai.", {"field": "paid_on"})


def no_reason() -> Refusal:
    """A payment is cancelled once, with a reason."""
    return Refusal("claims.reason", "Hãy ghi lý do huỷ; khoản đã huỷ thì không huỷ nữa.", {"field": "reason"})
