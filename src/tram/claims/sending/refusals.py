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
