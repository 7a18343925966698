"""A folder of CDSi supporting data as one schedule."""

from __future__ import annotations

from pathlib import Path

from tram.engines.schedule.calendar import Span
from tram.engines.schedule.cdsi.antigen import antigen_of
from tram.engines.schedule.cdsi.xml import Element, filled, length, root_of, text, texts, yes
from tram.engines.schedule.errors import ScheduleError
from tram.engines.schedule.model import Conflict, Group, Holds, Schedule

NEVER = Span()


def load_cdsi(folder: Path) -> Schedule:
    """The schedule in a folder with one ScheduleSupportingData*.xml and an AntigenSupportingData*.xml per antigen.

    Raises ScheduleError, a Vietnamese sentence, when files are missing, unreadable or do not fit together.
    """
    whole, antigens = _files(folder)
    root = root_of(whole, "scheduleSupportingData")
    return Schedule(
        antigens=tuple(antigen_of(path) for path in antigens),
        vaccines={text(e, "cvx"): _holds(e) for e in filled(root, "cvxToAntigenMap/cvxMap")},
        groups=_groups(root),
        conflicts=tuple(_conflict(e) for e in filled(root, "liveVirusConflicts/liveVirusConflict")),
        id="cdsi",
        names={
            text(e, "observationCode"): text(e, "observationTitle") for e in filled(root, "observations/observation")
        },
    )


def _files(folder: Path) -> tuple[Path, list[Path]]:
    if not folder.is_dir():
        raise ScheduleError(f"Không có thư mục «{folder}». Hãy chỉ đúng thư mục dữ liệu lịch tiêm (XML).")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".xml")
    whole = [path for path in files if path.name.lower().startswith("schedulesupportingdata")]
    antigens = [path for path in files if path.name.lower().startswith("antigensupportingdata")]
    if len(whole) != 1 or not antigens:
        raise ScheduleError(
            f"Thư mục «{folder}» cần đúng một tệp ScheduleSupportingData*.xml "
            "và ít nhất một tệp AntigenSupportingData*.xml."
        )
    return whole[0], antigens


def _holds(element: Element) -> tuple[Holds, ...]:
    found = filled(element, "association")
    return tuple(
        Holds(text(e, "antigen"), length(e, "associationBeginAge"), length(e, "associationEndAge")) for e in found
    )


def _groups(root: Element) -> tuple[Group, ...]:
    full = {text(e, "name"): yes(e, "administerFullVaccineGroup") for e in filled(root, "vaccineGroups/vaccineGroup")}
    maps = filled(root, "vaccineGroupToAntigenMap/vaccineGroupMap")
    return tuple(Group(text(e, "name"), tuple(texts(e, "antigen")), full.get(text(e, "name"), False)) for e in maps)


def _conflict(element: Element) -> Conflict:
    end = length(element, "conflictEndInterval") or NEVER
    return Conflict(
        previous=text(element, "previous/cvx"),
        current=text(element, "current/cvx"),
        begin=length(element, "conflictBeginInterval") or NEVER,
        minimum_end=length(element, "minConflictEndInterval") or end,
        end=end,
        rule=f"conflict/{text(element, 'previous/cvx')}/{text(element, 'current/cvx')}",
    )
