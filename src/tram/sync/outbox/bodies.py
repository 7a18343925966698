"""What a message says: bodies written from the record as it stands when it is looked at, never from memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tram.claims import api as claims
from tram.encounters import api as encounters
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import today_vn
from tram.kernel.facts import decode
from tram.kernel.models import Fact
from tram.kernel.text import search_key
from tram.people import api as people
from tram.places import api as places
from tram.sync.rules.destinations import Lines, Rule, wanted

KEY_SIZE, TITLE_SIZE = 60, 200
VISIT_TABLE, CLAIM_TABLE = "encounters_visit", "claims_claim"
CLAIM_KEY = "claim"
LIVE = ("finished", "in-progress")


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell of a subject. ``key`` tells it from the others, ``since`` is when its time begins to run.

    ``anew``: what was told already is told once more when it changes, in the same message.
    """

    rule: Rule
    key: str
    title: str
    since: datetime
    body: str
    anew: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the body, in hex."""
        return digest_of(self.body)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact is about and everything that must be told of it now; nothing, when what was told no longer holds."""

    id: UUID
    person: UUID | None
    commune: str
    told: tuple[Telling, ...]


Writer = Callable[[Fact, Iterable[Rule], Lines], Subject | None]


def digest_of(body: str) -> str:
    """SHA-256 of a body, in hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def worth_reading(facts: Iterable[Fact]) -> dict[UUID, tuple[str, ...]]:
    """Codes noted at the visits these facts wrote: one question for many facts, so that common ones cost little."""
    return encounters.codes_of({visit for fact in facts for visit in visits_of(fact)})


def visits_of(fact: Fact) -> list[UUID]:
    """The visits a fact wrote, in its order; none once the fact was emptied by an erasure."""
    return _rows_of(fact, VISIT_TABLE)


def case(fact: Fact, rules: Iterable[Rule], lines: Lines) -> Subject | None:
    """The cases a visit found. The first version of the visit is the subject, so that amending tells nothing twice."""
    written = visits_of(fact)
    if not written:
        return None
    history = encounters.visit_history(SYSTEM, written[-1])
    now, first = history[0], history[-1]
    noted = {one.code: one for one in now.diagnoses if one.system == encounters.ICD10 and one.role != "problem"}
    codes = list(noted) if now.status in LIVE else []
    since = min(now.started_at, fact.at)
    told = []
    for rule in rules:
        for disease, code in wanted(rule, lines, codes).items():
            what = {
                "disease": disease,
                "icd10": code,
                "certainty": noted[code].certainty,
                "onset_on": _day(noted[code].onset_on),
                "seen_at": now.started_at.astimezone(UTC).isoformat(),
                "commune": now.commune,
                "facility": _facility(now.facility, now.started_at),
            }
            told.append(_telling(rule, since, now.person, what))
    return Subject(first.id, first.person, now.commune, tuple(told))


def death(fact: Fact, rules: Iterable[Rule], lines: Lines) -> Subject | None:
    """A death from a disease of the list. The person is the subject."""
    if fact.person is None:
        return None
    found = people.death_of(fact.person)
    told = []
    for rule in rules if found else ():
        assert found is not None
        for disease, code in wanted(rule, lines, [found.cause_code] if found.cause_code else []).items():
            what = {
                "disease": disease,
                "icd10": code,
                "died_on": found.died_on.isoformat(),
                "where": found.place,
                "commune": found.commune,
            }
            told.append(_telling(rule, fact.at, found.person, what))
    return Subject(fact.person, fact.person, fact.place, tuple(told))


def claim(fact: Fact, rules: Iterable[Rule], _lines: Lines) -> Subject | None:
    """The insurance claim a fact is about: one small message that names it. The claim itself is built when it goes out.

    While errors stop it there is nothing to tell: its message, if it has one, stays as it is.
    """
    rows = _rows_of(fact, CLAIM_TABLE)
    found = claims.claim_to_send(rows[0]) if rows else None
    if found is None:
        return None
    what = {"claim": str(found.id), "number": found.number, "attempt": found.attempt, "digest": found.digest}
    body = json.dumps(what, sort_keys=True)
    title = found.number[:TITLE_SIZE]
    told = [Telling(rule, CLAIM_KEY, title, fact.at, body, anew=True) for rule in rules]
    return Subject(found.id, found.person, found.commune, tuple(told) if found.wanted else ())


def _rows_of(fact: Fact, table: str) -> list[UUID]:
    if fact.payload is None:
        return []
    return [row for named, row, *_ in decode(bytes(fact.payload)) if named == table]


WRITERS: Mapping[str, Writer] = {"case": case, "death": death, "claim": claim}


def _telling(rule: Rule, since: datetime, person: UUID, what: Mapping[str, str]) -> Telling:
    body = {"what": rule.id, **what, "person": _person(person, since)}
    return Telling(
        rule=rule,
        key=search_key(what["disease"])[:KEY_SIZE],
        title=f"{what['disease']} ({what['icd10']})"[:TITLE_SIZE],
        since=since,
        body=json.dumps(body, ensure_ascii=False, sort_keys=True),
    )


def _person(person: UUID, since: datetime) -> dict[str, Any]:
    """What a report on a case names the person by; ``id`` lets the receiver put two reports of one person together."""
    found = people.register_people([person])[person]
    return {
        "id": str(found.person.id),
        "full_name": found.person.name,
        "sex": found.person.sex,
        "birth": found.person.birth,
        "paper": found.paper,
        "address": found.address(today_vn(since)),
        "phone": found.person.phone,
    }


def _facility(facility: UUID | None, at: datetime) -> str:
    found = places.facility(facility, today_vn(at)) if facility else None
    return found.name if found else ""


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
