"""Checking a file of claims claim by claim, in bounded memory: each also beside the same person's earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

from tram.claims.checks.model import ERROR, Finding
from tram.claims.checks.neighbours import Neighbours
from tram.claims.checks.run import check_tables
from tram.claims.format import Fault, ReadClaim, layout, read_file

LONGEST_NUMBER = 100  # signs of MA_LK
FILE_SOURCE = "Cấu trúc tệp GIAMDINHHS (công văn 1245/BHXH-CNTT)"


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A finding of one claim of a file: ``number`` is its MA_LK, empty when the file tells none."""

    number: str
    finding: Finding

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for programs: number, rule, severity, table, line, field, sentence, source."""
        return {"number": self.number, **asdict(self.finding)}


def check_file(stream: BinaryIO, *, at: datetime, seen: Neighbours | None = None) -> Iterator[FileFinding]:
    """Every finding of every claim of a file, in its order. ``seen`` carries what earlier files of one run held."""
    neighbours = Neighbours() if seen is None else seen
    for claim in read_file(stream):
        for finding in check_read(claim, at=at, neighbours=neighbours):
            yield FileFinding(claim.number[:LONGEST_NUMBER], finding)


def check_read(claim: ReadClaim, *, at: datetime, neighbours: Neighbours) -> Iterator[Finding]:
    """How the claim is written, its fields, and the rules; the claim is then remembered for those after it."""
    yield from map(_of_fault, claim.faults)
    beside = neighbours.of(claim.tables)
    yield from check_tables(layout(claim.decision), claim.tables, at=at, neighbours=beside)
    neighbours.add(claim.tables)


def _of_fault(fault: Fault) -> Finding:
    return Finding(fault.rule, ERROR, fault.table, fault.line, fault.field, fault.sentence, FILE_SOURCE)
