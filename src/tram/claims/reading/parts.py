"""The lines of a claim as parts of a visit: drugs, services with their results, supplies."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

from tram.claims.reading.dose import read_dose
from tram.claims.reading.goods import Goods
from tram.claims.reading.model import Drug, Result, Service, Told
from tram.encounters.api import (
    DRUG,
    LOINC,
    SERVICE,
    LineInput,
    ObservationInput,
    ProcedureInput,
    SupplyInput,
)
from tram.kernel.ids import uuid7

INDICATOR = "urn:vn:bhyt:chi-so"
EXAM = "13"  # MA_NHOM of the examination fee
LOINC_CODE = re.compile(r"\d{1,5}-\d")
MOST = 1000
Staff = Callable[[str], UUID | None]


def line_of(one: Drug, goods: Goods, staff: Staff, day: date) -> LineInput:
    """A drug as prescribed; the dose in numbers where its words are the decisions', else in its words."""
    dose = read_dose(one.dosage, one.unit)
    item = goods.drug(one, day)
    words = " ".join(part for part in (one.name, one.strength) if part)
    return LineInput(
        text=words[:500],
        dosage="" if dose.whole else one.dosage[:500],
        system=DRUG if one.code else "",
        code=one.code,
        item=item,
        quantity=one.quantity or None,
        unit=one.unit[:50],
        route=one.route,
        per_time=dose.per_time,
        times=dose.times,
        doses=dose.doses,
        days=dose.days,
        instructions=one.instructions[:500],
        dispensed_at=one.given_at,
        prescriber=staff(one.prescriber),
        paid_by=one.paid_by,
    )


class Done:
    """What was done at a visit: procedures, results bound to them, supplies bound to them."""

    def __init__(self, told: Told, goods: Goods, staff: Staff, *, examined: bool) -> None:
        self.told, self.goods, self.staff = told, goods, staff
        self.day = told.started_at.date()
        kept = [one for one in told.services if not one.supply and not (examined and _plain_exam(one, told))]
        self._refs = [(one, uuid7()) for one in kept]

    def procedures(self) -> list[ProcedureInput]:
        """Services, examinations paid beside the first, and days of bed, with what was seen and concluded."""
        return [self._procedure(one, ref) for one, ref in self._refs]

    def results(self) -> list[ObservationInput]:
        """Values with the test they belong to; words that belong to no service too."""
        found = [self._observation(one, self._ref(one.service, one)) for one in self.told.results if one.value]
        lonely = [one for one in self.told.results if not one.value and self._ref(one.service, one) is None]
        return found + [self._observation(one, None) for one in lonely]

    def supplies(self) -> list[SupplyInput]:
        """Supplies with the service they were used for."""
        return [self._supply(one) for one in self.told.services if one.supply]

    def _procedure(self, one: Service, ref: UUID) -> ProcedureInput:
        seen = next(
            (each for each in self.told.results if not each.value and self._ref(each.service, each) == ref), None
        )
        return ProcedureInput(
            code=(one.code or one.name)[:60],
            system=SERVICE,
            display=(one.name or one.code)[:400],
            at=one.done_at,
            ref=ref,
            item=self.goods.service(one, self.day),
            quantity=one.quantity,
            rate=one.rate,
            ordered_by=self.staff(one.ordered_by),
            performer=self.staff(one.performer),
            ordered_at=one.ordered_at,
            ended_at=one.ended_at,
            machine=one.machine[:255],
            description=(seen.description if seen else "")[:2000],
            conclusion=(seen.conclusion if seen else "")[:MOST],
            bed=one.bed[:50],
            anaesthesia=one.anaesthesia,
        )

    def _observation(self, one: Result, ref: UUID | None) -> ObservationInput:
        number = plain_number(one.value)
        words = "; ".join(part for part in (one.value, one.description, one.conclusion) if part)
        return ObservationInput(
            code=(one.code or one.service or one.name or "KQ")[:60],
            system=_system(one),
            display=(one.name or one.code or one.service)[:250],
            number=number,
            unit=one.unit,
            text="" if number is not None else words[:MOST],
            at=one.at,
            procedure=ref,
        )

    def _supply(self, one: Service) -> SupplyInput:
        used_for = next((ref for each, ref in self._refs if one.code and each.code == one.code), None)
        return SupplyInput(
            display=(one.supply_name or one.supply)[:400],
            item=self.goods.supply(one, self.day),
            code=one.supply,
            quantity=one.quantity,
            unit=one.unit[:50],
            procedure=used_for,
            paid_by=one.paid_by,
        )

    def _ref(self, code: str, one: Result) -> UUID | None:
        """The service a result is of: of this code; of several the one whose result was there at that time."""
        of_code = [(each, ref) for each, ref in self._refs if each.code == code]
        timely = [ref for each, ref in of_code if one.at and one.at in {each.ended_at, each.done_at}]
        return next(iter(timely), of_code[0][1] if of_code else None)


def _plain_exam(one: Service, told: Told) -> bool:
    """The fee of the one examination every visit has: the visit itself says it, with who examined."""
    exams = [each for each in told.services if each.group == EXAM]
    return one.group == EXAM and len(exams) == 1 and one.ordered_at in {None, told.started_at}


def _system(one: Result) -> str:
    if not one.code:
        return SERVICE
    return LOINC if LOINC_CODE.fullmatch(one.code) else INDICATOR


def plain_number(text: str) -> Decimal | None:
    """A result that is a plain number (a decimal comma is one too), of at most four decimals."""
    plain = text.replace(",", ".")
    if not plain.isascii() or not plain.replace(".", "", 1).isdecimal() or len(plain) > 11:
        return None
    value = Decimal(plain)
    return value if value == value.quantize(Decimal("0.0001")) else None
