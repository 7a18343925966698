"""The patient of XML1: name, birth, numbers, cards, where they live."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from tram.claims.format import day_of
from tram.claims.reading.model import Card, Someone
from tram.claims.reading.values import Cells
from tram.kernel.refusals import Refusal
from tram.people.api import Birth, check_phone, ethnic_groups, occupations, parse_birth

SEXES = {"1": "male", "2": "female", "3": "unknown"}
CARD = re.compile(r"[A-Z]{2}\d{13}|\d{10}")
CCCD, CMND, PASSPORT = "cccd", "cmnd", "urn:vn:ho-chieu"
VIETNAMESE = ("", "000")
AREAS = ("K1", "K2", "K3")
CCCD_SIGNS, CMND_SIGNS = 12, 9
GROUP_SIGNS, OCCUPATION_SIGNS = 2, 5


def patient(cells: Cells, today: date) -> Someone:
    """The patient a row of XML1 tells of. Refuses (``Unfit``) without a name or a birth that can be."""
    born = _birth(cells, today)
    return Someone(
        code=cells.text("MA_BN", 100),
        name=cells.needed("HO_TEN"),
        birth=born.day,
        precision=born.precision,
        sex=SEXES.get(cells.text("GIOI_TINH"), "unknown"),
        identifiers=_identifiers(cells),
        cards=_cards(cells),
        nationality=_nationality(cells.text("MA_QUOCTICH")),
        ethnicity=_known(cells.text("MA_DANTOC").zfill(2), ethnic_groups()),
        occupation=_occupation(cells.text("MA_NGHE_NGHIEP")),
        phone=_phone(cells.text("DIEN_THOAI")),
        address=cells.text("DIA_CHI"),
        commune=cells.text("MAXA_CU_TRU", 5),
        province=cells.text("MATINH_CU_TRU", 2),
    )


def _birth(cells: Cells, today: date) -> Birth:
    """NGAY_SINH: yyyymmddHHMM with 00 for what is unknown; old files have yyyymmdd or yyyy."""
    words = cells.needed("NGAY_SINH")
    year, month, day = words[:4], words[4:6], words[6:8]
    try:
        return parse_birth(f"{day or '00'}/{month or '00'}/{year}", today)
    except Refusal as refusal:
        raise cells.unfit("NGAY_SINH", f"{words[:12]}: {refusal.sentence}") from None


def _identifiers(cells: Cells) -> tuple[tuple[str, str], ...]:
    """SO_CCCD as the kind of number its shape tells, and MA_BN as the station's own code."""
    number = re.sub(r"[\s.\-]+", "", cells.text("SO_CCCD")).upper()
    found = []
    if number.isdigit() and len(number) in {CCCD_SIGNS, CMND_SIGNS}:
        found.append((CCCD if len(number) == CCCD_SIGNS else CMND, number))
    elif number and not number.isdigit():
        found.append((PASSPORT, number[:60]))
    return tuple(found)


def _cards(cells: Cells) -> tuple[Card, ...]:
    numbers, places = cells.each("MA_THE_BHYT"), cells.each("MA_DKBD")
    begins, ends = cells.each("GT_THE_TU"), cells.each("GT_THE_DEN")
    area = cells.text("MA_KHUVUC").upper()
    found = []
    for at, text in enumerate(numbers):
        number = re.sub(r"[\s.\-]+", "", text).upper()
        if not number:
            continue
        if not CARD.fullmatch(number):
            sentence = _("Số thẻ «%(value)s» không phải 15 ký tự hay 10 chữ số.") % {"value": text[:40]}
            raise cells.unfit("MA_THE_BHYT", sentence)
        found.append(
            Card(
                number=number,
                facility_code=_part(places, at)[:5],
                valid_from=day_of(_part(begins, at)),
                valid_to=day_of(_part(ends, at)),
                area=area if area in AREAS else "",
                five_years_on=day_of(cells.text("NAM_NAM_LIEN_TUC")),
                exempt_from=day_of(cells.text("NGAY_MIEN_CCT")),
            )
        )
    return tuple(found)


def _part(parts: tuple[str, ...], at: int) -> str:
    return parts[at] if at < len(parts) else ""


def _nationality(code: str) -> str:
    return "" if code in VIETNAMESE else code[:3]


def _known(code: str, listed: object) -> str:
    return code if isinstance(listed, dict) and code in listed else ""


def _occupation(code: str) -> str:
    """Five digits; the two of later decisions name the group. Nothing for "no occupation" and for other shapes."""
    if not code.isdigit() or len(code) not in {GROUP_SIGNS, OCCUPATION_SIGNS} or not code.strip("0"):
        return _known(code, occupations()) if code.strip("0") else ""
    return code.ljust(OCCUPATION_SIGNS, "0")


def _phone(text: str) -> str:
    """A telephone number as we keep it; one of another shape is left out (the visit matters more)."""
    try:
        return check_phone(text)
    except Refusal:
        return ""
