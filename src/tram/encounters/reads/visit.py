"""One visit: as it is, and how it came to be so."""

from __future__ import annotations

from uuid import UUID

from tram.encounters.access import patient_for
from tram.encounters.models import Visit
from tram.encounters.reads.assemble import visits_with_parts
from tram.encounters.views import VisitView
from tram.kernel.actors import Actor, may_see, not_found

LONGEST_HISTORY = 50


def find_visit(visit: UUID) -> VisitView | None:
    """The visit whatever its status, for deeds and other rooms that have asked permission; None when there is none."""
    return next(iter(visits_with_parts(Visit.objects.filter(pk=visit))), None)


def visit_view(actor: Actor, visit: UUID) -> VisitView:
    """A visit with everything. Refuses (404) when the actor may see neither where it took place nor the person."""
    found = find_visit(visit)
    if found is None:
        raise not_found()
    if not (found.commune and may_see(actor, found.commune) and actor.villages is None):
        patient_for(actor, "visit.read", found.person)
    return found


def visit_history(actor: Actor, visit: UUID) -> tuple[VisitView, ...]:
    """All versions of a visit, the newest first: what superseded it, itself, what it superseded."""
    opened = visit_view(actor, visit)
    person_visits = (
        Visit.objects.filter(person_id=opened.person).exclude(supersedes=None).values_list("id", "supersedes")
    )
    older: dict[UUID, UUID] = {new: old for new, old in person_visits if old is not None}
    newer = {old: new for new, old in older.items()}
    chain = [opened.id]
    while (after := newer.get(chain[0])) and len(chain) < LONGEST_HISTORY:
        chain.insert(0, after)
    while (before := older.get(chain[-1])) and len(chain) < LONGEST_HISTORY:
        chain.append(before)
    others = [each for each in chain if each != opened.id]
    found = {opened.id: opened}
    found |= {each.id: each for each in visits_with_parts(Visit.objects.filter(pk__in=others))} if others else {}
    return tuple(found[each] for each in chain)
