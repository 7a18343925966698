"""XML1 without its sums: who came, with which card, for what, how it ended; and why of each field nobody typed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tram.claims.build import words
from tram.claims.build.cells import insured
from tram.claims.build.choices import outcome, setting, treatment_days
from tram.claims.build.model import Sheet
from tram.claims.build.numbers import paper_number, patient_of, patient_system
from tram.claims.format.codes import code_list
from tram.claims.format.model import Layout
from tram.claims.format.texts import birth_text, day_text, time_text
from tram.claims.money import Why
from tram.kernel.clock import VN_TZ
from tram.places.api import commune

SEXES = {"male": "1", "female": "2"}
ASKED = "3"  # MA_LYDO_CT: the patient asked for it
GROUPED_OCCUPATION = 2
VIETNAM = {"", "VN", "VNM", "000"}
Told = dict[str, Why]


def who(sheet: Sheet, layout: Layout, told: Told) -> dict[str, str]:
    """The fields of XML1 about the person and where they live."""
    one = sheet.patient
    province = sheet.home[2]
    return {
        "MA_BN": one.papers.get(patient_system(sheet.office.code), "") or patient_of(one.id),
        "HO_TEN": one.name,
        "SO_CCCD": one.papers.get("cccd", "") or one.papers.get("cmnd", ""),
        "NGAY_SINH": birth_text(one.born, one.birth_precision) if one.born else "",
        "GIOI_TINH": SEXES.get(one.sex, "3"),
        "MA_QUOCTICH": _nationality(sheet, told),
        "MA_DANTOC": one.ethnicity,
        "MA_NGHE_NGHIEP": _occupation(sheet, layout, told),
        "DIA_CHI": address(sheet),
        "MATINH_CU_TRU": province,
        "MAXA_CU_TRU": sheet.home[1],
        "DIEN_THOAI": one.phone,
        "CAN_NANG": _weight(sheet, told),
    }


def address(sheet: Sheet) -> str:
    """DIA_CHI: house, village, commune and province as they were named on the day."""
    house, code, _province = sheet.home
    place = commune(code, sheet.visit.day) if code else None
    parts = (house, place.full_name if place else "", place.province_name if place else "")
    return ", ".join(part for part in parts if part)


def _nationality(sheet: Sheet, told: Told) -> str:
    if sheet.patient.nationality.upper() not in VIETNAM:
        return sheet.patient.nationality
    value, told["MA_QUOCTICH"] = setting("vietnamese", sheet.visit.day)
    return str(value)


def _occupation(sheet: Sheet, layout: Layout, told: Told) -> str:
    """Five digits until 2024, then the first two where the list has them; unset as "no occupation"."""
    field = layout.tables["XML1"].field("MA_NGHE_NGHIEP")
    length = field.length if field and field.length else len(sheet.patient.occupation)
    unset, why = setting("unset_occupation", sheet.visit.day)
    code = sheet.patient.occupation if len(sheet.patient.occupation) >= length else ""
    if length == GROUPED_OCCUPATION and code[:length] not in code_list("MA_NGHE_NGHIEP", sheet.visit.day):
        code = ""
    if not code:
        told["MA_NGHE_NGHIEP"] = why
    return (code or str(unset))[:length]


def _weight(sheet: Sheet, told: Told) -> str:
    if sheet.weight is None:
        return ""
    if sheet.weight.day != sheet.visit.day:
        why = setting("weight_days", sheet.visit.day)[1]
        told["CAN_NANG"] = Why(f"Cân ngày {sheet.weight.day:%d/%m/%Y}: {why.sentence}", why.source, why.status)
    return f"{sheet.weight.kilograms.quantize(Decimal('0.01')):f}"


def cards(sheet: Sheet, told: Told) -> dict[str, str]:
    """The fields of XML1 about the insurance cards, several parted by ";"; empty when there is none."""
    known = sheet.cover.cards if insured(sheet) else ()
    told["MA_DOITUONG_KCB"], told["MA_THE_BHYT"] = sheet.cover.entitled, sheet.cover.because
    exempt = sheet.cover.exempt_from
    return {
        "MA_THE_BHYT": ";".join(card.number for card in known),
        "MA_DKBD": ";".join(card.registered_at for card in known),
        "GT_THE_TU": ";".join(day_text(card.valid_from) for card in known),
        "GT_THE_DEN": ";".join(day_text(card.valid_to) for card in known),
        "NGAY_MIEN_CCT": day_text(exempt) if exempt and exempt <= sheet.visit.day else "",
        "MA_KHUVUC": next((card.area for card in known if card.area), ""),
        "NAM_NAM_LIEN_TUC": day_text(sheet.cover.five_years_on) if known else "",
        "MA_DOITUONG_KCB": sheet.cover.entitlement,
    }


def what(sheet: Sheet, kind: str) -> dict[str, str]:
    """The fields of XML1 about why somebody came, what it was and how it was treated."""
    main, beside = words.icd(sheet)
    staying = sheet.visit.stay_from is not None
    return {
        "LY_DO_VV": words.reason_text(sheet),
        "LY_DO_VNT": words.reason_text(sheet) if staying else "",
        "CHAN_DOAN_VAO": words.first_diagnosis(sheet),
        "CHAN_DOAN_RV": words.diagnosis_text(sheet),
        "MA_BENH_CHINH": main,
        "MA_BENH_KT": beside,
        "MA_BENH_YHCT": words.traditional(sheet),
        "PP_DIEU_TRI": words.treatment_text(sheet),
        "GHI_CHU": sheet.visit.advice,
        "MA_LOAI_KCB": kind,
    }


def when(sheet: Sheet, kind: str, told: Told) -> dict[str, str]:
    """The fields of XML1 about times, coming from and going elsewhere, and how it ended."""
    visit = sheet.visit
    asked = visit.outcome == "referred" and visit.referral_reason == ASKED
    result, leaving, told["KET_QUA_DTRI"] = outcome("referred_asked" if asked else visit.outcome)
    told["MA_LOAI_RV"] = told["KET_QUA_DTRI"]
    end = sheet.end.astimezone(VN_TZ)
    return {
        "MA_NOI_DI": visit.referred_from,
        "GIAY_CHUYEN_TUYEN": visit.referral_number if visit.referred_from else "",
        "MA_NOI_DEN": visit.referred_to,
        "NGAY_VAO": time_text(visit.started_at),
        "NGAY_VAO_NOI_TRU": time_text(visit.stay_from),
        "NGAY_RA": time_text(sheet.end),
        "SO_NGAY_DTRI": str(_days(sheet, kind, told)),
        "KET_QUA_DTRI": result,
        "MA_LOAI_RV": leaving,
        "NGAY_TTOAN": time_text(sheet.end),
        "NAM_QT": str(end.year),
        "THANG_QT": f"{end.month:02d}",
        "NGAY_TAI_KHAM": day_text(visit.follow_up_on),
    }


def _days(sheet: Sheet, kind: str, told: Told) -> int:
    how, told["SO_NGAY_DTRI"] = treatment_days(kind, sheet.visit.day)
    first, last = sheet.visit.day, sheet.end.astimezone(VN_TZ).date()
    if how == "days":
        return (last - first) // timedelta(days=1) + 1
    if how == "drugs":
        return max((line.days or 0 for line in sheet.visit.lines), default=0)
    return len(_service_days(sheet)) if how == "services" else 0


def _service_days(sheet: Sheet) -> set[date]:
    done = (one.at or one.ordered_at for one in sheet.visit.procedures)
    return {at.astimezone(VN_TZ).date() for at in done if at} or {sheet.visit.day}


def signed(sheet: Sheet, department: str) -> dict[str, str]:
    """The fields of XML1 that name the facility, its department, its number for the visit and who signs."""
    return {
        "MA_KHOA": department,
        "MA_CSKCB": sheet.office.code,
        "MA_HSBA": paper_number(sheet.number),
        "MA_TTDV": sheet.office.signer.licence if sheet.office.signer else "",
    }
