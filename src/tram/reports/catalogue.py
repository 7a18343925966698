"""The indicators of ``definitions/reports``: read once, checked, in the order people see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tram.engines.definitions.toml import read_toml
from tram.engines.query import IndicatorDefinition, load_indicator, load_splits
from tram.kernel.definitions import ROOT, files, remembered
from tram.reports import refusals

FOLDER = ROOT / "reports"
SPLITS_FILE = "splits.toml"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition with what the dashboard says beside it.

    ``by_hand``: its data are entered by an administrator because no room keeps them yet. ``noun`` is what is counted.
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

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.definition.id

    @property
    def about_people(self) -> bool:
        """Whether the rows it counts are people (else facilities or villages)."""
        return self.definition.population.subject == "person"

    def split_ids(self) -> tuple[str, ...]:
        """The ways it can be divided."""
        return tuple(split.id for split in self.definition.splits)


def read_indicator(path: Path) -> Indicator:
    """One file of ``definitions/reports``. Refuses (``DefinitionError``) what the engine refuses."""
    body, _name = read_toml(path)
    reading = body.get("reading", {})
    definition = load_indicator(body, splits=load_splits(FOLDER / SPLITS_FILE))
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
    )


def indicator_files() -> tuple[Path, ...]:
    """The files that hold indicators, those published later too: all with a population."""
    named = (path for path in files("reports") if path.name != SPLITS_FILE)
    return tuple(path for path in named if "population" in read_toml(path)[0])


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
