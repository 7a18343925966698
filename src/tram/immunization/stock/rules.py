"""What stands in the fridge, reckoned: movements, less doses given, less what was left in opened vials. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

OPEN = "open"
_SIGNS = re.compile(r"[\s.\-/]+")


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement of a lot: ``vials`` and ``doses`` with their sign; ``session`` where it belongs to one."""

    kind: str
    vials: int
    doses: int
    session: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A lot in doses. What comes in is positive, what goes out negative; ``difference`` is what counts corrected.

    ``given`` are the doses of the record. ``left_open`` was thrown away with opened vials, beyond what was written
    down. ``short``: more was given at a session than the vials said to be opened there hold.
    """

    per_vial: int
    received: int = 0
    returned: int = 0
    wasted: int = 0
    difference: int = 0
    given: int = 0
    opened_vials: int = 0
    left_open: int = 0
    short: bool = False
    open_left: int = 0

    @property
    def balance(self) -> int:
        """Doses that must be there: below zero where more went out than came in."""
        return self.received + self.returned + self.wasted + self.difference - self.given - self.left_open

    @property
    def thrown(self) -> int:
        """Doses thrown away: written down, and left in opened vials."""
        return self.left_open - self.wasted

    @property
    def other(self) -> int:
        """Doses sent back and corrected by counts."""
        return self.returned + self.difference

    @property
    def open_doses(self) -> int:
        """Doses left in a vial that is open now."""
        return max(0, min(self.balance, self.open_left))

    @property
    def vials(self) -> int:
        """Whole vials, the open one left out; below zero with the balance."""
        closed = self.balance - self.open_doses
        return closed // self.per_vial if closed >= 0 else -(-closed // self.per_vial)

    @property
    def loose(self) -> int:
        """Doses that neither whole vials nor the open one explain: a dose moved to another lot, a row is missing."""
        return self.balance - self.open_doses - self.vials * self.per_vial


def open_vials(per_vial: int, moved: Iterable[Moved], given: Mapping[UUID | None, int]) -> dict[UUID | None, int]:
    """Doses left in the vial that each session has open (None: doses given outside of any); those without are left
    out. A session whose opened vials are written down has none."""
    taken: dict[UUID | None, int] = defaultdict(int, given)
    settled: set[UUID | None] = set()
    for one in moved:
        if one.kind == "use":
            settled.add(one.session)
        elif one.kind == "waste" and one.reason == OPEN:
            taken[one.session] -= one.doses
    left = {session: -doses % per_vial for session, doses in taken.items() if session not in settled}
    return {session: doses for session, doses in left.items() if doses}


def reckon(per_vial: int, moved: Iterable[Moved], given: Mapping[UUID | None, int]) -> Figures:
    """The figures of a lot from its movements and the doses given, by session (None outside of any).

    A session whose opened vials are written down takes whole vials: what was not given is waste. Written down twice
    (two machines closed it), the larger number counts. Everywhere else each dose given counts as one.
    """
    rows = list(moved)
    sums: dict[str, int] = defaultdict(int)
    opened: dict[UUID | None, int] = {}
    thrown: dict[UUID | None, int] = defaultdict(int)
    for one in rows:
        if one.kind == "use":
            opened[one.session] = max(-one.vials, opened.get(one.session, 0))
            continue
        sums[one.kind] += one.doses
        if one.kind == "waste" and one.reason == OPEN:
            thrown[one.session] -= one.doses
    taken = {session: given.get(session, 0) + thrown.get(session, 0) for session in opened}
    held = {session: vials * per_vial for session, vials in opened.items()}
    return Figures(
        per_vial=per_vial,
        received=sums["receipt"],
        returned=sums["return"],
        wasted=sums["waste"],
        difference=sums["count"],
        given=sum(given.values()),
        opened_vials=sum(opened.values()),
        left_open=sum(max(0, held[session] - taken[session]) for session in opened),
        short=any(taken[session] > held[session] for session in opened),
        open_left=sum(open_vials(per_vial, rows, given).values()),
    )


def lot_key(number: str) -> str:
    """The number of a lot as it is compared: capitals, without blanks, dots, hyphens and strokes."""
    return _SIGNS.sub("", number).upper()


def open_since(times: Sequence[datetime], taken: int, per_vial: int) -> datetime | None:
    """When the vial that is open now was opened: the time of its first dose. None when none is open or no time known.

    ``times`` of the doses given from vials not yet accounted for, ``taken`` all that left them.
    """
    rest = taken % per_vial
    if not rest or not times:
        return None
    ordered = sorted(times)
    return ordered[-min(rest, len(ordered))]


def open_until(since: datetime | None, hours: int) -> datetime | None:
    """Until when an opened vial may be used; None when none is open."""
    return since + timedelta(hours=hours) if since else None


def least_vials(taken: int, per_vial: int) -> int:
    """The fewest vials that hold so many doses."""
    return -(-taken // per_vial)


def first_expired_first_out(open_doses: int, expires_on: date, number: str) -> tuple[bool, date, str]:
    """The order in which lots are taken: an open vial first, then the one that expires first."""
    return (not open_doses, expires_on, number)
