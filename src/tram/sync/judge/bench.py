"""The judge: a fact at a time, with what the facts before it in the batch brought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tram.kernel.facts.incoming import Incoming, Judge, Judged
from tram.kernel.models import Held
from tram.sync import refusals
from tram.sync.judge import reasons
from tram.sync.judge.admission import admit, from_above
from tram.sync.judge.papers import paper_fault
from tram.sync.judge.reach import Court
from tram.sync.judge.standing import Known
from tram.sync.rules.scope import PAPERS
from tram.sync.trust import Trust

PASSED = ("reference.missing", "constraint.broken", "row.twice", "loan.returned")


@dataclass(frozen=True)
class Bench:
    """The judge of what one machine says. What comes from above was judged there: only revocations are looked at."""

    trust: Trust
    sender: UUID

    def admitted(self, facts: Sequence[Incoming]) -> list[Incoming]:
        """The facts the sender may speak for. The others must not even be kept: a made-up fact in a chain would keep
        the true ones out."""
        return admit(self.trust, self.sender, facts)

    def __call__(self, facts: Sequence[Judged]) -> list[str]:
        """Why each fact may not be applied, '' when it may. Refuses ``node.relayed`` when not all were admitted."""
        fresh = _afresh(self.trust)
        if from_above(fresh, self.sender):
            return _relayed(fresh, facts)
        if len(admit(fresh, self.sender, [each.fact for each in facts])) < len(facts):
            raise refusals.not_theirs()
        return _judged(fresh, facts, lambda _: self.sender)


def judge_for(trust: Trust, sender: UUID) -> Bench:
    """The judge of what ``sender`` says."""
    return Bench(trust, sender)


def judge_held(trust: Trust) -> Judge:
    """The judge of facts that were kept and are tried again: each by what its own author may.

    One that had passed when it came, and was kept for another reason, only has to be by nobody revoked.
    """

    def judge(facts: Sequence[Judged]) -> list[str]:
        fresh = _afresh(trust)
        passed = _passed(facts) | {(f.fact.node, f.fact.seq) for f in facts if f.fact.node in trust.pins}
        again = [each for each in facts if (each.fact.node, each.fact.seq) not in passed]
        told = dict(zip(map(id, again), _judged(fresh, again, lambda fact: fact.node), strict=True))
        return [told[id(each)] if id(each) in told else _relayed(fresh, [each])[0] for each in facts]

    return judge


def _afresh(trust: Trust) -> Trust:
    """What is believed now: an earlier batch may have brought certificates."""
    return Trust(trust.identity, trust.at)


def _relayed(trust: Trust, facts: Sequence[Judged]) -> list[str]:
    return [reasons.REVOKED if _after_the_end(trust, each.fact) else "" for each in facts]


def _judged(trust: Trust, facts: Sequence[Judged], sender_of: Callable[[Incoming], UUID]) -> list[str]:
    known = Known.of(facts)
    courts: dict[tuple[UUID, UUID], Court | None] = {}
    found = []
    for each in facts:
        pair = (each.fact.node, sender_of(each.fact))
        if pair not in courts:
            courts[pair] = _court(trust, known, *pair)
        reason = _reason(trust, courts[pair], each)
        found.append(reason)
        if not reason:
            known.take(each)
            if not PAPERS.isdisjoint(row[0] for row in each.rows):
                courts.clear()  # a certificate may change anybody's scope
    return found


def _court(trust: Trust, known: Known, author: UUID, sender: UUID) -> Court | None:
    wrote, sent = trust.known(author), trust.known(sender)
    if wrote is None or sent is None:
        return None
    pairs = {author: wrote.scope, sender: sent.scope}
    return Court(trust, known, tuple(pairs), tuple(pairs.values()))


def _reason(trust: Trust, court: Court | None, judged: Judged) -> str:
    fact = judged.fact
    if court is None:
        return reasons.UNKNOWN
    relays = (node for node in court.nodes if node != fact.node)
    if _after_the_end(trust, fact) or any(trust.revoked(node) is not None for node in relays):
        return reasons.REVOKED
    return court.reason(judged) or paper_fault(trust, judged)


def _after_the_end(trust: Trust, fact: Incoming) -> bool:
    last = trust.revoked(fact.node)
    return last is not None and fact.seq > last


def _passed(facts: Sequence[Judged]) -> set[tuple[UUID, int]]:
    nodes = {each.fact.node for each in facts}
    held = Held.objects.filter(fact__node__in=nodes, fact__seq__in={each.fact.seq for each in facts}, reason__in=PASSED)
    return set(held.values_list("fact__node", "fact__seq"))
