"""Taking in one unit: judge every resource, decide who each is, build rows, write once, count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec
from django.utils.translation import gettext_noop

from tram.exchange.arrivals import Arrival, Here, heads
from tram.exchange.assign import Assigner
from tram.exchange.build import Builder
from tram.exchange.checked import Checked, Identity, Opened, checked, fault_of, opened
from tram.exchange.faults import Fault, Unfit
from tram.exchange.index import Index
from tram.exchange.limits import FAULTS_OF_A_BUNDLE, SEEN_KEPT
from tram.exchange.mapping import Key, Mapped
from tram.exchange.models import ReceivedState
from tram.exchange.plan import Plan
from tram.exchange.reading.survey import phase
from tram.exchange.reading.units import Entry, Unit, resource_type
from tram.exchange.report import Report
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.refusals import Refusal

TWICE = gettext_noop("mã này đã có trong lần nhập này với nội dung khác; giữ bản đến trước")
Seen = dict[Identity, tuple[int, datetime | None]]


class Judged(msgspec.Struct):
    """A unit after its resources were looked at: to take in, the same as before, refused."""

    arrivals: list[Arrival] = []
    same: list[Identity] = []
    refused: list[tuple[str, Fault]] = []
    seen: Seen = {}

    def arrive(self, arrival: Arrival, *, again: bool) -> None:
        """Takes an arrival on; ``again``: in place of an older version of it in this unit, if one came."""
        if again:
            older = [each for each in self.arrivals if each.identity == arrival.identity]
            self.arrivals = [each for each in self.arrivals if each.identity != arrival.identity]
            self.same += [each.identity for each in older]
        self.arrivals.append(arrival)


class Intake:
    """One import under way: its index, its report, and which resources it has seen."""

    def __init__(self, by: Actor, at: datetime, commune: str, report: Report) -> None:
        self.by, self.at, self.commune, self.report = by, at, commune, report
        self.index = Index()
        self.seen: dict[int, tuple[int, datetime | None]] = {}
        self.new_pending: set[tuple[str, str, str]] = set()

    def take(self, unit: Unit) -> None:
        """Takes a unit in: all of it, or (a transaction with one bad entry) none of it."""
        judged = self._judge(unit)
        if unit.whole and (unit.faults or judged.refused):
            self._refuse_whole(unit, judged.refused)
            return
        if self._write(unit, judged):
            self._count(unit, judged)

    def take_again(self, entries: list[tuple[Entry, Here]]) -> int:
        """Takes in resources that waited for something which is here now; returns how many were written."""
        unit = Unit("", [entry for entry, _ in entries])
        judged = Judged()
        for entry, here in entries:
            found = opened(entry, unit)
            found.version_at = here.version_at
            judged.arrivals.append(Arrival(checked(found), here))
        if not self._write(unit, judged):
            return 0
        for arrival in judged.arrivals:
            self._settle(arrival)
        return len(judged.arrivals)

    def _judge(self, unit: Unit) -> Judged:
        judged = Judged()
        found = list(self._opened(unit, judged))
        before = heads(each.identity for each in found)
        for each in found:
            kind = each.identity.resource_type
            try:
                self._judge_one(each, before.get(each.identity), judged)
            except Unfit as unfit:
                self.index.block(kind, each.identity.resource_id)
                judged.refused.append((kind, fault_of(unit, each.entry, unfit, kind)))
        return judged

    def _opened(self, unit: Unit, judged: Judged) -> Iterator[Opened]:
        for entry in unit.entries:
            try:
                yield opened(entry, unit)
            except Unfit as unfit:
                judged.refused.append(("", fault_of(unit, entry, unfit)))

    def _judge_one(self, found: Opened, here: Here | None, judged: Judged) -> None:
        """Puts a resource where it belongs. Refuses an invalid one, and a second version that is not newer."""
        identity = found.identity
        mark = int(found.digest[:15], 16)
        seen, version = judged.seen.get(identity) or self.seen.get(hash(identity)) or (None, None)
        known = [at for at in (version, here.version_at if here else None) if at]
        older = found.version_at and any(found.version_at < at for at in known)
        if mark == seen or (here and here.digest == found.digest) or older:
            judged.same.append(identity)
        elif seen is not None and not (found.version_at and version and found.version_at > version):
            raise Unfit("id", TWICE)
        else:
            judged.arrive(Arrival(checked(found), here), again=identity in judged.seen)
            judged.seen[identity] = (mark, found.version_at)
        judged.seen.setdefault(identity, (mark, found.version_at))

    def _write(self, unit: Unit, judged: Judged) -> bool:
        """Plans and writes the arrivals; False when the unit was refused or taken in pieces instead."""
        self.index.start()
        plan = Plan()
        judged.arrivals.sort(key=lambda each: phase(each.identity.resource_type))
        self.index.prefetch(key for each in judged.arrivals for key in _keys(each.checked))
        judged.refused += self._plan(unit, plan, judged)
        if unit.whole and judged.refused:
            self._refuse_whole(unit, judged.refused)
            return False
        try:
            plan.write(by=self.by, at=self.at, place=self.commune)
        except Refusal as refusal:
            self._not_written(unit, refusal)
            return False
        return True

    def _plan(self, unit: Unit, plan: Plan, judged: Judged) -> list[tuple[str, Fault]]:
        """Fills the plan; arrivals that turn out to be somebody else's leave the list and are returned as refused."""
        refused: list[tuple[str, Fault]] = []
        assigner = Assigner(self.index, judged.arrivals)
        judged.arrivals = list(_fit(unit, judged.arrivals, assigner.assign, refused))
        builder = Builder(self.index, plan, self.commune, today_vn(self.at), judged.arrivals)
        judged.arrivals = list(_fit(unit, judged.arrivals, builder.build, refused))
        return refused

    def _not_written(self, unit: Unit, refusal: Refusal) -> None:
        """The log said No (somebody was quicker): a transaction is refused, other units are tried piece by piece."""
        self.index.forget()
        fault = Fault(unit.file, "", "", str(refusal.details.get("table", "")), refusal.sentence)
        if unit.whole or len(unit.entries) <= 1:
            self._refuse_whole(unit, [(resource_type(entry.raw), fault) for entry in unit.entries[:1]])
            return
        middle = len(unit.entries) // 2
        self._structural(unit)
        for entries in (unit.entries[:middle], unit.entries[middle:]):
            self.take(Unit(unit.file, entries, at=unit.at, read=len(entries)))

    def _refuse_whole(self, unit: Unit, refused: list[tuple[str, Fault]]) -> None:
        """Nothing of the unit is taken in; every resource of it counts as refused."""
        self.index.forget()
        faults = [*unit.faults, *(fault for _, fault in refused)]
        self.report.fault(*faults[:FAULTS_OF_A_BUNDLE])
        self.report.files_refused += not unit.read
        if unit.read > 1:
            count = unit.read
            whole = Unfit("", f"từ chối cả gói {count} mục vì có mục hỏng; chưa ghi gì")
            self.report.fault(Fault(unit.file, "", "Bundle", "", whole.reason))
        for entry in unit.entries:
            self.report.count(resource_type(entry.raw), "refused")
        if unit.read > len(unit.entries):
            self.report.count("", "refused", unit.read - len(unit.entries))

    def _structural(self, unit: Unit) -> None:
        """Counts the entries that fell out before their resource was opened."""
        self.report.fault(*unit.faults)
        if unit.read > len(unit.entries):
            self.report.count("", "refused", unit.read - len(unit.entries))

    def _count(self, unit: Unit, judged: Judged) -> None:
        self._structural(unit)
        if len(self.seen) > SEEN_KEPT:
            self.seen.clear()
        self.seen |= {hash(identity): seen for identity, seen in judged.seen.items()}
        for identity in judged.same:
            self.report.count(identity.resource_type, "same")
        for kind, fault in judged.refused:
            self.report.count(kind, "refused")
            self.report.fault(fault)
        for arrival in judged.arrivals:
            self._count_one(arrival)

    def _count_one(self, arrival: Arrival) -> None:
        identity = arrival.identity
        if arrival.here:
            self.report.count(identity.resource_type, "changed")
            return
        self.report.count(identity.resource_type, "new_used" if arrival.row else "new_kept")
        if arrival.pending and not arrival.row:
            self.new_pending.add((identity.source, identity.resource_type, identity.resource_id))

    def _settle(self, arrival: Arrival) -> None:
        """A resource that waited: new in this import it now counts as used; from an earlier one it is 'linked'."""
        identity = arrival.identity
        mark = (identity.source, identity.resource_type, identity.resource_id)
        if arrival.row and mark in self.new_pending and arrival.here and arrival.here.state == ReceivedState.KEPT:
            self.new_pending.discard(mark)
            self.report.settle(identity.resource_type)
        else:
            self.report.linked += 1


def _fit(
    unit: Unit, arrivals: Iterable[Arrival], step: Callable[[Arrival], None], refused: list[tuple[str, Fault]]
) -> Iterator[Arrival]:
    """The arrivals the step did not refuse."""
    for arrival in arrivals:
        kind = arrival.identity.resource_type
        try:
            step(arrival)
        except Unfit as unfit:
            refused.append((kind, fault_of(unit, arrival.checked.entry, unfit, kind)))
        else:
            yield arrival


def _keys(found: Checked) -> Iterator[Key]:
    """Everything a resource refers to that its rows or its place in a list depend on."""
    yield from found.heading.people
    if isinstance(found.becomes, Mapped):
        yield from found.becomes.links.values()
        yield from found.becomes.texts.values()
