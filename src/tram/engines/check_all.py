"""Checking the whole folder of definitions: heads, versions, code lists, indicators, forms and their examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tram.engines.deadlines import read_calendar, wrong_days
from tram.engines.definitions.csv_list import read_list, wrong_examples
from tram.engines.definitions.findings import Finding, finding
from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import read_toml
from tram.engines.definitions.versions import overlaps
from tram.engines.forms import load_form
from tram.engines.forms import run_examples as run_form_examples
from tram.engines.layout import load_layout
from tram.engines.layout import run_examples as run_layout_examples
from tram.engines.query import IndicatorDefinition, load_indicator, load_splits, plan, plan_ratio
from tram.engines.query import run_examples as run_indicator_examples
from tram.engines.query.plan import Tables
from tram.engines.report import listed_keys, load_report
from tram.engines.report import run_examples as run_report_examples


@dataclass(slots=True)
class _Folder:
    """What has been read so far of the definitions under one root."""

    root: Path
    tables: Tables | None
    bodies: dict[Path, Mapping[str, Any]] = field(default_factory=dict)
    heads: dict[Path, Head] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def tell(self, path: Path, sentence: str, hint: str = "") -> None:
        who = self.heads[path].id if path in self.heads else path.name
        self.findings.append(Finding(self.name(path), who, sentence, hint))

    def lists(self, near: Path) -> set[str]:
        """The names under which a file may ask for code lists: their ids, and file names of its own room."""
        found = [path for path, body in self.bodies.items() if path in self.heads and body.get("file")]
        return {self.heads[path].id for path in found} | {path.stem for path in found if path.parent == near.parent}


def check_all(root: Path, tables: Tables | None = None) -> list[Finding]:
    """Everything wrong under the folder, file by file; empty when all is well.

    With the rooms' published `tables`, indicators are checked column by column and their examples are run.
    """
    folder = _Folder(Path(root), tables)
    for path in sorted(folder.root.rglob("*.toml")):
        _read(folder, path)
    for path in folder.heads:
        _examples(folder, path)
        _list(folder, path)
        for check in (_indicator, _words, _form, _layout, _days, _report):
            _refusals(folder, path, check)
    _versions(folder)
    _loose_lists(folder)
    return sorted(folder.findings, key=lambda one: (one.file, one.sentence))


def _read(folder: _Folder, path: Path) -> None:
    try:
        folder.bodies[path], _name = read_toml(path)
        folder.heads[path] = read_head(folder.bodies[path], path.name)
    except DefinitionError as error:
        folder.findings.append(finding(folder.name(path), error))


def _examples(folder: _Folder, path: Path) -> None:
    is_only_splits = "splits" in folder.bodies[path] and "population" not in folder.bodies[path]
    if not folder.bodies[path].get("examples") and not is_only_splits:
        folder.tell(path, "thiếu ví dụ", "thêm ít nhất một [[examples]] với kết quả chờ đợi")


def _list(folder: _Folder, path: Path) -> None:
    body = folder.bodies[path]
    if not str(body.get("file", "")).endswith(".csv"):
        return
    try:
        lines = read_list(folder.heads[path].id, path.with_name(body["file"]))
    except DefinitionError as error:
        folder.findings.append(finding(folder.name(path), error))
        return
    for problem in wrong_examples(lines, body.get("examples", ())):
        folder.tell(path, problem, "sửa dòng trong CSV hoặc ví dụ")


def _refusals(folder: _Folder, path: Path, check: Callable[[_Folder, Path], Iterable[str]]) -> None:
    try:
        for problem in check(folder, path):
            folder.tell(path, problem, "sửa định nghĩa hoặc ví dụ")
    except DefinitionError as error:
        folder.findings.append(finding(folder.name(path), error))


def _indicator(folder: _Folder, path: Path) -> Iterator[str]:
    if not is_indicator(folder.bodies[path]):
        return
    definition = _loaded(folder, path)
    if folder.tables is None:
        return
    others = _others(folder, path) if definition.ratio else {}
    if definition.ratio:
        plan_ratio(definition, others, folder.tables)
    else:
        plan(definition, folder.tables)
    yield from run_indicator_examples(definition, folder.tables, others)


def is_indicator(body: Mapping[str, Any]) -> bool:
    """Whether a file's content is a number: it has a population, or is the ratio of two that have."""
    return "population" in body or "ratio" in body


