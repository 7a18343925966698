"""The steps of an exchange, for the one who calls. Each leaves in the peer's row where the next try goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from tram.kernel.clock import millis
from tram.kernel.facts import local_node
from tram.kernel.facts.columns import table
from tram.kernel.facts.incoming import Incoming, Receipt
from tram.kernel.facts.outgoing import incoming_of
from tram.kernel.facts.receive import retry
from tram.kernel.models import Held
from tram.kernel.refusals import Refusal
from tram.kernel.sqlite import checkpoint
from tram.sync.identity import Identity
from tram.sync.judge import judge_for, judge_held
from tram.sync.models.peers import Peer, PeerRole, Stage, Turned
from tram.sync.rules.pace import fitting, level, next_size
from tram.sync.talk import chains, messages, places
from tram.sync.talk.call import recipient
from tram.sync.talk.line import Line, Send
from tram.sync.talk.messages import WANTS, Batch, Cursor, Done, End, Hello, Kept, Pull, Pulled, Taken, Want, Welcome
from tram.sync.talk.outcome import Outcome
from tram.sync.talk.portion import portion
from tram.sync.talk.receiving import take_in
from tram.sync.talk.travel import authors
from tram.sync.trust import Trust
from tram.sync.wire.batch import known_dictionaries, pack_facts, shared_dictionary

ROUNDS = 8


class Beginning(Protocol):
    """What a machine that has nothing yet does before it pulls; ``paced`` hears how many bytes came."""

    def __call__(self, line: Line, at: datetime, *, size: Callable[[], int], paced: Callable[[int], None]) -> None:
        """Fetches it; nothing, where there is none to fetch."""


BEGINNINGS: list[Beginning] = []  # filled by what stands above this package: see ``reactions``


@dataclass(slots=True)
class Exchange:
    """An exchange under way."""

    peer: Peer
    trust: Trust
    line: Line
    at: datetime
    outcome: Outcome
    ours: list[End]
    head: int
    theirs: list[End] = field(default_factory=list)
    dictionary: int = 0

    @classmethod
    def begin(
        cls, identity: Identity, peer: Peer, send: Send, at: datetime, *, ticks: Callable[[], float], outcome: Outcome
    ) -> Exchange:
        """An exchange in which nothing has been said yet."""
        known = Trust(identity, at)
        line = Line(identity, known, peer.node, send, ticks)
        return cls(peer, known, line, at, outcome, chains.mine(known, identity.node), local_node().arrivals)

    @property
    def own(self) -> UUID:
        """This machine."""
        return self.line.identity.node

    def run(self) -> None:
        """All steps. Raises what stops it."""
        try:
            self.hello()
            restored = chains.behind(self.ours, self.theirs, self.own)
            if self.peer.role == PeerRole.PARENT and not restored:
                self.push(self._chains())
            elif self.peer.role == PeerRole.PEER:
                self.push(self._portions())
            self.begin_with_snapshot()
            self.pull()
            self._turned(self.line.ask(messages.DONE, Done(), Done).kept)
        finally:
            self.outcome.bytes_out, self.outcome.bytes_in = self.line.bytes_out, self.line.bytes_in
            self.peer.bytes_out += self.line.bytes_out
            self.peer.bytes_in += self.line.bytes_in

    def hello(self) -> None:
        """Greets, and learns what the other holds."""
        self._stage(Stage.HELLO)
        said = Hello(millis(self.at), self.line.nonce, list(known_dictionaries()), self.ours)
        welcome = self.line.ask(messages.HELLO, said, Welcome)
        if welcome.nonce != self.line.nonce:
            raise Refusal("line.answer", "Câu trả lời nhận được là của lần trước. Máy sẽ tự thử lại.", status=502)
        self.line.session = welcome.session
        self.theirs, self.dictionary = welcome.chains, shared_dictionary(welcome.dictionaries)
        self.peer.clock_offset = (welcome.at - millis(self.at)) / 1000
        self.peer.latency = self.line.seconds
        self.peer.size = fitting(self.peer.size, self.peer.latency)

    def push(self, batches: Iterator[Sequence[Incoming]]) -> None:
        """Sends batch after batch until the other lacks nothing."""
        self._stage(Stage.PUSH)
        waiting = None
        for facts in batches:  # read and packed while the one before is on its way
            batch = Batch(pack_facts(facts, self.dictionary, level(self.peer.size)), authors(facts))
            if waiting is not None:
                self._sent(*waiting)
            waiting = facts, len(batch.facts), self.line.begin(messages.PUSH, batch, Taken)
        if waiting is not None:
            self._sent(*waiting)

    def begin_with_snapshot(self) -> None:
        """A new machine first fetches the record as it stands; for any other this does nothing."""
        try:
            for begin in BEGINNINGS:
                begin(self.line, self.at, size=lambda: self.peer.size, paced=self._snapshot_came)
        finally:
            self.peer.refresh_from_db(fields=list(places.columns("pulled", Cursor())))

    def _snapshot_came(self, size: int) -> None:
        self._stage(Stage.PULL)
        self.outcome.snapshot += size
        self._pace(size)

    def pull(self) -> None:
        """Fetches until the other's log ends; then what kept facts still lack."""
        self._stage(Stage.PULL)
        self._begin_anew_with_another_scope()
        while self._fetch([]).more:
            pass
        asked: set[UUID] = set()
        for _ in range(ROUNDS):
            retry(at=self.at, judge=judge_held(self.trust))
            wants = [want for want in _wants() if want.row not in asked][:WANTS]
            if not wants or self.peer.role != PeerRole.PARENT:
                return
            asked |= {want.row for want in wants}
            self._fetch(wants)

    def _begin_anew_with_another_scope(self) -> None:
        """What was passed over concerned other places; with other places it may concern this machine."""
        scope = self.trust.scope(self.own)
        if scope is not None and scope.text != self.peer.pulled_scope:
            if self.peer.pulled_scope is not None:
                places.put(self.peer, "pulled", Cursor())
            self.peer.pulled_scope = scope.text
            self.peer.save()

    def _fetch(self, wants: list[Want]) -> Pulled:
        before = places.pulled(self.peer)
        answer = self.line.ask(messages.PULL, Pull(before, self.peer.size, wants), Pulled)
        receipt = take_in(answer.batch, at=self.at, judge=judge_for(self.trust, self.peer.node), whole=False)
        if answer.more and answer.cursor == before and not receipt.facts:
            raise Refusal("line.answer", "Máy bên kia không đi tiếp. Máy sẽ tự thử lại.", status=502)
        self._received(receipt, answer)
        self._pace(len(answer.batch.facts))
        return answer

    def _chains(self) -> Iterator[Sequence[Incoming]]:
        """What the machine above lacks of the chains this one answers for."""
        wanted = chains.lacking(self.ours, self.theirs)
        while wanted:
            self.peer.waiting = chains.waiting(wanted)
            facts = chains.next_facts(wanted, self.peer.size)
            if not facts:
                break
            yield [incoming_of(fact) for fact in facts]
            wanted |= {fact.node_id: fact.seq + 1 for fact in facts}
        self.peer.waiting, self.peer.pushed_arrival = 0, self.head

    def _portions(self) -> Iterator[Sequence[Incoming]]:
        """What of this machine's own facts concerns one of its own level."""
        to = recipient(self.trust, self.peer.node, {end.node: end.seq for end in self.theirs}, self.at)
        place = places.pushed(self.peer, to.scope)
        began, more = place.arrival, True
        while more:
            part = portion(to, place, self.peer.size, began=began, head=self.head)
            if part.facts:
                yield part.travelling(to)
            place, more = part.cursor, part.more
            places.put(self.peer, "pushed", place)
            self.peer.pushed_scope = to.scope.text
            self.peer.waiting = max(self.head - place.arrival, 0) if more else 0

    def _stage(self, stage: Stage) -> None:
        self.peer.stage, self.peer.last_try_at = stage, self.at
        self.peer.save(update_fields=["stage", "last_try_at"])

    def _sent(self, facts: Sequence[Incoming], size: int, answer: Callable[[], Taken]) -> None:
        taken = answer()
        self.outcome.sent += taken.facts
        self.outcome.conflicts += taken.conflicts
        self.outcome.there.update(taken.rows)
        self.outcome.kept.extend(taken.held)
        self.peer.facts_out += len(facts)
        self._pace(size)

    def _turned(self, kept: Sequence[Kept]) -> None:
        """Notes what the other keeps back now, in place of what it kept before."""
        peer = self.peer.node
        with transaction.atomic():
            known = dict(Turned.objects.filter(peer=peer).values_list("seq", "at"))
            Turned.objects.filter(peer=peer).delete()
            rows = [
                Turned(
                    peer=peer, node=each.node, seq=each.seq, reason=each.reason[:60], at=known.get(each.seq, self.at)
                )
                for each in kept
            ]
            Turned.objects.bulk_create(rows, ignore_conflicts=True)

    def _received(self, receipt: Receipt, answer: Pulled) -> None:
        self.outcome.received += receipt.facts
        self.outcome.conflicts += receipt.conflicts
        self.outcome.here.update(receipt.rows)
        self.peer.facts_in += receipt.facts
        self.peer.left = answer.left
        places.put(self.peer, "pulled", answer.cursor)

    def _pace(self, size: int) -> None:
        """Fits the batch to the line, and notes how far the exchange is."""
        if size >= self.peer.size // 2:
            self.peer.size = fitting(next_size(self.peer.size, self.line.seconds), self.peer.latency or 0.0)
        if self.line.busy > 0:
            self.peer.rate = int((self.line.bytes_out + self.line.bytes_in) / self.line.busy)
        self.peer.save()
        checkpoint()  # nobody else may be there to keep the write-ahead log small


def _wants() -> Iterator[Want]:
    """Rows about no person that kept facts point to and that are not here."""
    held = Held.objects.filter(reason="reference.missing", needs_id__isnull=False)
    for name, row in held.values_list("needs_table", "needs_id").distinct():
        kind = table(name)
        if row is not None and kind is not None and kind.model.PERSON_COLUMN is None:
            yield Want(name, row)
