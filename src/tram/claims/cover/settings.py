"""Dated choices and lists about cards, from ``definitions/claims``. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tram.claims.money import Why
from tram.engines.definitions.toml import read_toml
from tram.kernel.definitions import in_force, load_csv, remembered

ROOM = "claims"
OUTCOMES = ("right", "wrong", "retry", "paper")


@dataclass(frozen=True, slots=True)
class Result:
    """What a code of the portal means: the outcome (right, wrong, retry, paper) and what to do ("" nothing)."""

    code: str
    name: str
    outcome: str
    advice: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice in force on a day, with its reason."""

    value: Any
    why: Why


@dataclass(frozen=True, slots=True)
class Dated:
    """A row of a dated list."""

    told: Mapping[str, str]

    def holds(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        start, end = self.told["from"], self.told["to"]
        return (not start or date.fromisoformat(start) <= day) and (not end or day <= date.fromisoformat(end))

    @property
    def ended(self) -> str:
        """The last day it was in force (ISO); "" when it has none."""
        return self.told["to"]


@remembered
def setting(name: str, day: date) -> Setting:
    """A choice of ``cover.toml`` in force on a day; before the first one, the first."""
    row = choice(read_toml(in_force(ROOM, "cover", day))[0]["settings"], name, day)
    return Setting(row["value"], Why(_sentence(row["sentence_vi"]), row["source"], row["status"]))


def choice(rows: Sequence[Mapping[str, Any]], name: str, day: date) -> Mapping[str, Any]:
    """The latest row of a name that has begun on a day; before the first one, the first."""
    named = sorted((row for row in rows if row["name"] == name), key=lambda row: row["from"])
    return next((row for row in reversed(named) if row["from"] <= day), named[0])


@remembered
def prefixes() -> Mapping[str, tuple[Dated, ...]]:
    """Benefit digits by the holder's code (two letters of a card), each with its days."""
    found: dict[str, list[Dated]] = {}
    for row in load_csv(ROOM, "card_prefixes"):
        found.setdefault(row["prefix"], []).append(Dated(row))
    return {prefix: tuple(rows) for prefix, rows in found.items()}


@remembered
def entitlements() -> tuple[Dated, ...]:
    """Which circumstances give which class of entitlement, the first that fits counts."""
    return tuple(Dated(row) for row in load_csv(ROOM, "entitlements"))


@remembered
def results() -> Mapping[str, Result]:
    """What the portal's codes about a card mean."""
    rows = load_csv(ROOM, "card_results")
    return {row["code"]: Result(row["code"], row["name"], row["outcome"], row["advice"]) for row in rows}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
