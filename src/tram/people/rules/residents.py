"""A file of residents: what its columns may be called, and how one row becomes values or reasons why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc, search_key
from tram.people.rules.births import Birth, parse_birth, parse_day
from tram.people.rules.codes import (
    ethnicity_code,
    occupation_code,
    poverty_code,
    relation_code,
    residence_code,
    sex_code,
)
from tram.people.rules.findings import phrase
from tram.people.rules.names import check_name
from tram.people.rules.numbers import CCCD, CMND, LOCAL, Card, bare, check_card, check_identifier, check_phone

LONGEST_ADDRESS, LONGEST_CODE = 250, 30


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its name, what stands in it, what else people call it (without tones)."""

    field: str
    title: str
    note: str
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("full_name", phrase("Họ và tên"), phrase("Bắt buộc."),
           ("ho ten", "ten", "ten benh nhan", "ten khai sinh", "full name", "name")),
    Column("birth", phrase("Ngày sinh"), phrase("12/03/1956, 03/1956 hoặc 1956."),
           ("ngay thang nam sinh", "nam sinh", "sinh ngay", "ngaysinh", "birth date", "dob")),
    Column("sex", phrase("Giới tính"), phrase("Nam, Nữ, Khác; để trống nếu chưa rõ."),
           ("gioi", "nam nu", "phai", "sex", "gender")),
    Column("cccd", phrase("Số căn cước"), phrase("12 chữ số."),
           ("cccd", "so cccd", "so can cuoc cong dan", "can cuoc", "so dinh danh", "so dinh danh ca nhan",
            "ma dinh danh", "cccd cmnd", "so cccd cmnd")),
    Column("cmnd", phrase("CMND cũ"), phrase("9 chữ số."), ("cmnd", "so cmnd", "chung minh nhan dan")),
    Column("local", phrase("Mã trong sổ"), phrase("Mã của trạm, không giống số căn cước."),
           ("ma", "ma nguoi dan", "ma so", "ma ho so", "ma y te", "code")),
    Column("bhyt", phrase("Số thẻ BHYT"), phrase("10 chữ số hoặc 15 ký tự."),
           ("bhyt", "so bhyt", "ma the bhyt", "the bhyt", "ma bhyt", "ma so bhxh", "so the bao hiem y te")),
    Column("bhyt_from", phrase("BHYT từ ngày"), phrase("dd/mm/yyyy."),
           ("gia tri tu", "the tu ngay", "bhyt tu", "tu ngay")),
    Column("bhyt_to", phrase("BHYT đến ngày"), phrase("dd/mm/yyyy."),
           ("gia tri den", "the den ngay", "bhyt den", "den ngay", "han the", "han su dung")),
    Column("bhyt_facility", phrase("Mã nơi đăng ký KCB"), phrase("5 ký tự."),
           ("ma dkbd", "noi dang ky kcb", "ma kcbbd", "kcbbd")),
    Column("ethnicity", phrase("Dân tộc"), phrase("Tên hoặc mã 2 chữ số, xem trang Danh mục."),
           ("ethnicity", "ma dan toc")),
    Column("occupation", phrase("Nghề nghiệp"), phrase("Chữ hoặc mã, xem trang Danh mục."), ("nghe", "occupation")),
    Column("phone", phrase("Điện thoại"), phrase("10 chữ số."), ("so dien thoai", "dt", "sdt", "phone", "di dong")),
    Column("village", phrase("Thôn, bản"), phrase("Tên đúng như trong Địa bàn."),
           ("thon", "ban", "thon ban", "to dan pho", "khu pho", "ap", "xom", "village", "thon ban to dan pho")),
    Column("address", phrase("Số nhà, đường"), "", ("dia chi", "so nha", "noi o", "address", "cho o hien tai")),
    Column("residence_kind", phrase("Cư trú"), phrase("Thường trú, Tạm trú hoặc Nơi khác đến; để trống là thường trú."),
           ("loai cu tru", "tinh trang cu tru", "thuong tru tam tru")),
    Column("household", phrase("Mã hộ"), phrase("Mọi người cùng mã là một hộ."),
           ("ho", "so ho", "so ho khau", "ma ho gia dinh", "ma so ho", "household")),
    Column("relation", phrase("Quan hệ với chủ hộ"),
           phrase("Chủ hộ, vợ, chồng, con, bố, mẹ, cháu, anh, chị, em, khác."),
           ("quan he", "qh voi chu ho", "quan he chu ho", "qhch", "relation")),
    Column("poverty", phrase("Hộ nghèo"), phrase("Nghèo, Cận nghèo hoặc Không, theo danh sách năm nay; cần mã hộ."),
           ("ngheo", "can ngheo", "ho ngheo can ngheo", "dien ngheo", "hoan canh", "tinh trang ngheo", "poverty")),
)  # fmt: skip
BY_FIELD = {column.field: column for column in COLUMNS}
Mapping_ = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not taken: the row's number in the file, the field (by its title), the reason."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resident:
    """A row in the form the deeds take. "" and None are "the file does not say"."""

    row: int
    full_name: str
    birth: Birth | None = None
    sex: str = "unknown"
    cccd: str = ""
    cmnd: str = ""
    local: str = ""
    card: Card | None = None
    bhyt_from: date | None = None
    bhyt_to: date | None = None
    bhyt_facility: str = ""
    ethnicity: str = ""
    occupation: str = ""
    phone: str = ""
    village: str = ""
    address: str = ""
    residence_kind: str = "permanent"
    household: str = ""
    relation: str = "other"
    poverty: str = "none"
    told: frozenset[str] = field(default=frozenset())


