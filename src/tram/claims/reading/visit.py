"""One claim as it was read, its tables turned into what they tell."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from tram.claims.build.numbers import paper_number
from tram.claims.format import ReadClaim, Tables
from tram.claims.reading.lines import drugs, notes, results, services
from tram.claims.reading.model import Drug, Service, Someone, Sums, Told, Unfit
from tram.claims.reading.old import as_new
from tram.claims.reading.patient import patient
from tram.claims.reading.values import Cells, rows_of
from tram.encounters.api import ICD10, TRADITIONAL, icd_code
from tram.kernel.clock import today_vn

SUMMARY = "XML1"
STATED = "urn:vn:bhyt:ma-benh"  # codes of diseases that no list here has
STOPS = ("file", "encoding", "table")  # faults of the file's shape: such a claim cannot be trusted as it stands
LENGTHS = {  # signs that fit their place in the record
    ("XML1", "LY_DO_VV"): 500, ("XML1", "CHAN_DOAN_VAO"): 400, ("XML1", "CHAN_DOAN_RV"): 400,
    ("XML1", "PP_DIEU_TRI"): 1000, ("XML1", "GHI_CHU"): 1000, ("XML2", "LIEU_DUNG"): 500, ("XML2", "CACH_DUNG"): 500,
    ("XML4", "GIA_TRI"): 1000, ("XML4", "MO_TA"): 1000, ("XML4", "KET_LUAN"): 1000, ("XML5", "DIEN_BIEN_LS"): 1000,
}  # fmt: skip
TRADITIONAL_CLINIC = "K16"
DIED = ("5", "8")
LEAVING = {"1": "home", "2": "referred", "3": "left", "4": "home", "5": "referred"}
LIGHTEST, HEAVIEST = Decimal("0.3"), Decimal(300)


def told(claim: ReadClaim, at: datetime) -> Told:
    """What a claim tells. Refuses (``Unfit``) one without summary, with times that cannot be, without a main disease
    of the list, or whose rows hold what is no number or day."""
    for fault in claim.faults:
        if fault.rule in STOPS:
            raise Unfit(fault.table, fault.line, fault.field, fault.sentence)
    tables = as_new(claim.decision, claim.tables)
    rows = rows_of(tables, SUMMARY)
    if len(rows) != 1:
        raise Unfit(SUMMARY, 0, "", _("Hồ sơ phải có đúng một bảng tổng hợp XML1, ở đây có %(n)d.") % {"n": len(rows)})
    return _told(claim, tables, rows[0], at)


def digest(tables: Tables) -> str:
    """SHA-256 of the tables' rows, whatever order their fields came in."""
    plain = {table: [dict(row) for row in rows] for table, rows in tables.items() if rows}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _told(claim: ReadClaim, tables: Tables, cells: Cells, at: datetime) -> Told:
    started_at, ended_at = _times(cells, at)
    diseases = _diseases(cells)
    services_told = services(rows_of(tables, "XML3"))
    drugs_told = drugs(rows_of(tables, "XML2"))
    referral = _first(tables, "XML13")
    return Told(
        number=cells.needed("MA_LK"),
        facility_code=cells.text("MA_CSKCB", 5) or claim.facility,
        made_on=claim.made_on,
        decision=claim.decision,
        digest=digest(claim.tables),
        patient=_born_before(cells, started_at, at),
        visit_type=cells.text("MA_LOAI_KCB").zfill(2),
        entitlement=cells.text("MA_DOITUONG_KCB"),
        started_at=started_at,
        stay_from=cells.moment("NGAY_VAO_NOI_TRU"),
        ended_at=ended_at,
        month=_month(cells, ended_at),
        reason=cells.text("LY_DO_VV", 500),
        symptoms=_symptoms(referral, _first(tables, "XML8")),
        arrival=cells.text("CHAN_DOAN_VAO"),
        diagnosis=cells.text("CHAN_DOAN_RV"),
        diseases=diseases,
        traditional=any(system == TRADITIONAL for system, _code in diseases) or _in_clinic(cells),
        treatment=cells.text("PP_DIEU_TRI", 1000),
        advice=cells.text("GHI_CHU", 1000),
        outcome="died" if cells.text("KET_QUA_DTRI") in DIED else LEAVING.get(cells.text("MA_LOAI_RV"), "home"),
        result=cells.text("KET_QUA_DTRI"),
        weight=_weight(cells),
        follow_up_on=_follow_up(cells, ended_at),
        referred_from=cells.text("MA_NOI_DI", 5),
        referral_number=cells.text("GIAY_CHUYEN_TUYEN", 50) or _letter(referral),
        referred_to=cells.text("MA_NOI_DEN", 5),
        referral_reason=(referral.text("MA_LYDO_CT", 1) if referral else "") or _asked(cells),
        doctor=_doctor(drugs_told, services_told),
        drugs=drugs_told,
        services=services_told,
        results=results(rows_of(tables, "XML4")),
        long=_long(tables),
        notes=notes(rows_of(tables, "XML5")),
        sums=_sums(cells),
    )


