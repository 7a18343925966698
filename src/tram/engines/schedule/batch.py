"""Many people at once: the same rules as for one, each question asked once.

What an antigen says depends on the person only through a few things: birth, sex, the doses of the antigen and those
that may clash with them, the circumstances its rules name. People alike in these share one answer, and so do antigens
with the very same rules (diphtheria and tetanus in one vaccine).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import islice

import msgspec

from tram.engines.schedule.answers import antigen_result
from tram.engines.schedule.assess import outcomes
from tram.engines.schedule.case import Case, Shot
from tram.engines.schedule.choose import best
from tram.engines.schedule.compile import compiled
from tram.engines.schedule.compiled import Compiled, Target
from tram.engines.schedule.groups import Chosen, group_results
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import AntigenResult, Assessment, Patient
from tram.engines.schedule.run import Outcome

KEPT = 100_000  # answers remembered at most
PIECE = 2_000  # people handed to a process at a time


def assess_many(
    schedule: Schedule, patients: Iterable[Patient], day: date, *, processes: int = 1
) -> Iterator[Assessment]:
    """The assessment of each person, in their order; equal to `assess` for each. With more than one process the work
    is shared out in pieces; the answers then travel between processes, which costs about as much as finding them."""
    if processes <= 1:
        batch = _Batch(compiled(schedule), day)
        return map(batch.assess, patients)
    return _shared(schedule, patients, day, processes)


def _shared(schedule: Schedule, patients: Iterable[Patient], day: date, processes: int) -> Iterator[Assessment]:
    with ProcessPoolExecutor(processes) as pool:
        for piece in pool.map(partial(_piece, schedule, day), _pieces(patients)):
            yield from piece


def _piece(schedule: Schedule, day: date, patients: Sequence[Patient]) -> list[Assessment]:
    return list(assess_many(schedule, patients, day))


def _pieces(patients: Iterable[Patient]) -> Iterator[Sequence[Patient]]:
    rest = iter(patients)
    while piece := tuple(islice(rest, PIECE)):
        yield piece


class _Settled(msgspec.Struct, frozen=True, gc=False):
    """What an antigen says to people alike: the best series and, for those without a dose, the whole result."""

    outcomes: tuple[Outcome, ...]
    bare: AntigenResult | None = None


class _Batch:
    """Assesses one person after another and remembers."""

    def __init__(self, plan: Compiled, day: date) -> None:
        self.plan = plan
        self.day = day
        self.known: dict[Hashable, _Settled] = {}

    def assess(self, patient: Patient) -> Assessment:
        """The same as `assess` says."""
        if len(self.known) > KEPT:
            self.known.clear()
        case = Case(self.plan, patient, self.day)
        antigens: dict[str, AntigenResult] = {}
        chosen: dict[str, Chosen] = {}
        twins: dict[int, tuple[list[Shot], _Settled]] = {}
        plain = not case.active
        for target, shots in zip(self.plan.targets, case.shots_by_antigen(), strict=True):
            alike = target.alike_unobserved if plain else target.alike
            twin = twins.get(alike)
            if twin is not None and twin[0] == shots:
                settled = twin[1]
            else:
                settled = self._settled(case, target, shots)
                twins[alike] = shots, settled
            chosen[target.code] = Chosen(settled.outcomes, shots)
            antigens[target.code] = _told(target.code, settled, shots)
        return Assessment(antigens, partial(group_results, self.plan.groups, chosen, antigens))

    def _settled(self, case: Case, target: Target, shots: list[Shot]) -> _Settled:
        """Remembered for others where there is at most one dose: with more, hardly anybody is alike."""
        if len(shots) > 1:
            return _Settled(tuple(best(outcomes(case, target, shots))))
        key = _key(case, target, shots)
        known = self.known.get(key)
        if known is None:
            found = tuple(best(outcomes(case, target, shots)))
            bare = None if shots else antigen_result(target.code, found, shots)
            known = self.known[key] = _Settled(found, bare)
        return known


def _key(case: Case, target: Target, shots: list[Shot]) -> Hashable:
    """All that the answer of an antigen depends on."""
    marks = tuple([shot.mark for shot in shots])
    near: tuple[Hashable, ...] = ()
    if target.watch and case.noted:
        near = tuple([shot.mark for shot in case.noted if shot.vaccine in target.watch])
    seen = None
    if case.active:
        seen = frozenset((code, day) for code, day in case.active.items() if code in target.observations)
    sex, country = case.sex if target.by_sex else "", case.country if target.by_country else ""
    return target.alike, case.birth, marks, near, seen, sex, country


def _told(code: str, settled: _Settled, shots: Sequence[Shot]) -> AntigenResult:
    if settled.bare is not None and settled.bare.antigen == code:
        return settled.bare
    return antigen_result(code, settled.outcomes, shots)
