"""What a claim of an old system tells, before it becomes a record; and what became of the claims of an import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

FAULTS_KEPT = 2000  # more are only counted

NEW, CHANGED, SAME, KEPT, REFUSED = "new", "changed", "same", "kept", "refused"


class Unfit(Exception):  # noqa: N818 - an answer about a claim, not an error of the program
    """A claim that cannot be taken in: where (table, row from 1, field) and why, in Vietnamese."""

    def __init__(self, table: str, line: int, name: str, sentence: str) -> None:
        """Keep the place apart from the sentence."""
        super().__init__(sentence)
        self.table, self.line, self.name, self.sentence = table, line, name, sentence


@dataclass(frozen=True, slots=True)
class Card:
    """One insurance card of a claim: number, place of registration, days, area, five years full on, exempt from."""

    number: str
    facility_code: str
    valid_from: date | None
    valid_to: date | None
    area: str
    five_years_on: date | None
    exempt_from: date | None


@dataclass(frozen=True, slots=True)
class Someone:
    """The patient as XML1 tells. ``birth`` is a day with how much of it is known; codes "" where none fits ours."""

    code: str
    name: str
    birth: date
    precision: str
    sex: str
    identifiers: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    nationality: str
    ethnicity: str
    occupation: str
    phone: str
    address: str
    commune: str
    province: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A row of XML2."""

    code: str
    name: str
    strength: str
    unit: str
    route: str
    dosage: str
    instructions: str
    registration: str
    tender: str
    preparation: str
    quantity: Decimal
    price: Decimal | None
    group: str
    prescriber: str
    ordered_at: datetime | None
    given_at: datetime | None
    paid_by: str


@dataclass(frozen=True, slots=True)
class Service:
    """A row of XML3: a service, an examination, a bed or, with ``supply``, a supply."""

    line: int
    code: str
    name: str
    supply: str
    supply_name: str
    unit: str
    quantity: Decimal
    price: Decimal | None
    rate: int
    group: str
    paid_by: str
    ordered_by: str
    performer: str
    ordered_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    machine: str
    bed: str
    anaesthesia: str


@dataclass(frozen=True, slots=True)
class Result:
    """A row of XML4: a value, or a description with a conclusion."""

    service: str
    code: str
    name: str
    value: str
    unit: str
    description: str
    conclusion: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """A row of XML5: how the patient was at a moment."""

    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of XML1 as the file has it, in đồng."""

    total: Decimal
    in_scope: Decimal
    self_paid: Decimal
    copaid: Decimal
    fund: Decimal
    other: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """One claim, read: who, where, when, what for, what was found, given and done, and what it cost.

    ``digest`` is of the tables as they stand in the file. ``diseases`` are (system, code), the main one first; codes
    that are in no list here have a system of their own. ``arrival`` is the diagnosis on arrival in words, ``long`` are
    words too long for their place in the record, each with its field.
    """

    number: str
    facility_code: str
    made_on: date | None
    decision: str
    digest: str
    patient: Someone
    visit_type: str
    entitlement: str
    started_at: datetime
    stay_from: datetime | None
    ended_at: datetime
    month: date
    reason: str
    symptoms: str
    arrival: str
    diagnosis: str
    diseases: tuple[tuple[str, str], ...]
    traditional: bool
    treatment: str
    advice: str
    outcome: str
    result: str
    weight: Decimal | None
    follow_up_on: date | None
    referred_from: str
    referral_number: str
    referred_to: str
    referral_reason: str
    doctor: str
    drugs: tuple[Drug, ...]
    services: tuple[Service, ...]
    results: tuple[Result, ...]
    notes: tuple[Note, ...]
    long: tuple[str, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class Returned:
    """A claim or file that was not taken in, or a part that was noted only (``taken``): where and why."""

    file: str
    number: str
    table: str
    line: int
    field: str
    sentence: str
    taken: bool = False


@dataclass(slots=True)
class Report:
    """What became of every claim: their sum is ``read``. ``faults`` are the first few thousand reasons."""

    files: int = 0
    files_refused: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0
    refused: int = 0
    people_new: int = 0
    drugs: int = 0
    services: int = 0
    results: int = 0
    noted: int = 0
    seconds: float = 0.0
    stopped: bool = False
    faults: list[Returned] = field(default_factory=list)
    faults_more: int = 0

    def count(self, what: str) -> None:
        """One claim more that was new, changed, same, kept or refused."""
        self.read += 1
        setattr(self, what, getattr(self, what) + 1)

    def tell(self, *faults: Returned) -> None:
        """Keeps reasons; beyond some thousands only their number."""
        room = max(0, FAULTS_KEPT - len(self.faults))
        self.faults.extend(faults[:room])
        self.faults_more += len(faults[room:])


Progress = Callable[[Report], bool]