def _times(cells: Cells, at: datetime) -> tuple[datetime, datetime]:
    started_at, ended_at = cells.needed_moment("NGAY_VAO"), cells.needed_moment("NGAY_RA")
    if ended_at < started_at:
        raise cells.unfit("NGAY_RA", _("NGAY_RA sớm hơn NGAY_VAO."))
    if today_vn(ended_at) > today_vn(at):
        raise cells.unfit("NGAY_RA", _("NGAY_RA ở sau ngày hôm nay."))
    return started_at, ended_at


def _born_before(cells: Cells, started_at: datetime, at: datetime) -> Someone:
    one = patient(cells, today_vn(at))
    if one.birth > today_vn(started_at):
        raise cells.unfit("NGAY_SINH", _("Ngày sinh ở sau ngày vào khám."))
    return one


def _diseases(cells: Cells) -> tuple[tuple[str, str], ...]:
    """(system, code) of every disease, the main one first, each once; codes in no list are kept as the file says.

    Refuses a main disease that the list does not have.
    """
    main, *others = cells.codes("MA_BENH_CHINH") or ("",)
    found = icd_code(main) if main else None
    if found is None:
        sentence = _("Mã bệnh chính «%(code)s» không có trong danh mục ICD-10.") % {"code": main[:40]}
        raise cells.unfit("MA_BENH_CHINH", sentence)
    listed = [(ICD10, found.code)]
    for code in (*others, *cells.codes("MA_BENH_KT")):
        other = icd_code(code)
        listed.append((ICD10, other.code) if other else (STATED, code[:60]))
    listed += [(TRADITIONAL, code[:60]) for code in cells.codes("MA_BENH_YHCT")]
    return tuple(dict.fromkeys(listed))


def _month(cells: Cells, ended_at: datetime) -> date:
    """The month the claim was settled in (NAM_QT, THANG_QT), else that of its end."""
    year, month = cells.number("NAM_QT"), cells.number("THANG_QT")
    day = today_vn(ended_at)
    if year and month and 2000 <= year <= 2100 and 1 <= month <= 12:
        return date(int(year), int(month), 1)
    return day.replace(day=1)


def _weight(cells: Cells) -> Decimal | None:
    found = cells.number("CAN_NANG")
    return found if found is not None and LIGHTEST <= found <= HEAVIEST else None


def _follow_up(cells: Cells, ended_at: datetime) -> date | None:
    found = cells.day("NGAY_TAI_KHAM")
    return found if found and found > today_vn(ended_at) else None


def _in_clinic(cells: Cells) -> bool:
    """Whether the department is that of traditional medicine."""
    return any(code.startswith(TRADITIONAL_CLINIC) for code in cells.codes("MA_KHOA"))


def _letter(referral: Cells | None) -> str:
    """The number of the letter the patient was sent on with; "" for one that only repeats the claim's own number."""
    if referral is None:
        return ""
    number = referral.text("SO_CHUYENTUYEN", 50)
    return "" if number == paper_number(referral.text("MA_LK")) else number


def _symptoms(*papers: Cells | None) -> str:
    """What ailed the patient, by the letter of referral or the summary of the record."""
    said = [one.text(name, 1000) for one in papers if one for name in ("DAU_HIEU_LS", "QT_BENHLY")]
    return next(filter(None, said), "")


def _asked(cells: Cells) -> str:
    """MA_LYDO_CT where no letter says it: sent elsewhere because the patient asked (MA_LOAI_RV 5)."""
    return "3" if cells.text("MA_LOAI_RV") == "5" else ""


def _long(tables: Tables) -> tuple[str, ...]:
    """Words that their place in the record would cut, with the field they stand in."""
    found = ((cells, name, cells.text(name)) for (table, name) in LENGTHS for cells in rows_of(tables, table))
    return tuple(
        f"{c.table} {c.line} {name}: {words}" for c, name, words in found if len(words) > LENGTHS[c.table, name]
    )


def _first(tables: Tables, table: str) -> Cells | None:
    return next(iter(rows_of(tables, table)), None)


def _doctor(drugs_told: tuple[Drug, ...], services_told: tuple[Service, ...]) -> str:
    """Who examined: on the line of the examination fee, else on the first line that names somebody."""
    exam = [one.ordered_by for one in services_told if one.group == "13" and one.ordered_by]
    others = [one.prescriber for one in drugs_told] + [one.ordered_by for one in services_told]
    return next((name for name in (*exam, *others) if name), "")


def _sums(cells: Cells) -> Sums:
    return Sums(
        total=cells.amount("T_TONGCHI_BV"),
        in_scope=cells.amount("T_TONGCHI_BH"),
        self_paid=cells.amount("T_BNTT"),
        copaid=cells.amount("T_BNCCT"),
        fund=cells.amount("T_BHTT"),
        other=cells.amount("T_NGUONKHAC"),
    )
