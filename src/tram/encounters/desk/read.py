"""Reading a filled form: typed values, findings, and the content of the visit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from tram.encounters.access import Patient, patient_for
from tram.encounters.desk.orders import Moment, Orders, read_orders
from tram.encounters.desk.prefill import day_text
from tram.encounters.desk.rows import Row, items_of, rows_typed
from tram.encounters.desk.stay import at_time, clock, keep_seconds, stay_of
from tram.encounters.form import check_answers
from tram.encounters.icd import diagnosis_findings, icd_code, search_codes
from tram.encounters.inputs import AllergyInput, DiagnosisInput, LineInput, VisitContent
from tram.encounters.reads.assemble import load_rows
from tram.encounters.reads.latest import allergies_of
from tram.encounters.said import content_of
from tram.encounters.views import VisitView
from tram.encounters.vitals import vital_codes
from tram.engines.expression.calendar import shift
from tram.engines.forms import Checked, Finding
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.people.api import cover_on

TEXTS = ("reason", "symptoms", "treatment", "advice", "note", "referred_from", "referral_number", "referred_to")
MORNING = time(8)
_TWO_NUMBERS = re.compile(r"\s*(\d+)\s+(\d+)\s*")
_AHEAD = re.compile(r"\s*(?:\+(\d{1,3})|(\d{1,3}) ?(n|th|t))\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Desk:
    """A form that was read: ``content`` and ``allergy`` for the deeds, ``findings``, and ``typed`` as it was typed."""

    typed: Mapping[str, str]
    content: VisitContent
    findings: tuple[Finding, ...]
    allergy: AllergyInput | None = None
    rows: tuple[Row, ...] = ()

    @property
    def may_be_saved(self) -> bool:
        """Whether no finding is an error."""
        return not any(each.severity == "error" for each in self.findings)

    @property
    def doubts(self) -> str:
        """The warnings as one text: a form that comes back with the same text has been looked at again."""
        return " ".join(sorted(each.id for each in self.findings if each.severity == "warning"))


def read_desk(
    actor: Actor, at: datetime, person: UUID, typed: Mapping[str, str], before: VisitView | None = None
) -> Desk:
    """Reads what was typed for a person. ``typed``: field of ``visit.toml`` → text; diagnoses may be codes or words;
    orders as rows (``desk/rows.py``). ``before``: the version that is changed; what the form does not show is kept.

    Refuses (404) whom the actor may not see.
    """
    patient = patient_for(actor, "visit.write", person)
    answers = {**typed, "systolic": _TWO_NUMBERS.sub(r"\1/\2", typed.get("systolic", ""))}
    codes, unclear = _codes(answers)
    checked, day = _checked(patient, at, {**answers, **codes})
    seen_at, clock_finding = clock(typed.get("seen_at", ""), "seen_at")
    diagnoses = _diagnoses(checked.values)
    findings = [*unclear, *checked.findings, *clock_finding]
    findings += diagnosis_findings(diagnoses, day, patient.sex, _born(patient))
    content = _content(checked.values, diagnoses, _started_at(at, day, seen_at))
    findings += _payer(patient, day, content)
    findings += stay_of(typed, checked.values, content, at)
    rows = rows_typed(typed, day, items_of(before))
    findings += [_unpicked(text)] if (text := typed.get("order_text", "").strip()) else []
    moment = _moment(content["started_at"], at, before, given=bool(typed.get("dispensed")))
    keep_seconds(content, before)
    findings += _order(content, rows, moment, patient.id, before)
    return Desk(typed, content, tuple(findings), _allergy(checked.values["allergy"]), tuple(rows))


def _moment(started_at: datetime, at: datetime, before: VisitView | None, *, given: bool) -> Moment:
    """What is entered on the day of the visit or while it goes on was done now; what comes later, when it began."""
    going = before is not None and before.status == "in-progress"
    now = at > started_at and (going or today_vn(at) == today_vn(started_at))
    return Moment(started_at, at if now else started_at, given=given)


def _order(
    content: VisitContent,
    rows: list[Row],
    moment: Moment,
    person: UUID,
    before: VisitView | None,
) -> list[Finding]:
    """Puts the orders into the content, beside what the form does not show."""
    allergies = [each.display for each in allergies_of(person)] if any(row.prescribed for row in rows) else []
    orders = read_orders(rows, moment, before, allergies)
    content["prescription"] = [*orders.lines, *content["prescription"]]
    content["procedures"] = orders.procedures
    content["observations"] = orders.results
    content["supplies"] = orders.supplies
    if before is not None:
        _keep(content, orders, before)
    return orders.findings


def _keep(content: VisitContent, orders: Orders, before: VisitView) -> None:
    """What has no item of the catalogue is not on the form: it stays."""
    rows = load_rows(before.id)
    old = content_of(rows) if rows else VisitContent()
    procedures = [each for each in old.get("procedures", ()) if each.item is None]
    mine = {None, *(each.ref for each in procedures)}
    content["procedures"] = [*procedures, *orders.procedures]
    content["observations"] = [*(o for o in old.get("observations", ()) if o.procedure in mine), *orders.results]
    content["supplies"] = [*(each for each in old.get("supplies", ()) if each.item is None), *orders.supplies]


def _checked(patient: Patient, at: datetime, answers: Mapping[str, str]) -> tuple[Checked, date]:
    """The answers checked on the day of the visit, which is one of the answers."""
    day = today_vn(at)
    answers = {**answers, "follow_up_on": _ahead(answers.get("follow_up_on", ""), day)}
    checked = check_answers(answers, day, _born(patient))
    typed_day = checked.values["seen_on"]
    if isinstance(typed_day, date) and typed_day != day:
        return check_answers(answers, typed_day, _born(patient)), typed_day
    return checked, day


def _ahead(text: str, day: date) -> str:
    """A date typed as a distance from today (``+7``, ``7n`` days, ``2t`` weeks, ``1th`` months) written out."""
    found = _AHEAD.fullmatch(text)
    if found is None:
        return text
    count, unit = int(found[1] or found[2]), (found[3] or "n").lower()
    weeks = 7 if unit == "t" else 1
    return day_text(shift(day, count, "month") if unit == "th" else shift(day, count * weeks, "day"))


def _born(patient: Patient) -> date | None:
    return patient.birth_date if patient.born_exactly else None


def _codes(answers: Mapping[str, str]) -> tuple[dict[str, str], list[Finding]]:
    """Codes for what was picked or only typed as diagnoses; a finding where it could be several things."""
    codes, unclear = {}, []
    for field in ("main", "accompanying"):
        picked = [part for part in re.split("[,;]", answers.get(field, "")) if part.strip()]
        typed = answers.get(f"{field}_text", "").strip()
        if typed and not (field == "main" and picked):
            code = _only_code(typed)
            picked += [code] if code else []
            unclear += [] if code else [_unclear(field, typed)]
        codes[field] = ",".join(_listed(part) for part in picked)
    return codes, unclear


def _listed(text: str) -> str:
    code = icd_code(text)
    return code.code if code else text.strip()


def _only_code(text: str) -> str:
    """The code a text can only mean: itself a code (``i10``, ``I10 Tăng huyết áp``) or the one name that fits."""
    first = icd_code(text) or icd_code(text.split(maxsplit=1)[0])
    if first is not None:
        return first.code
    found = search_codes(text, limit=2)
    return found[0].code if len(found) == 1 else ""


def _unclear(field: str, text: str) -> Finding:
    return Finding(
        f"{field}.unclear",
        "error",
        field,
        f"«{text[:60]}» chưa rõ là mã bệnh nào. Hãy chọn một dòng trong danh sách gợi ý.",
        f"“{text[:60]}” could be several codes. Choose one from the list.",
    )


def _unpicked(text: str) -> Finding:
    return Finding(
        "order_text.unpicked",
        "error",
        "order_text",
        f"«{text[:60]}» chưa được chọn. Bấm Enter để chọn một dòng trong danh mục, hoặc xoá đi.",
        f"“{text[:60]}” was not chosen. Press Enter to choose from the list, or delete it.",
    )


def _diagnoses(values: Mapping[str, Any]) -> list[DiagnosisInput]:
    main = [DiagnosisInput(values["main"])] if values["main"] else []
    others = [code for code in values["accompanying"] or () if code != values["main"]]
    return [*main, *(DiagnosisInput(code, role="accompanying") for code in others)]


def _started_at(at: datetime, day: date, seen_at: time | None) -> datetime:
    """Now for today without a time; eight in the morning for a day that is entered later."""
    if seen_at is None and day == today_vn(at):
        return at
    return at_time(day, seen_at or MORNING)


def _content(values: Mapping[str, Any], diagnoses: list[DiagnosisInput], started_at: datetime) -> VisitContent:
    measured = {code: Decimal(values[key]) for key, code in vital_codes().items() if values[key] is not None}
    content: VisitContent = {
        "started_at": started_at,
        "kind": values["kind"] or "AMB",
        "payer": values["payer"] or "self",
        "follow_up_on": values["follow_up_on"],
        "outcome": values["outcome"] or "",
        "purpose": values["purpose"] or "",
        "traditional": bool(values["traditional"]),
        "vitals": measured,
        "diagnoses": diagnoses,
        "prescription": _lines(values["prescription"] or ""),
    }
    return cast("VisitContent", {**content, **{name: values[name] or "" for name in TEXTS}})


def _lines(text: str) -> list[LineInput]:
    """One drug a line; how to take it stands after the first colon."""
    lines = [line.strip().lstrip("-•").strip() for line in text.splitlines()]
    parted = [line.partition(":") for line in lines if line]
    return [LineInput(drug.strip(), dosage.strip()) for drug, _, dosage in parted if drug.strip()]


def _allergy(text: Any) -> AllergyInput | None:
    """What was named, and how it showed after a colon; None when blank."""
    name, _, reaction = str(text or "").partition(":")
    return AllergyInput(name.strip(), reaction=reaction.strip()) if name.strip() else None


def _payer(patient: Patient, day: date, content: VisitContent) -> list[Finding]:
    """Notes the card a visit is paid with; warns when none is valid that day."""
    content["cover_number"] = ""
    if content["payer"] != "bhyt":
        return []
    cover = cover_on(patient.id, day)
    if cover is not None:
        content["cover_number"] = cover.number
        return []
    return [
        Finding(
            "payer.no_cover",
            "warning",
            "payer",
            f"Không có thẻ BHYT còn hạn vào ngày {day:%d/%m/%Y}.",
            f"No insurance card is valid on {day:%d/%m/%Y}.",
        )
    ]
