"""A little network of machines: enrolled under one another, working, talking over bad lines, and compared at the end.

What happens is told in whole numbers and seeds, so that Hypothesis, a long run and a test can all drive it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from tests.support import deeds, follows, nodes
from tests.support.bad_lines import Fault, Line
from tests.support.nodes import Node
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import verify
from tram.kernel.facts.payload import RowValues
from tram.kernel.facts.receive import retry
from tram.kernel.facts.upgrade import Upgrade
from tram.kernel.models import Held
from tram.kernel.refusals import Refusal
from tram.sync.actions.enrol import enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.leaving import leave
from tram.sync.actions.nodes import invite_node, renew_node, revoke_node
from tram.sync.judge import judge_held
from tram.sync.models.peers import Peer, PeerRole
from tram.sync.talk.client import exchange
from tram.sync.talk.fetching import fetch_person
from tram.sync.talk.file import bring_in, export_file
from tram.sync.talk.outcome import Outcome
from tram.sync.trust import Trust

STEP, MONTH = timedelta(seconds=37), timedelta(days=31)
BEGIN = nodes.NOON
ELSEWHERE = ("03430", "03151")
# name, above, scope: the root comes first, everybody after the one above it
Layout = tuple[tuple[str, str, str], ...]
ROOT = ("root", "", "")
LAYOUTS: tuple[Layout, ...] = (
    (ROOT, ("bo", "root", "03424")),
    (ROOT, ("bo", "root", "03424"), ("lu", "root", "03390")),
    (ROOT, ("bo", "root", "03424"), ("bo2", "root", "03424"), ("lu", "root", "03390")),
    (ROOT, ("lai", "root", "12"), ("bo", "lai", "03424"), ("lu", "lai", "03390")),
    (ROOT, ("lai", "root", "12"), ("bo", "lai", "03424"), ("bo2", "lai", "03424"), ("phu", "root", "03127")),
    (ROOT, ("lai", "root", "12"), ("bo", "lai", "03424"), ("bo2", "lai", "03424 03390"), ("lu", "lai", "03390"),
     ("phu", "root", "11")),
)  # fmt: skip
COMMUNES = {"": ("03424", "03390", "03127"), "12": ("03424", "03390"), "11": ("03127",)}
ROUNDS = 12


def communes_of(scope: str) -> tuple[str, ...]:
    """The communes a machine of this scope works in."""
    return tuple(code for place in scope.split(" ") for code in COMMUNES.get(place, (place,)))


@dataclass(eq=False)
class Network:
    """The machines, who is above whom, and what was promised: every fact that a deed was told was done."""

    machines: dict[str, Node]
    above: dict[str, str]
    now: datetime = BEGIN
    wrong: set[str] = field(default_factory=set)
    cut: set[frozenset[str]] = field(default_factory=set)
    promised: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    late: list[tuple[str, bytes]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    revoked: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    @property
    def root(self) -> Node:
        """The machine above all."""
        return next(iter(self.machines.values()))

    @property
    def links(self) -> list[tuple[str, str]]:
        """(caller, called): everybody calls the one above, and those of one level each other."""
        up = [(name, above) for name, above in self.above.items() if above]
        trusted = [(name, above) for name, above in up if name not in self.revoked]
        return up + [(a, b) for a, over in trusted for b, also in trusted if a != b and over == also]

    def pass_time(self) -> None:
        """A little later everywhere: right clocks are right, wrong ones go on wrongly."""
        self.now += STEP
        for node in self.machines.values():
            node.clock.at += STEP

    def deed(self, name: str, seed: int, kind: str = "") -> str:
        """Somebody does something on a machine."""
        node = self.machines[name]
        with node.here():
            said = deeds.do(self._hands(node, seed), kind)
        self._promise(node)
        return said

    def crash(self, name: str, seed: int, after: int) -> None:
        """The power goes while somebody does something; what was told to be done before that is promised."""
        node = self.machines[name]
        nodes.crash(node, lambda: deeds.do(self._hands(node, seed)), after)
        self._promise(node)

    def exchange(self, caller: str, called: str, fault: Fault | None = None) -> Outcome | None:
        """One machine calls another, over a line with this fault; None when the caller's power went."""
        if frozenset((caller, called)) in self.cut:
            fault = Fault("cut", 0)
        here, there = self.machines[caller], self.machines[called]
        line = Line(here, there, fault or Fault(), self.late)
        self._meet(caller, called)
        told: list[Outcome] = []

        def call() -> None:
            peer, _ = Peer.objects.get_or_create(node=there.id, defaults={"role": self._role(caller, called)})
            told.append(exchange(here.identity, peer, line.send, here.clock(), ticks=line.ticks, chance=lambda: 0.5))

        if fault is not None and fault.kind == "caller dies":
            nodes.crash(here, call, 5 + fault.where * 7)
        else:
            with here.here():
                call()
        return told[0] if told else None

    def write_file(self, sender: str, taker: str, *, everything: bool) -> None:
        """A machine writes a file for another one, on a stick that lies about until somebody takes it in."""
        node = self.machines[sender]
        self._meet(sender, taker)
        with node.here(), _stick() as path:
            try:
                export_file(node.identity, self.machines[taker].id, path, node.clock(), everything=everything)
            except Refusal:
                return
            self.files.append((taker, path.read_bytes()))

    def read_file(self, which: int, keep: float = 1.0) -> None:
        """A stick is put in, whole or with the end of its file missing; it stays and may be put in again."""
        if not self.files:
            return
        taker, content = self.files[which % len(self.files)]
        node = self.machines[taker]
        if taker in self.revoked:
            return
        with node.here(), _stick() as path:
            path.write_bytes(content[: int(len(content) * keep)])
            with suppress(Refusal):  # a file of nothing, or of a machine that this one's clock calls run out
                bring_in(node.identity, path, node.clock())

    def visitor(self, name: str, seed: int) -> None:
        """Somebody from elsewhere stands at a station's desk: their record is fetched, and they are seen."""
        node, above = self.machines[name], self.machines.get(self.above[name])
        if above is None or frozenset((name, above.name)) in self.cut:
            return
        random = Random(seed)
        people = [row[0] for row in above.raw.execute("SELECT id FROM people_person ORDER BY id")]
        person = UUID(bytes=random.choice(people))
        line = Line(node, above, Fault(), self.late)
        with node.here(), suppress(Refusal, OSError):
            fetch_person(
                by=SYSTEM, at=node.clock(), identity=node.identity, send=line.send, reason="Khám dọc đường",
                person=person, ticks=line.ticks,
            )  # fmt: skip
            deeds.see(self._hands(node, seed), person)
        self._promise(node)

    def month(self) -> None:
        """A month passes, but not so many that certificates run out. What was lent goes back."""
        if self.now > BEGIN + 40 * MONTH:
            return
        self.now += MONTH
        for node in self.machines.values():
            node.clock.at += MONTH
            with node.here():
                leave(at=node.clock(), identity=node.identity)

    def upgrade(self, name: str) -> None:
        """A machine gets the program that writes the second version of some facts; the others' still waits there."""
        node = self.machines[name]
        node.program = NEW_PROGRAM
        with node.here():
            retry(at=node.clock(), judge=judge_held(Trust(node.identity, node.clock())))

    def widen(self, name: str, commune: str) -> None:
        """The machine above gives one another commune of its own to care for as well."""
        node, above = self.machines[name], self.machines.get(self.above[name])
        if above is None or name in self.revoked or not node.scope or commune not in communes_of(above.scope):
            return
        if above.name in self.wrong:
            return  # a certificate of 1970 ran out long ago
        scope = nodes.scope(node.scope)
        if scope.covers(commune):
            return
        with above.here(), suppress(Refusal):
            places = " ".join(sorted({*node.scope.split(), commune}))
            renew_node(by=SYSTEM, at=above.clock(), identity=above.identity, node=node.id, days=3000, places=places)
            node.scope = places

    def revoke(self, name: str) -> None:
        """The trust is taken from a machine that nobody stands under and that spoke only with the one above it."""
        node, above = self.machines[name], self.machines.get(self.above[name])
        if above is None or name in self.revoked or name in self.met or name in self.above.values():
            return
        with above.here(), suppress(Refusal):
            self.revoked[name] = revoke_node(
                by=SYSTEM, at=above.clock(), identity=above.identity, node=node.id, reason="Mất máy"
            )

    def set_clock(self, name: str, year: int) -> None:
        """Somebody sets a machine's clock to another year."""
        self.wrong.add(name)
        clock = self.machines[name].clock
        clock.at = clock.at.replace(year=year, day=min(clock.at.day, 28))

    def right_clocks(self) -> None:
        """All clocks are put right."""
        right = [node.clock.at for name, node in self.machines.items() if name not in self.wrong]
        self.now = max([self.now, *right])
        for node in self.machines.values():
            node.clock.at = self.now
        self.wrong.clear()

    def heal(self) -> None:
        """Lines hold, clocks are right, programs are new."""
        self.cut.clear()
        self.right_clocks()
        for name in self.machines:
            self.upgrade(name)

    def settle(self) -> None:
        """Everybody calls the one above until nothing moves any more."""
        self.heal()
        for _ in range(ROUNDS):
            self.pass_time()
            outcomes = [(link, self.exchange(*link)) for link in self._up()]
            for link, told in outcomes:
                assert told is not None
                assert told.done, f"{link} stopped: {told.reason} {told.stage}"
            if not any(told.moved for _, told in outcomes if told):
                return
        raise AssertionError(f"the machines do not come to rest: {outcomes}")

    def lost(self, name: str) -> list[str]:
        """Facts a deed was promised for that are not where they must be: on the machine itself and at the root."""
        node = self.machines[name]
        known = [fact for fact in self.promised.get(name, ()) if fact[0] <= self.revoked.get(name, fact[0])]
        return [
            f"fact {seq} of {name} is not at {place.name}"
            for place in (node, self.root)
            for seq, _ in sorted(set(known) - set(chain_of(place, node.id)))
        ]

    def agree(self) -> None:
        """Nothing is lost, nothing waits, everybody has what the one above has in its scope, and the log proves it."""
        for name, node in self.machines.items():
            assert not self.lost(name)
            if name in self.revoked:
                continue
            kept = [held for held in waiting(node) if held[0] != "node.revoked"]
            assert not kept, f"{name} keeps back {kept}"
            if self.above[name]:
                faults = nodes.diff(self.machines[self.above[name]], node, node.scope)
                assert not faults, "\n".join(faults)
            with node.here():
                proved, unlike = verify(rows=True), follows.faults()
            assert not unlike, f"{name}: {unlike}"
            assert proved.holds, f"{name}: {proved.faults}"

    def close(self) -> None:
        """Gives the memory back."""
        for node in self.machines.values():
            node.close()

    def _up(self) -> list[tuple[str, str]]:
        """The deepest first, so that a fact climbs in one round."""
        return [(name, above) for name, above in reversed(self.above.items()) if above and name not in self.revoked]

    def _meet(self, one: str, other: str) -> None:
        if other != self.above[one] and one != self.above[other]:
            self.met |= {one, other}

    def _role(self, caller: str, called: str) -> str:
        return PeerRole.PARENT if self.above[caller] == called else PeerRole.PEER

    def _hands(self, node: Node, seed: int) -> deeds.Hands:
        random = Random(seed)
        here = random.choice(communes_of(node.scope))
        return deeds.Hands(random, node.clock(), (here,), ELSEWHERE + COMMUNES[""])

    def _promise(self, node: Node) -> None:
        known = self.promised.setdefault(node.name, [])
        known += chain_of(node, node.id)[len(known) :]


