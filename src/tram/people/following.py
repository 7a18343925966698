"""Lets rooms above follow the records of people, inside the transaction that writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from tram.kernel.facts import projects
from tram.kernel.records import Record
from tram.people.models import Person

Follower = Callable[[set[UUID]], None]


def follows_people(function: Follower) -> Follower:
    """Decorator: call the function with the ids of people whose own row was just written."""

    def told(rows: Sequence[Record]) -> None:
        function({row.id for row in rows})

    projects(Person)(told)
    return function
