"""What follows at once from rows of the room, whoever wrote them; and what the snapshot adds to a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tram.kernel.clock import now
from tram.kernel.facts import projects
from tram.kernel.records import Record
from tram.sync.models import PublishedDefinition
from tram.sync.snapshot import give
from tram.sync.snapshot.take import fetch_snapshot
from tram.sync.talk.server import HANDLERS
from tram.sync.talk.steps import BEGINNINGS

HANDLERS.update({give.PREPARE: give.prepare, give.CHUNK: give.chunk})
BEGINNINGS.append(fetch_snapshot)


@projects(PublishedDefinition)
def take_up_soon(_rows: Sequence[Record]) -> None:
    """A definition was published, here or by a fact that came: it is taken up once it is safely in the record."""
    transaction.on_commit(_take_up, robust=True)


def _take_up() -> None:
    from tram.sync.definitions import settle_definitions

    settle_definitions(now())
