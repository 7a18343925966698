"""The light first pass: what each file holds, so that definitions come before people, people before visits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from tram.exchange.faults import Fault, Unfit
from tram.exchange.limits import LARGEST_FILE, LARGEST_STREAM
from tram.exchange.reading.files import Source, lines, whole

FIRST = ("Organization", "Location", "Practitioner", "PractitionerRole", "Patient", "Encounter")
_PHASE = {name: min(index, 3) for index, name in enumerate(FIRST)} | {"Patient": 4, "Encounter": 5}
LAST = 6


def phase(resource_type: str) -> int:
    """Its turn: organisations, places, practitioners, their roles, patients, encounters, everything else."""
    return _PHASE.get(resource_type, LAST)


class Found(msgspec.Struct):
    """A file in the first pass: its turn, when it says it was made, a hash of its content, how much it holds."""

    source: Source
    phase: int
    at: str
    fingerprint: bytes
    resources: int


class Survey(msgspec.Struct):
    """Every file given: in the order to take them; refused whole; passed over (not FHIR)."""

    files: list[Found]
    refused: list[Fault]
    skipped: list[str]

    @property
    def resources(self) -> int:
        """How many resources there are to read."""
        return sum(found.resources for found in self.files)


class _Resource(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's own name


class _Entry(msgspec.Struct):
    resource: _Resource | None = None


class _Top(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    timestamp: str = ""
    entry: list[_Entry] = []


class _Line(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    exportId: str = ""  # noqa: N815 - the log of a bulk export is not FHIR


def survey(sources: Iterable[Source]) -> Survey:
    """Looks into every file once. The order does not depend on names or on how the files were given."""
    result = Survey([], [], [])
    for source in sources:
        try:
            found = _lines(source) if source.is_lines else _json(source)
        except Unfit as unfit:
            result.refused.append(Fault(source.name, "", "", unfit.field, unfit.reason))
            continue
        if found is None:
            result.skipped.append(source.name)
        else:
            result.files.append(found)
    result.files.sort(key=lambda found: (found.phase, found.at, found.fingerprint))
    return result


def _json(source: Source) -> Found:
    data = whole(source, LARGEST_FILE)
    try:
        top = msgspec.json.decode(data, type=_Top)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        top = _Top()  # the second pass says exactly what is wrong
    types = [each.resource.resourceType if each.resource else "" for each in top.entry]
    turn = min((phase(name) for name in types or [top.resourceType]), default=LAST)
    return Found(source, turn, top.timestamp, hashlib.sha256(data).digest(), len(types) or 1)


def _lines(source: Source) -> Found | None:
    """None for the log of a bulk export."""
    turn, count, logged, hashed = LAST, 0, 0, hashlib.sha256()
    for _, line in lines(source, LARGEST_STREAM):
        hashed.update(line)
        try:
            found = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            found = _Line()
        turn = min(turn, phase(found.resourceType))
        count += 1
        logged += bool(found.exportId and not found.resourceType)
    return None if count and logged == count else Found(source, turn, "", hashed.digest(), count)
