"""Taking claims into the record: some hundred at a time, each whole or not at all, none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from tram.claims.build.numbers import visit_of_number
from tram.claims.format import ReadClaim
from tram.claims.models import Claim
from tram.claims.reading.content import content_of
from tram.claims.reading.goods import Goods
from tram.claims.reading.model import CHANGED, KEPT, NEW, SAME, Report, Returned, Told, Unfit
from tram.claims.reading.people import People, Settled
from tram.claims.reading.places import Places, Station
from tram.claims.reading.rows import Subject, add_claim, renew_claim
from tram.claims.reading.visit import told
from tram.encounters.api import VisitContent, amend_visit, imported_rows, record_checked_visit
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import batch
from tram.kernel.refusals import Refusal
from tram.people.api import surviving

CHUNK = 200
FACTS = 500


@dataclass(frozen=True, slots=True)
class Item:
    """A claim that can be taken in: its file, what it tells, where, and the id its visit has or will have."""

    file: str
    told: Told
    station: Station
    visit: UUID


@dataclass(frozen=True, slots=True)
class Plan:
    """Claims of one go by what is to be done with each."""

    new: list[Item]
    changed: list[tuple[Item, Claim]]
    missing: list[Item]  # the visit is here, its claim's row is not: an import broke off between the two
    settled: list[str]


class Intake:
    """One import under way."""

    def __init__(self, by: Actor, at: datetime, report: Report) -> None:
        self.by, self.at, self.report = by, at, report
        self.places = Places(by, at)
        self._goods: dict[str, Goods] = {}

    def take(self, claims: Sequence[tuple[str, ReadClaim]]) -> None:
        """Takes claims in, each with the file it came in; what cannot be is refused one by one, with its reason."""
        items = [one for file, claim in claims if (one := self._item(file, claim))]
        for part in _apart(items):
            self._take(part)

    def _item(self, file: str, claim: ReadClaim) -> Item | None:
        try:
            found = told(claim, self.at)
            station = self.places.station(found)
        except Unfit as unfit:
            self._refuse(file, claim.number, unfit)
            return None
        own = visit_of_number(found.number)
        return Item(file, found, station, own or uuid5(NAMESPACE_URL, f"bhyt:{found.facility_code}:{found.number}"))

    def _take(self, items: Sequence[Item]) -> None:
        """All in few transactions; when one of these fails, one claim after the other."""
        try:
            outcomes = self._write(items)
        except Refusal as refusal:
            if len(items) == 1:
                self._refuse(items[0].file, items[0].told.number, Unfit("", 0, "", refusal.sentence))
                return
            for one in items:
                self._take([one])
            return
        for outcome in outcomes:
            self.report.count(outcome)

    def _write(self, items: Sequence[Item]) -> list[str]:
        plan = _plan(items)
        asked = [*plan.new, *(each for each, _row in plan.changed)]
        who = People(self.by, self.at).settle([(one.told, one.station) for one in asked])
        ready = [(one, who.people[one.told.number]) for one in plan.new if one.told.number in who.people]
        with batch(FACTS):
            for one, person in ready:
                self._record(one, person)
            for one in plan.missing:
                add_claim(self.by, self.at, one.told, one.station, Subject(one.visit, _person_of(one.visit)))
        outcomes = [*plan.settled, *[NEW] * len(ready), *[SAME] * len(plan.missing)]
        outcomes += [self._amend(one, row) for one, row in plan.changed if one.told.number in who.people]
        self._tell(items, who)
        self._tally([one for one, _person in ready], who.registered)
        return outcomes

    def _tell(self, items: Sequence[Item], who: Settled) -> None:
        files = {one.told.number: one.file for one in items}
        for number, unfit in who.unfit:
            self._refuse(files[number], number, unfit)
        for number, unfit in who.noted:
            self.report.noted += 1
            self.report.tell(
                Returned(files[number], number, unfit.table, unfit.line, unfit.name, unfit.sentence, taken=True)
            )

    def _record(self, one: Item, person: UUID) -> None:
        record_checked_visit(by=self.by, at=self.at, person=person, token=one.visit, **self._content(one))
        add_claim(self.by, self.at, one.told, one.station, Subject(one.visit, person))

    def _amend(self, one: Item, row: Claim) -> str:
        """A corrected claim becomes a new version of its visit; what the station has changed itself stays."""
        reason = _("Đọc lại hồ sơ bảo hiểm y tế đã sửa")
        content = self._content(one)
        version = amend_visit(by=self.by, at=self.at, visit=row.visit_now, change_reason=reason, **content)
        renew_claim(self.by, self.at, row, one.told, version.id)
        return CHANGED

    def _content(self, one: Item) -> VisitContent:
        if one.station.commune not in self._goods:
            self._goods[one.station.commune] = Goods(self.by, one.station.commune)
        day = today_vn(one.told.started_at)
        goods = self._goods[one.station.commune]
        return content_of(one.told, one.station, goods, lambda name: self.places.staff(one.station, name, day))

    def _refuse(self, file: str, number: str, unfit: Unfit) -> None:
        self.report.count("refused")
        self.report.tell(Returned(file, number, unfit.table, unfit.line, unfit.name, unfit.sentence))

    def _tally(self, taken: Sequence[Item], registered: int) -> None:
        self.report.people_new += registered
        for one in taken:
            self.report.drugs += len(one.told.drugs)
            self.report.services += len(one.told.services)
            self.report.results += len(one.told.results)


def _apart(items: Sequence[Item]) -> Iterable[list[Item]]:
    """The items in goes in which no claim stands twice: the later of two is judged after the earlier is here."""
    part: dict[UUID, Item] = {}
    for one in items:
        if one.visit in part:
            yield list(part.values())
            part = {}
        part[one.visit] = one
    if part:
        yield list(part.values())


def _plan(items: Sequence[Item]) -> Plan:
    rows = {row.visit: row for row in Claim.objects.filter(visit__in=[one.visit for one in items])}
    visits = imported_rows("visit", [one.visit for one in items if one.visit not in rows])
    plan = Plan([], [], [], [])
    versions = imported_rows("visit", [row.visit_now for row in rows.values()])
    for one in items:
        row = rows.get(one.visit)
        if row is None and one.visit not in visits:
            plan.new.append(one)
        elif row is None:
            ours = getattr(visits[one.visit][0], "source", "") == "claims"
            plan.missing.append(one) if ours else plan.settled.append(KEPT)
        elif row.digest == one.told.digest or _older(one.told, row):
            plan.settled.append(SAME)
        elif row.attempt or row.visit_now not in versions:
            plan.settled.append(KEPT)
        else:
            plan.changed.append((one, row))
    return plan


def _older(claim: Told, row: Claim) -> bool:
    """Whether the file was made before the one the row came from."""
    return bool(claim.made_on and row.sent_at and claim.made_on < today_vn(row.sent_at))


def _person_of(visit: UUID) -> UUID:
    row = imported_rows("visit", [visit])[visit][0]
    person: UUID = row.person_id
    return next((one.id for one in surviving([person]).values()), person)
