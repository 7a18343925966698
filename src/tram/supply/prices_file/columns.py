"""Which column of a price list holds what: by the headings of the insurer's files, and by ordinary words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tram.kernel.text import search_key

CODES = {"drug": "ma thuoc", "service": "ma dich vu", "supply": "ma vat tu"}
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "ma thuoc", "ma dich vu", "ma dvkt", "ma vat tu", "ma vtyt", "ma hoat chat", "ma tuong duong", "ma bhyt", "ma",
    ),
    "name": (
        "ten thuoc", "ten dich vu", "ten dvkt", "ten dvkt gia", "ten dvkt phe duyet", "ten vat tu", "ten vtyt",
        "ten vi thuoc", "ten thuoc thanh pham", "ten",
    ),
    "kind": ("loai", "phan loai", "kind"),
    "group": ("ma nhom", "nhom", "ma nhom vtyt", "nhom chi phi"),
    "ingredient": ("ten hoat chat", "hoat chat", "hoat chat dang ky"),
    "unit": ("don vi tinh", "don vi", "dvt"),
    "strength": ("ham luong", "ham luong dang ky", "nong do ham luong", "nong do"),
    "route": ("ma duong dung", "duong dung", "duong dung dang ky"),
    "form": ("dang bao che", "dang trinh bay"),
    "registration": ("so dang ky", "so dk", "so luu hanh", "sdk"),
    "tender": ("tt thau", "thong tin thau", "so thau", "thau"),
    "preparation": ("bao che", "phuong phap che bien", "che bien", "pp che bien"),
    "icd9": ("icd9", "icd 9", "ma icd9", "ma pttt qt", "ma pttt"),
    "machine": ("ma may", "may"),
    "usual_dose": ("lieu dung", "lieu thuong dung", "lieu"),
    "price": ("don gia", "gia", "don gia bv", "gia bv", "gia ban", "gia tien"),
    "price_bh": ("don gia bh", "gia bh", "gia bhyt", "don gia bhyt", "gia bao hiem", "don gia thanh toan"),
    "fund_rate": ("tyle tt bh", "ty le tt bh", "ty le thanh toan", "tyle tt"),
    "ceiling": ("t trantt", "tran thanh toan", "muc tran", "tran"),
    "decision": ("quyet dinh", "so quyet dinh", "qd phe duyet", "van ban"),
    "valid_from": ("tu ngay", "ngay ap dung", "ap dung tu", "hieu luc tu", "ngay hl", "ngay hieu luc"),
}  # fmt: skip
TITLES = {
    "code": "Mã", "name": "Tên", "kind": "Loại", "group": "Mã nhóm", "ingredient": "Hoạt chất", "unit": "Đơn vị tính",
    "strength": "Hàm lượng", "route": "Đường dùng", "form": "Dạng bào chế", "registration": "Số đăng ký",
    "tender": "Thông tin thầu", "preparation": "Chế biến", "icd9": "ICD-9", "machine": "Mã máy",
    "usual_dose": "Liều thường dùng", "price": "Đơn giá", "price_bh": "Giá bảo hiểm", "fund_rate": "Tỷ lệ thanh toán",
    "ceiling": "Trần thanh toán", "decision": "Quyết định", "valid_from": "Từ ngày",
}  # fmt: skip
NEEDED = ("code", "name", "price")
_ODD = re.compile(r"[^a-z0-9]+")


def heading(text: str) -> str:
    """A heading to compare by: ``MA_THUOC``, ``Mã thuốc`` and ``ma  thuốc (*)`` are one."""
    return _ODD.sub(" ", search_key(text)).strip()


def guess_columns(headers: Sequence[str]) -> dict[str, int]:
    """Which column holds which field. The word that tells most is tried first; no column holds two fields."""
    keys = [heading(header) for header in headers]
    found: dict[str, int] = {}
    for name, words in HEADINGS.items():
        places = (keys.index(word) for word in words if word in keys)
        place = next((place for place in places if place not in found.values()), None)
        if place is not None:
            found[name] = place
    if "price" not in found and "price_bh" in found:
        found["price"] = found["price_bh"]
    return found


def kind_of_file(headers: Sequence[str]) -> str:
    """What a file lists, by the heading of its codes: drug, service or supply; "" when it does not tell."""
    keys = {heading(header) for header in headers}
    named = CODES | {"service ": "ma dvkt", "supply ": "ma vtyt", "drug ": "ten thuoc"}
    return next((kind.strip() for kind, word in named.items() if word in keys), "")
