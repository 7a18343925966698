"""What the generator imagines before any deed is done: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CoverSpec:
    """A period of insurance."""

    number: str
    benefit: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """One synthetic person."""

    name: str
    sex: str
    birth: date
    birth_text: str
    ethnicity: str
    occupation: str
    relation: str
    citizen_id: str
    phone: str
    covers: tuple[CoverSpec, ...]
    chronic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdSpec:
    """People under one roof, head first."""

    code: str
    address: str
    members: tuple[PersonSpec, ...]


@dataclass(frozen=True, slots=True)
class VisitSpec:
    """One synthetic visit."""

    at: datetime
    payer: str
    reason: str
    symptoms: str
    treatment: str
    advice: str
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    vitals: tuple[tuple[str, str], ...]
    follow_up: date | None
    kind: str = "AMB"
    outcome: str = ""
    purpose: str = ""
    traditional: bool = False
    onset: date | None = None


@dataclass(frozen=True, slots=True)
class StatusSpec:
    """A time in which a household counted as poor or nearly so."""

    kind: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class FateSpec:
    """What happens to somebody while the village is looked at: nothing, or the days of it."""

    died: date | None = None
    cause: str = ""
    place: str = ""
    left: date | None = None
    came: date | None = None
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class ShotSpec:
    """One dose: ``source`` as the record has it (here, elsewhere, campaign, imported), ``place`` where elsewhere."""

    vaccine: str
    day: date
    source: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class PauseSpec:
    """A dose put off (until a day) or refused."""

    kind: str
    day: date
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CardSpec:
    """All that is known of somebody's vaccinations: doses by day, and what kept them from one."""

    shots: tuple[ShotSpec, ...] = ()
    pauses: tuple[PauseSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class PregnancySpec:
    """A pregnancy with the tetanus doses in it; ``end`` None while it lasts."""

    start: date
    end: date | None
    due: date
    shots: tuple[date, ...]