def _loaded(folder: _Folder, path: Path) -> IndicatorDefinition:
    shared = path.with_name("splits.toml")
    splits = load_splits(folder.bodies[shared]) if shared in folder.bodies else {}
    return load_indicator(folder.bodies[path], splits=splits)


def _others(folder: _Folder, path: Path) -> dict[str, IndicatorDefinition]:
    """The other indicators in force when the file's begins, by id."""
    first = folder.heads[path].effective_from
    near = (one for one, head in folder.heads.items() if one != path and head.in_force(first))
    found = (_loaded(folder, one) for one in near if is_indicator(folder.bodies[one]))
    return {one.id: one for one in found}


def _words(folder: _Folder, path: Path) -> Iterator[str]:
    """Splits read aloud by a code list name one that is there: "room.list", a CSV with code and name."""
    splits = folder.bodies[path].get("splits", {})
    for name, split in splits.items() if isinstance(splits, Mapping) else ():
        wanted = str(split.get("list", ""))
        room, _dot, listed = wanted.partition(".")
        if wanted and not (folder.root / room / f"{listed}.csv").is_file():
            yield f"[splits.{name}] không có danh mục «{wanted}»"


def _form(folder: _Folder, path: Path) -> Iterator[str]:
    if "fields" not in folder.bodies[path]:
        return
    form = load_form(folder.bodies[path])
    for one in form.fields:
        if one.code_list and one.code_list not in folder.lists(path):
            yield f"{one.id}: không có danh mục «{one.code_list}»"
    yield from run_form_examples(form)


def _layout(folder: _Folder, path: Path) -> Iterator[str]:
    if "layout" in folder.bodies[path] and folder.tables is not None:
        yield from run_layout_examples(load_layout(folder.bodies[path], folder.tables))


def _days(folder: _Folder, path: Path) -> Iterator[str]:
    """A list whose examples count working days is a calendar."""
    body = folder.bodies[path]
    examples = [one for one in body.get("examples", ()) if "working_days" in one]
    if examples and body.get("file"):
        yield from wrong_days(read_calendar(folder.heads[path].id, path.with_name(str(body["file"]))), examples)


def _report(folder: _Folder, path: Path) -> Iterator[str]:
    if "report" not in folder.bodies[path]:
        return
    known = _others(folder, path)
    report = load_report(folder.bodies[path], known)

    def codes(named: str) -> list[str]:
        room, _dot, name = named.partition(".")
        return [line["code"] for line in read_list(report.id, folder.root / room / f"{name}.csv")]

    yield from run_report_examples(report, lambda _split, _keys: {}, listed_keys(known, codes))


def _versions(folder: _Folder) -> None:
    where = {(head.id, head.version, head.effective_from): path for path, head in folder.heads.items()}
    for earlier, later in overlaps(folder.heads.values()):
        path = where[(later.id, later.version, later.effective_from)]
        sentence = f"bản {later.version} chồng lên bản {earlier.version} từ ngày {later.effective_from:%d/%m/%Y}"
        folder.tell(path, sentence, "ghi effective_to cho bản trước, mỗi bản một version")


def _loose_lists(folder: _Folder) -> None:
    named = {path.with_name(str(body["file"])) for path, body in folder.bodies.items() if body.get("file")}
    for path in sorted(folder.root.rglob("*.csv")):
        if path not in named:
            folder.tell(path, "không tệp TOML nào nhận CSV này", f'thêm {path.stem}.toml với file = "{path.name}"')
