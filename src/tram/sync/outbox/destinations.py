"""The destinations this program knows and their lists: the day of the event chooses the version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tram.engines.definitions import DefinitionError, Finding, effective
from tram.engines.definitions.csv_list import read_list
from tram.engines.definitions.findings import finding
from tram.kernel import definitions
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.refusals import Refusal
from tram.places.api import working_days
from tram.sync.rules.destinations import Destination, Lines, read_destination, wrong_examples

PATTERN = "to-*.toml"


@remembered
def every_destination() -> tuple[Destination, ...]:
    """All versions of all destinations."""
    found = map(read_destination, definitions.files("sync", PATTERN))
    return tuple(sorted(found, key=lambda one: (one.id, one.head.version)))


def destination_on(destination: str, day: date) -> Destination | None:
    """The version in force for an event of the day; None when there is none."""
    return effective([one for one in every_destination() if one.id == destination], day)


def latest(destination: str) -> Destination:
    """The newest version, for its name. Refuses ``outbox.unknown`` (404), naming those there are."""
    found = [one for one in every_destination() if one.id == destination]
    if not found:
        known = ", ".join(sorted({one.id for one in every_destination()}))
        raise Refusal("outbox.unknown", f"Không có nơi nhận này. Có: {known}", {"known": known}, status=404)
    return found[-1]


def lines(name: str, day: date) -> Lines:
    """A list of the room, as it stands for an event of the day; nothing for a rule without a list."""
    return load_csv("sync", name, day) if name else ()


def check_room(folder: Path) -> list[Finding]:
    """What is wrong with the room's own definitions in a folder, beside what every definition is asked."""
    return [found for path in sorted((folder / "sync").glob(PATTERN)) for found in _check(folder, path)]


def _check(folder: Path, path: Path) -> Iterator[Finding]:
    name = path.relative_to(folder).as_posix()
    try:
        yield from (Finding(name, path.stem, one, "sửa định nghĩa hoặc ví dụ") for one in _wrong(path))
    except DefinitionError as error:
        yield finding(name, error)


def _wrong(path: Path) -> list[str]:
    destination = read_destination(path)
    names = {rule.list_name for rule in destination.rules if rule.list_name}
    if len(names) > 1:
        raise DefinitionError(destination.id, "các rules dùng nhiều danh mục", "mỗi nơi nhận một danh mục")
    known = read_list(destination.id, path.with_name(f"{names.pop()}.csv")) if names else ()
    return wrong_examples(path, destination, known, working_days())
