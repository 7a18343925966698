"""The indicators of ``definitions/reports``: read once, checked, in the order people see them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tram.engines.check_all import is_indicator
from tram.engines.definitions import DefinitionError
from tram.engines.definitions.toml import Source, read_toml
from tram.engines.query import IndicatorDefinition, load_indicator, load_splits
from tram.kernel.definitions import ROOT, files, remembered
from tram.reports import refusals

FOLDER = ROOT / "reports"
SPLITS_FILE = "splits.toml"
GROUPS = ("directive", "work", "immunization", "disease", "population", "chronic", "quality")
NETWORK = ("places.",)
THINGS = ("immunization.stock", "immunization.fridge", "immunization.sessions")
OPEN_TABLES = NETWORK + THINGS  # no rows about people: whoever may see the number may see what it counts


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition with what the dashboard says beside it.

    ``by_hand``: its data are entered by an administrator because no room keeps them yet. ``noun`` is what is counted.
    ``digest``: of what the file says, the same for the same words; ``draft``: it is being written and nothing about it
    is remembered.
    """

    definition: IndicatorDefinition
    order: int
    short_vi: str
    short_en: str
    note_vi: str
    note_en: str
    noun_vi: str
    noun_en: str
    by_hand: bool
    group: str = GROUPS[0]
    digest: str = ""
    draft: bool = False

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.definition.id

    @property
    def about_people(self) -> bool:
        """Whether the rows it counts lead to people (else they are facilities, villages, things of a station)."""
        return not self.definition.population.table.startswith(OPEN_TABLES)

    @property
    def about_things(self) -> bool:
        """Whether the rows it counts are things of a station: vaccine, fridges, sessions."""
        return self.definition.population.table.startswith(THINGS)

    @property
    def is_state(self) -> bool:
        """Whether it is true of a day (a state), else of a period (a flow)."""
        return not self.definition.is_flow

    def fits(self, kind: str) -> bool:
        """Whether it can be told for a kind of period: a state for each, a flow for its own and for any other days."""
        return self.is_state or kind in self.definition.periods or kind == "span"

    def split_ids(self) -> tuple[str, ...]:
        """The ways it can be divided."""
        return tuple(split.id for split in self.definition.splits)


def read_indicator(source: Source, *, draft: bool = False) -> Indicator:
    """The indicator of a file, or of what a file would hold. Refuses (``DefinitionError``) what the engine refuses."""
    body, _name = read_toml(source)
    reading = body.get("reading", {})
    definition = load_indicator(body, splits=load_splits(FOLDER / SPLITS_FILE))
    group = str(reading.get("group", GROUPS[0]))
    if group not in GROUPS:
        raise DefinitionError(definition.id, f"[reading] group «{group}» không có", "chọn " + ", ".join(GROUPS))
    return Indicator(
        definition=definition,
        order=int(reading.get("order", 999)),
        short_vi=str(reading.get("short_vi", definition.head.title_vi)),
        short_en=str(reading.get("short_en", definition.head.title_en)),
        note_vi=str(reading.get("note_vi", "")),
        note_en=str(reading.get("note_en", "")),
        noun_vi=str(reading.get("noun_vi", "người")),
        noun_en=str(reading.get("noun_en", "people")),
        by_hand=bool(reading.get("entered_by_hand", False)),
        group=group,
        digest=digest_of(body),
        draft=draft,
    )


def digest_of(body: Mapping[str, Any]) -> str:
    """One number for what a definition says: the same for the same words."""
    told = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def indicator_files() -> tuple[Path, ...]:
    """The files that hold indicators, those published later too: all with a population, or a ratio of others."""
    named = (path for path in files("reports") if path.name != SPLITS_FILE)
    return tuple(path for path in named if is_indicator(read_toml(path)[0]))


@remembered
def every_indicator() -> tuple[Indicator, ...]:
    """All indicators of all versions, in the order people see them."""
    found = (read_indicator(path) for path in indicator_files())
    return tuple(sorted(found, key=lambda one: (one.order, one.id, one.definition.head.version)))


def indicators(day: date) -> tuple[Indicator, ...]:
    """The indicators in force on a day: the day of the number chooses the version, never today.

    A later version that was published ends the earlier one, which could not know of it.
    """
    found = [one for one in every_indicator() if one.definition.head.in_force(day)]
    latest: dict[str, int] = {}
    for one in found:
        latest[one.id] = max(latest.get(one.id, 0), one.definition.head.version)
    return tuple(one for one in found if one.definition.head.version == latest[one.id])


def indicator(indicator_id: str, day: date) -> Indicator:
    """The version of an indicator in force on a day. Refuses ``indicator.unknown`` (404), naming those there are."""
    found = next((one for one in indicators(day) if one.id == indicator_id), None)
    if found is None:
        raise refusals.unknown_indicator(indicator_id, [one.id for one in indicators(day)])
    return found
