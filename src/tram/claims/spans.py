"""Answers by day that seldom change, asked for at both ends of a time instead of on every day of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class Span(Generic[T]):
    """An answer by day; the days between two with the same answer have it too."""

    def __init__(self, ask: Callable[[date], T]) -> None:
        """``ask`` gives the answer of a day."""
        self._ask = ask
        self._known: dict[date, T] = {}
        self._between: list[tuple[date, date]] = []

    def expect(self, first: date, last: date) -> None:
        """Asks for both ends of a time."""
        if self.on(first) == self.on(last):
            self._between.append((first, last))

    def on(self, day: date) -> T:
        """The answer of a day."""
        if day not in self._known:
            span = next((first for first, last in self._between if first <= day <= last), None)
            self._known[day] = self._ask(day) if span is None else self._known[span]
        return self._known[day]
