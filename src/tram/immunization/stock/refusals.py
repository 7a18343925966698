"""How the vaccine store says No."""

from __future__ import annotations

from datetime import date

from tram.kernel.refusals import Refusal


def lot_unknown() -> Refusal:
    """No such lot where the actor may see."""
    return Refusal("lot.unknown", "Không có lô này trong kho của trạm. Hãy chọn lô khác.", {"field": "lot"}, status=404)


def lot_of_another_vaccine(number: str) -> Refusal:
    """The lot holds another vaccine than the dose."""
    return Refusal("lot.vaccine", f"Lô {number} là vắc xin khác. Hãy chọn lô của đúng vắc xin.", {"field": "lot"})


def lot_held(number: str, why: str) -> Refusal:
    """The lot is on hold."""
    told = f"Lô {number} đang bị giữ: {why}. Không được dùng; hãy chọn lô khác."
    return Refusal("lot.held", told, {"field": "lot"}, status=409)


def lot_expired(number: str, expires_on: date) -> Refusal:
    """The lot is past its date."""
    told = f"Lô {number} hết hạn dùng ngày {expires_on:%d/%m/%Y}. Không được dùng; hãy chọn lô khác và ghi hao phí."
    return Refusal("lot.expired", told, {"field": "lot"})


def lot_empty(number: str) -> Refusal:
    """Nothing of the lot is left by the books."""
    told = f"Theo sổ, lô {number} đã hết. Hãy chọn lô khác, hoặc ghi phiếu nhập còn thiếu, hoặc kiểm kê lô này."
    return Refusal("lot.empty", told, {"field": "lot"}, status=409)


def too_few(number: str, left: int) -> Refusal:
    """More would go out than is there."""
    told = f"Lô {number} theo sổ chỉ còn {left} liều. Hãy xem lại số, hoặc kiểm kê lô này trước."
    return Refusal("lot.too_few", told, {"field": "vials", "left": left}, status=409)


def already_held(number: str) -> Refusal:
    """On hold before."""
    return Refusal("lot.already_held", f"Lô {number} đang bị giữ rồi.", {"field": "lot"}, status=409)


def not_held(number: str) -> Refusal:
    """Nothing to release."""
    return Refusal("lot.not_held", f"Lô {number} không bị giữ.", {"field": "lot"}, status=409)


def missing(field: str, sentence: str) -> Refusal:
    """Something that must be said was not."""
    return Refusal(f"stock.{field}_missing", sentence, {"field": field})


def wrong(field: str, sentence: str) -> Refusal:
    """Something was said that cannot be."""
    return Refusal(f"stock.{field}_wrong", sentence, {"field": field})


def vials_missing(number: str, least: int) -> Refusal:
    """Doses of the lot were given, but nobody said how many vials were opened."""
    told = f"Lô {number}: đã tiêm trong buổi này nên phải ghi số lọ đã mở, ít nhất {least} lọ."
    return Refusal("lot.opened_missing", told, {"field": "opened", "least": least})


def movement_gone() -> Refusal:
    """The line was cancelled before."""
    return Refusal("stock.not_current", "Dòng này đã huỷ rồi. Hãy tải lại trang.", {}, status=409)


def read_already(fridge: str) -> Refusal:
    """The reading of this half of the day exists."""
    told = f"{fridge}: nhiệt độ buổi này đã ghi. Muốn sửa, hãy huỷ dòng cũ rồi ghi lại."
    return Refusal("fridge.read_already", told, {"field": "celsius"}, status=409)
