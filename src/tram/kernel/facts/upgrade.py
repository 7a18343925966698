"""Payload versions: a fact is read as this program writes it today; one from a newer program waits for the upgrade."""

from __future__ import annotations

from collections.abc import Callable

from tram.kernel.facts.payload import RowValues

Upgrade = Callable[[list[RowValues]], list[RowValues]]
_UPGRADES: dict[str, dict[int, Upgrade]] = {}


def upgrades(name: str, to: int) -> Callable[[Upgrade], Upgrade]:
    """Decorator: the function turns rows of the fact ``name`` in version ``to - 1`` into those of version ``to``."""

    def register(function: Upgrade) -> Upgrade:
        _UPGRADES.setdefault(name, {})[to] = function
        return function

    return register


def known_version(name: str) -> int:
    """The newest version of a fact's payload that this program can read (and the one it writes)."""
    return max(_UPGRADES.get(name, ()), default=1)


def upgraded(name: str, version: int, rows: list[RowValues]) -> list[RowValues]:
    """The rows as the newest version has them."""
    for step in range(version + 1, known_version(name) + 1):
        rows = _UPGRADES[name][step](rows)
    return rows
