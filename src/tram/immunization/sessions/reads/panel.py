"""One person at the desk: what can be given now and from which vial, what comes later, what was given, what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from tram.encounters.api import Patient, allergies
from tram.engines.expression.calendar import months_between
from tram.immunization.models import Session
from tram.immunization.record import DoseView, VaccinationRecord, vaccination_record, vaccinee_for
from tram.immunization.schedule import Vaccine, circumstances, routes, screening_form, sites, vaccines
from tram.immunization.sessions.access import find_row
from tram.immunization.sessions.due import Due, Judged, judged
from tram.immunization.sessions.reads.attendance import attendance_of
from tram.immunization.sessions.views import AttendanceView, Later, LotChoice, Panel, PanelLine, Past, SessionView
from tram.immunization.stock.reads import balances, usable_lots
from tram.immunization.stock.views import LotView
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.people.api import hits, ways_to_reach


def panel(actor: Actor, session: UUID, person: UUID, at: datetime) -> Panel:
    """The person as the desk of this session sees them. Refuses (404) whom or what the actor may not see."""
    row = find_row(actor, session)
    patient = vaccinee_for(actor, "vaccination.write", person)
    today = today_vn(at)
    record = vaccination_record(actor, patient.id, today)
    [hit] = hits([patient.id])
    reach = ways_to_reach([hit], today)[hit.id]
    there = attendance_of(row.id, patient.id)
    known = judged(patient, record, today)
    return Panel(
        session=SessionView.of(row),
        person=hit,
        age=hit.age(today),
        caregiver=reach.caregiver,
        phone=reach.phone,
        attendance=AttendanceView.of(there) if there else None,
        warnings=_warnings(actor, record, patient.id),
        lines=_lines(actor, row, patient, [each for each in known.dues if each.may_be_given(today)], at),
        later=tuple(_later(each) for each in known.dues if each.earliest > today),
        past=tuple(_past(each, known) for each in reversed(record.doses)),
        screening=screening_form(patient.birth_date, today),
    )


def _lines(actor: Actor, session: Session, patient: Patient, due: Sequence[Due], at: datetime) -> tuple[PanelLine, ...]:
    """One line a vaccine: what the session brought first, then what else is due."""
    today, offered = today_vn(at), session.vaccines.split()
    by_vaccine: dict[str, Due] = {}
    for each in due:
        by_vaccine.setdefault(each.vaccine, each)
    usable = usable_lots(actor, session.commune, today, list(by_vaccine), at)
    whole = all(usable.get(code) for code in by_vaccine)
    store = () if whole else balances(actor, session.commune, today)
    months = months_between(patient.birth_date, today) if patient.birth_date else 0
    taken: set[str] = set()
    found = []
    for code, each in sorted(by_vaccine.items(), key=lambda pair: _place(pair[0], offered)):
        lots = tuple(_choice(lot) for lot in usable.get(code, ()))
        line = _line(each, months, lots, "" if lots else _blocked(code, store, today))
        ticked = code in offered and each.recommended <= today and not each.put_off and not line.blocked
        site = _site(vaccines()[code], taken)
        taken |= {site} if ticked else set()
        found.append(replace(line, chosen=ticked, site=site))
    return tuple(found)


def _place(code: str, offered: Sequence[str]) -> tuple[bool, int]:
    """What the session offers stands first; then the order of the list of vaccines."""
    return code not in offered, list(vaccines()).index(code)


def _line(due: Due, months: int, lots: tuple[LotChoice, ...], blocked: str) -> PanelLine:
    """The dose as the definition of its vaccine says, not ticked and at no site yet."""
    known = vaccines()[due.vaccine]
    return PanelLine(
        vaccine=due.vaccine,
        name=known.name_vi,
        number=due.number,
        why=due.why,
        source=due.source,
        chosen=False,
        lots=lots,
        blocked=blocked,
        site="",
        sites=tuple((code, sites()[code].name_vi) for code in known.sites),
        route=known.route,
        route_name=routes()[known.route].name_vi,
        quantity=known.quantity(months).normalize(),
    )


def _site(known: Vaccine, taken: set[str]) -> str:
    """The first usual site of a vaccine that no other dose of today takes; else its first."""
    return next((site for site in known.sites if site not in taken), known.sites[0] if known.sites else "")


def _choice(lot: LotView) -> LotChoice:
    opened = lot.open_doses > 0 and lot.open_until is not None
    left = f"lọ mở còn {lot.open_doses}" if opened else f"{lot.vials} lọ"
    return LotChoice(lot.id, lot.number, f"{lot.number} · {lot.expires_on:%d/%m/%y} · {left}", opened)


def _blocked(code: str, store: Iterable[LotView], today: date) -> str:
    """Why no lot of a vaccine may be used, in one sentence."""
    lots = [lot for lot in store if lot.vaccine == code and lot.doses > 0]
    held = next((lot for lot in lots if lot.held_on is not None), None)
    if held is not None:
        return f"Lô {held.number} đang tạm giữ: {held.held_reason.rstrip('.')}. Không được tiêm."
    expired = next((lot for lot in lots if lot.expired(today)), None)
    if expired is not None:
        return f"Lô {expired.number} đã hết hạn ngày {expired.expires_on:%d/%m/%Y}. Không được tiêm."
    return "Kho không còn vắc xin này. Nhập kho rồi tải lại trang, hoặc hẹn người này buổi sau."


def _later(due: Due) -> Later:
    return Later(due.name, due.number, due.recommended, due.why)


def _past(dose: DoseView, known: Judged) -> Past:
    why = known.why_not(dose)
    named = vaccines().get(dose.vaccine)
    return Past(dose.day, named.short_vi if named else dose.vaccine, known.number(dose), not why, why)


def _warnings(actor: Actor, record: VaccinationRecord, person: UUID) -> tuple[str, ...]:
    """What whoever holds the syringe must know: allergies and circumstances that still hold."""
    known = allergies(actor, person)
    told = [f"Dị ứng {each.display}" + (f" ({each.reaction})" if each.reaction else "") for each in known]
    kinds: Mapping[str, str] = {code: kind.name_vi for code, kind in circumstances().items()}
    lasting = [each for each in record.circumstances if each.end is None]
    told += [kinds.get(each.code, each.code) + (f": {each.text}" if each.text else "") for each in lasting]
    return tuple(dict.fromkeys(told))
