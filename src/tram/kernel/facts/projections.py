"""Derived rows that must be right at once (search keys): rooms register who follows which table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from uuid import UUID

from tram.kernel.records import Record

Projector = Callable[[Sequence[Record]], None]
Forgetter = Callable[[Collection[UUID]], AbstractContextManager[None]]
_FORGETTERS: list[Forgetter] = []
_FOLLOWERS: dict[type[Record], list[Projector]] = defaultdict(list)


def projects(*models: type[Record]) -> Callable[[Projector], Projector]:
    """Decorator: call the function with the rows of these tables just written, in the same transaction."""

    def register(function: Projector) -> Projector:
        for model in models:
            if function not in _FOLLOWERS[model]:
                _FOLLOWERS[model].append(function)
        return function

    return register


def forgets(function: Forgetter) -> Forgetter:
    """Decorator: enter the function's context around the lawful removal of rows about people, in the transaction.

    What is derived from those rows and belongs to others (a person one of them was merged into) is made anew after it.
    """
    if function not in _FORGETTERS:
        _FORGETTERS.append(function)
    return function


@contextmanager
def forgetting(people: Collection[UUID]) -> Iterator[None]:
    """Around the removal of rows about these people: lets every forgetter look before and act after."""
    with ExitStack() as stack:
        for function in _FORGETTERS:
            stack.enter_context(function(people))
        yield


def followed(model: type[Record]) -> bool:
    """Whether somebody follows the table."""
    return bool(_FOLLOWERS.get(model))


def follow(rows: Sequence[Record]) -> None:
    """Tells every follower of the rows' tables, once per follower."""
    calls: dict[Projector, list[Record]] = {}
    for row in rows:
        for function in _FOLLOWERS.get(type(row), ()):
            calls.setdefault(function, []).append(row)
    for function, written in calls.items():
        function(written)
