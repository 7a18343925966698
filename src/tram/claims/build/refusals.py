"""Why a claim cannot be built, each with what to do."""

from __future__ import annotations

from tram.kernel.refusals import Refusal


def not_insured() -> Refusal:
    """The visit is paid otherwise."""
    return Refusal(
        "claim.not_insured",
        "Lượt khám này không ghi là bảo hiểm y tế trả. Sửa người trả tiền của lượt khám nếu người bệnh có thẻ.",
    )


def no_office() -> Refusal:
    """Nobody knows where the visit took place."""
    return Refusal("claim.no_facility", "Lượt khám chưa ghi cơ sở nên chưa lập được hồ sơ. Ghi cơ sở khám rồi thử lại.")


def no_station(code: str) -> Refusal:
    """No facility bears the insurer's code."""
    return Refusal(
        "claim.station_unknown",
        f"Không có cơ sở nào mang mã BHXH «{code}». Ghi mã ở trang Địa bàn, Cơ sở rồi thử lại.",
    )


def not_a_month(text: str) -> Refusal:
    """A month is a year and a month."""
    return Refusal("claim.month", f"«{text}» không phải là tháng. Viết năm và tháng, ví dụ 2026-10.")
