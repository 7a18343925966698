"""Whether the schedule can be used: every file read, every code known, every example child as worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.checks import CheckMessage, Error

from tram.engines.definitions import DefinitionError, Finding
from tram.engines.definitions.findings import finding
from tram.engines.schedule import ScheduleError
from tram.immunization.schedule.book import Book, book, read_book
from tram.immunization.schedule.examples import HINT, wrong
from tram.immunization.schedule.lists import (
    ROOM,
    antigens,
    circumstances,
    groups,
    routes,
    sites,
    vaccine_of_cvx,
    vaccines,
)
from tram.immunization.schedule.rows import known

VACCINES = "immunization.vaccines"


def check_schedule(folder: Path) -> list[Finding]:
    """Everything wrong with the schedule of a folder of definitions; empty when it has none or all is well."""
    room = folder / ROOM
    if not (room / "validity.toml").is_file():
        return []
    try:
        _refuse_loose_lists()
        return list(_examples(read_book(sorted(room.glob("schedule_*.toml")), room)))
    except DefinitionError as error:
        return [finding(ROOM, error)]
    except ScheduleError as error:
        return [Finding(ROOM, "immunization.schedule", str(error), "sửa tệp của lịch tiêm")]


def schedule_is_whole(**_: object) -> list[CheckMessage]:
    """immunization.E001: a schedule that cannot be used, or an example that comes out otherwise."""
    try:
        _refuse_loose_lists()
        found = list(_examples(book()))
    except DefinitionError as error:
        found = [finding(ROOM, error)]
    except ScheduleError as error:
        found = [Finding(ROOM, "immunization.schedule", str(error))]
    return [Error(str(one), hint=one.hint, id="immunization.E001") for one in found]


def _examples(found: Book) -> Iterator[Finding]:
    for version in found.versions:
        for problem in wrong(found, version):
            yield Finding(f"{ROOM}/schedule", f"{version.head.id} v{version.head.version}", problem, HINT)


def _refuse_loose_lists() -> None:
    """Lists that name each other: vaccines, antigens, groups, sites, routes, circumstances, CVX."""
    for code, group in groups().items():
        known("immunization.groups", code, group.antigens, antigens())
    for code, vaccine in vaccines().items():
        known(VACCINES, code, vaccine.antigens, antigens())
        known(VACCINES, code, (vaccine.group,) if vaccine.group else (), groups())
        known(VACCINES, code, vaccine.sites, sites())
        known(VACCINES, code, (vaccine.route,), routes())
    for code, kind in circumstances().items():
        known("immunization.circumstances", code, kind.groups, groups())
        known("immunization.circumstances", code, kind.vaccines, vaccines())
        known("immunization.circumstances", code, kind.antigens, antigens())
    _refuse_same_cvx()


def _refuse_same_cvx() -> None:
    named = [cvx for vaccine in vaccines().values() for cvx in (vaccine.cvx, *vaccine.cvx_also) if cvx]
    twice = sorted({cvx for cvx in named if named.count(cvx) > 1})
    if twice or len(vaccine_of_cvx()) != len(named):
        raise DefinitionError(VACCINES, f"mã CVX {', '.join(twice)} ở hai vắc xin", "giữ mỗi mã CVX ở một vắc xin")
