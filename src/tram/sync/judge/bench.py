"""The judge: a fact at a time, with what the facts before it in the batch brought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from tram.kernel.facts.incoming import Incoming, Judge, Judged
from tram.kernel.models import Held
from tram.sync import refusals
from tram.sync.judge import reasons
from tram.sync.judge.admission import admit, from_above
from tram.sync.judge.papers import paper_fault
from tram.sync.judge.reach import Court
from tram.sync.judge.standing import Known
from tram.sync.trust import Trust

PASSED = ("reference.missing", "constraint.broken", "row.twice", "loan.returned")


def judge_for(trust: Trust, sender: UUID) -> Judge:
    """The judge of what ``sender`` says. What comes from above was judged there: only revocations are looked at.

    Refuses ``node.relayed`` facts the sender may not speak for, so that they are not even kept: a made-up fact in
    somebody's chain would keep their true ones out. ``admit`` leaves such facts out beforehand.
    """
    if from_above(trust, sender):
        return lambda facts: _relayed(_afresh(trust), facts)

    def judge(facts: Sequence[Judged]) -> list[str]:
        fresh = _afresh(trust)
        if len(admit(fresh, sender, [each.fact for each in facts])) < len(facts):
            raise refusals.not_theirs()
        return _judged(fresh, facts, lambda _: sender)

    return judge


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
    found = []
    for each in facts:
        reason = _reason(trust, known, each, sender_of(each.fact))
        found.append(reason)
        if not reason:
            known.take(each)
    return found


def _reason(trust: Trust, known: Known, judged: Judged, sender: UUID) -> str:
    fact = judged.fact
    author, relay = trust.known(fact.node), trust.known(sender)
    if author is None or relay is None:
        return reasons.UNKNOWN
    if _after_the_end(trust, fact) or (fact.node != sender and trust.revoked(sender) is not None):
        return reasons.REVOKED
    court = Court(trust, known, (fact.node, sender), (author.scope, relay.scope))
    return court.reason(judged) or paper_fault(trust, judged)


def _after_the_end(trust: Trust, fact: Incoming) -> bool:
    last = trust.revoked(fact.node)
    return last is not None and fact.seq > last


def _passed(facts: Sequence[Judged]) -> set[tuple[UUID, int]]:
    nodes = {each.fact.node for each in facts}
    held = Held.objects.filter(fact__node__in=nodes, fact__seq__in={each.fact.seq for each in facts}, reason__in=PASSED)
    return set(held.values_list("fact__node", "fact__seq"))
