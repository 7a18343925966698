"""The visit a form would become, before anything is written: what the checks at the desk look at."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from tram.encounters.actions.record import with_place
from tram.encounters.desk.read import read_desk
from tram.encounters.desk.typed import typed_form
from tram.encounters.reads.assemble import view_of_rows
from tram.encounters.rows import visit_rows
from tram.encounters.views import VisitView
from tram.kernel.actors import Actor
from tram.kernel.ids import as_uuid


def draft_visit(actor: Actor, person: UUID, data: QueryDict, at: datetime) -> VisitView:
    """The form as it stands, turned into the visit that would be saved; nothing is written, half-typed parts are left
    out. Refuses (404) whom the actor may not see, and text longer than its column.
    """
    typed = typed_form(data)
    content = read_desk(actor, at, person, typed).content
    content["examiner"] = as_uuid(typed["examiner"])
    content = with_place(actor, at, content)
    content["prescription"] = [each for each in content["prescription"] if each.item is None or each.quantity]
    return view_of_rows(visit_rows(person, content["commune"], at, content))
