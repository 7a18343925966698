"""What this machine's own judge had kept back, and its parent hands on all the same: the parent's word counts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from tram.kernel.facts.incoming import Incoming
from tram.kernel.models import Held
from tram.sync.judge import reasons

VOUCHED = "parent.vouched"
_JUDGED = models.Q(reason__startswith="scope.") | models.Q(reason__startswith="node.")
_LACKING = models.Q(reason__in=[reasons.PERSON_MISSING, reasons.ROW_MISSING])


def vouch(facts: Sequence[Incoming]) -> None:
    """Lets facts the judge had kept, when they came another way, pass at the next ``retry``: now they come from above."""
    told = {(fact.node, fact.seq) for fact in facts}
    nodes, numbers = {node for node, _ in told}, {seq for _, seq in told}
    held = Held.objects.filter(_JUDGED | _LACKING, fact__node__in=nodes, fact__seq__in=numbers)
    known = held.values_list("pk", "fact__node", "fact__seq")
    passing = [arrival for arrival, node, seq in known if (node, seq) in told]
    Held.objects.filter(pk__in=passing).update(reason=VOUCHED)
