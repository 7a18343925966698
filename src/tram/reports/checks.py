"""Start-up checks: indicators, registers and reports read, fit what they name, and each claims its days alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error

from tram.engines.definitions import DefinitionError, Head, overlaps
from tram.engines.query import IndicatorDefinition, plan, plan_ratio
from tram.kernel import definitions
from tram.reports.catalogue import indicator_files, read_indicator
from tram.reports.closing.forms import form_files, read_form
from tram.reports.layouts import layout_files, read_layout
from tram.reports.sources import tables


def definitions_are_whole(**_: Any) -> list[CheckMessage]:
    """reports.E001: a definition that cannot be used. reports.E002: two versions that claim the same day.

    Only of the program's own files: what was published was checked when it arrived, and ends the earlier version.
    """
    faults: list[CheckMessage] = []
    found = _indicators(faults)
    heads = [one.head for one in found.values()]
    for one in found.values():
        try:
            plan(one, tables()) if one.ratio is None else plan_ratio(one, found, tables())
        except DefinitionError as error:
            faults.append(_error(error))
    for path in filter(_ours, layout_files()):
        try:
            heads.append(read_layout(path).head)
        except DefinitionError as error:
            faults.append(_error(error))
    return faults + _reports(heads) + list(_overlaps(heads))


def _reports(heads: list[Head]) -> list[CheckMessage]:
    """Every report, its examples run; they name indicators, which are checked before."""
    faults: list[CheckMessage] = []
    for path in filter(_ours, form_files()):
        try:
            heads.append(read_form(path).report.head)
        except DefinitionError as error:
            faults.append(_error(error))
    return faults


def _indicators(faults: list[CheckMessage]) -> dict[str, IndicatorDefinition]:
    """Every version of every indicator; a ratio finds its parts by their ids."""
    found: dict[str, IndicatorDefinition] = {}
    for path in filter(_ours, indicator_files()):
        try:
            one = read_indicator(path).definition
            found[one.id if one.id not in found else f"{one.id} v{one.head.version}"] = one
        except DefinitionError as error:
            faults.append(_error(error))
    return found


def _ours(path: Path) -> bool:
    return path.is_relative_to(definitions.ROOT)


def _error(error: DefinitionError) -> CheckMessage:
    return Error(f"{error.definition}: {error.sentence}", hint=error.hint, id="reports.E001")


def _overlaps(heads: Iterable[Head]) -> Iterable[CheckMessage]:
    for earlier, later in overlaps(heads):
        sentence = f"{later.id}: version {later.version} claims days of version {earlier.version}"
        yield Error(sentence, hint="end the earlier version (effective_to)", id="reports.E002")