def guess_mapping(headers: Sequence[str]) -> dict[str, int]:
    """Which column of the file holds which field, judged by its heading: first the same words, then words inside."""
    keys = [search_key(header) for header in headers]
    found: dict[str, int] = {}
    for fits in (_is, _holds):
        for column in COLUMNS:
            if column.field not in found:
                place = next(
                    (at for at, key in enumerate(keys) if at not in found.values() and fits(column, key)), None
                )
                if place is not None:
                    found[column.field] = place
    return found


def read_resident(row: int, cells: Sequence[str], mapping: Mapping_, today: date) -> Resident | list[Fault]:
    """A row's values, or every reason why it cannot be taken."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, column in mapping.items():
        text = nfc(cells[column]) if column < len(cells) else ""
        if not text and name != "full_name":
            continue
        try:
            values[name] = _read(name, text, today)
        except Refusal as refusal:
            faults.append(Fault(row, BY_FIELD[name].title, refusal.sentence))
    faults += _together(row, values, mapping)
    if faults:
        return faults
    card = values.pop("bhyt", None)
    return Resident(row=row, card=card, told=frozenset(values), **values)


def _together(row: int, values: Mapping[str, Any], mapping: Mapping_) -> list[Fault]:
    """What is wrong between the fields of a row."""
    found = []
    if "full_name" not in mapping:
        found.append(("full_name", phrase("Chưa chọn cột họ và tên.")))
    start, end = values.get("bhyt_from"), values.get("bhyt_to")
    if start and end and end < start:
        found.append(("bhyt_to", phrase("Ngày hết hạn phải sau hoặc bằng ngày bắt đầu.")))
    if (start or end or values.get("bhyt_facility")) and "bhyt" not in values:
        found.append(("bhyt", phrase("Có hạn thẻ mà không có số thẻ.")))
    if values.get("relation") == "head" and not values.get("household"):
        found.append(("household", phrase("Chủ hộ phải có mã hộ.")))
    if "poverty" in values and not values.get("household"):
        found.append(("household", phrase("Ghi hộ nghèo thì phải có mã hộ.")))
    return [Fault(row, BY_FIELD[name].title, reason) for name, reason in found]


def _read(name: str, text: str, today: date) -> Any:
    if name == "birth":
        return parse_birth(text, today)
    if name in {"bhyt_from", "bhyt_to"}:
        return parse_day(text, name)
    return _READ[name](text)


def _zeros(text: str, length: int, shortest: int) -> str:
    """A number whose first zeros Excel took away: those numbers all begin with 0, so what is missing is known."""
    number = bare(text)
    lost = number.isdigit() and shortest <= len(number) < length and not number.startswith("0")
    return number.zfill(length) if lost else text


def _limited(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit or any(ord(sign) < ord(" ") for sign in text):
            raise Refusal("person.text_long", f"Chữ không quá {limit} ký tự và không có ký tự lạ.")
        return text

    return read


_READ: dict[str, Callable[[str], Any]] = {
    "full_name": check_name,
    "sex": sex_code,
    "cccd": lambda text: check_identifier(CCCD, _zeros(text, 12, 10)),
    "cmnd": lambda text: check_identifier(CMND, text),
    "local": lambda text: check_identifier(LOCAL, text),
    "bhyt": lambda text: check_card(_zeros(text, 10, 9)),
    "bhyt_facility": _limited(5),
    "ethnicity": ethnicity_code,
    "occupation": occupation_code,
    "phone": lambda text: check_phone(_zeros(text, 10, 9)),
    "village": _limited(120),
    "address": _limited(LONGEST_ADDRESS),
    "residence_kind": residence_code,
    "household": _limited(LONGEST_CODE),
    "relation": relation_code,
    "poverty": poverty_code,
}


def _is(column: Column, key: str) -> bool:
    return key in {search_key(column.title), column.field, *column.also}


def _holds(column: Column, key: str) -> bool:
    return any(len(word) > 3 and f" {word} " in f" {key} " for word in (search_key(column.title), *column.also))