def chain_of(node: Node, author: UUID) -> list[tuple[int, bytes]]:
    """(number, hash) of the facts of an author, as a machine holds them."""
    rows = node.raw.execute("SELECT seq, hash FROM kernel_fact WHERE node_id = ? ORDER BY seq", [author.bytes])
    return [(seq, bytes(held)) for seq, held in rows]


def waiting(node: Node) -> list[tuple[str, str, str]]:
    """What a machine keeps back, and why."""
    with node.here():
        return list(Held.objects.values_list("reason", "detail", "fact__name")[:9])


def _same(rows: list[RowValues]) -> list[RowValues]:
    return rows


NEW_PROGRAM: dict[str, dict[int, Upgrade]] = {
    name: {2: _same} for name in ("household.opened", "village.renamed", "person.changed")
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A machine as it was, to be made again."""

    node: Node
    database: object


@cache
def _beginning(number: int) -> tuple[_Kept, ...]:
    """A network in which everybody was enrolled and has what it may have; made once in a process."""
    with nodes.seeded(number + 1):
        network = Network({}, {})
        for name, above, scope in LAYOUTS[number]:
            node = nodes.make(name, scope, at=BEGIN)
            network.machines[name], network.above[name] = node, above
            if above:
                enrol(node, network.machines[above])
            else:
                with node.here():
                    deeds.found(COMMUNES[""], node.clock())
        network.settle()
        network.agree()
    return tuple(_Kept(node, nodes.copy(node)) for node in network.machines.values())


def network(number: int) -> Network:
    """The network of a layout, all machines in agreement, at work from now on."""
    made = Network({}, {name: above for name, above, _ in LAYOUTS[number]})
    for kept in _beginning(number):
        old = kept.node
        node = Node(old.name, old.scope, old.id, old.key, nodes.Clock(old.clock.at))
        nodes.restore(node, kept.database)  # type: ignore[arg-type]
        made.machines[node.name] = node
        made.promised[node.name] = chain_of(node, node.id)
        made.now = max(made.now, node.clock.at)
    return made


def enrol(child: Node, above: Node) -> None:
    """The machine becomes one of those below another."""
    with above.here():
        invited = invite_node(
            by=SYSTEM, at=above.clock(), identity=above.identity, name=child.name, places=child.scope, days=3000
        )
    with child.here():
        question = enrol_request(child.identity, invited.code, child.name)
    with above.here():
        said = enrol_answer(above.identity, question, above.clock())
    with child.here():
        enrol_accept(child.identity, invited.code, question, said)


@contextmanager
def _stick() -> Iterator[Path]:
    """A place for a file, in memory where there is one."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        yield Path(folder) / "stick.tram"
