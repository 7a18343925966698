"""Whether a published definition can be used by this program: checked as the program's own are, in a folder aside.

What may travel is what this program can check whole before it counts: indicators, registers, code lists that are read
by the day of the event, reports and destinations. Anything else comes with a new program. A file is data, never a
program.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomlkit

from tram.engines.check_all import check_all, is_indicator
from tram.engines.definitions import DefinitionError, Head, read_head
from tram.kernel import definitions
from tram.kernel.definitions import toml_of
from tram.reports.api import published_tables, read_indicator, read_layout
from tram.sync.outbox.destinations import check_room

PATH = re.compile(r"(?P<room>[a-z][a-z0-9_]{0,30})/(?P<name>[a-z0-9][a-z0-9_-]{0,60})\.toml")
LARGEST_BODY, LARGEST_ROWS = 512 * 1024, 4 * 1024 * 1024
LIST_ROOMS = frozenset({"encounters", "exchange", "people", "sync"})
LISTS = frozenset({"places/holidays.toml"})  # of rooms whose other lists come with the program
WITH_THE_PROGRAM = frozenset({"encounters/icd10.toml"})  # its rules and its codes are read together, once
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that asks to be used. ``rows`` is the CSV of a list, "" for others."""

    path: str
    body: str
    rows: str = ""

    @property
    def room(self) -> str:
        """The room it speaks to."""
        return self.path.split("/", 1)[0]

    @property
    def name(self) -> str:
        """Its name without ``.toml``."""
        return Path(self.path).stem


def read(candidate: Candidate) -> tuple[Head, Mapping[str, Any]]:
    """Its head and body. Refuses (``DefinitionError``) a path out of bounds, a size too large, text that is no TOML."""
    found = PATH.fullmatch(candidate.path)
    if not found or not (definitions.ROOT / found["room"]).is_dir():
        raise DefinitionError(
            candidate.path, "đường dẫn không được phép", "ghi phòng/tên.toml, ví dụ reports/ct25-x.toml"
        )
    if len(candidate.body.encode()) > LARGEST_BODY or len(candidate.rows.encode()) > LARGEST_ROWS:
        raise DefinitionError(candidate.path, "tệp quá lớn", "chia nhỏ danh mục, hoặc gửi cùng bản chương trình mới")
    try:
        body = toml_of(candidate.body)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(candidate.path, f"không phải TOML: {error}", "kiểm tra dấu ngoặc và ngoặc kép") from None
    return read_head(body, candidate.path), body


def reason_against(candidate: Candidate, accepted: Sequence[Candidate]) -> str:
    """Why the file cannot be used beside the program's own and those accepted before it; "" when it can."""
    try:
        head, body = read(candidate)
        kind = kind_of(candidate, body)
        _later_than_others(candidate, head, accepted)
        if kind == "list":
            _keeps_the_list(candidate, head, accepted)
        return "; ".join(_findings(candidate, kind, accepted)[:SHOWN])
    except DefinitionError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - whatever a file from elsewhere holds, it only stays unused
        return f"không đọc được ({type(error).__name__}: {error})"[:400]


def kind_of(candidate: Candidate, body: Mapping[str, Any]) -> str:
    """indicator, register, report, destination or list. Refuses (``DefinitionError``) every other kind."""
    if candidate.room == "reports" and is_indicator(body):
        return "indicator"
    if candidate.room == "reports" and "layout" in body and candidate.name.startswith("register-"):
        return "register"
    if candidate.room == "reports" and "report" in body and candidate.name.startswith("report-"):
        return "report"
    if candidate.room == "sync" and "destination" in body and candidate.name.startswith("to-"):
        return "destination"
    known = (candidate.room in LIST_ROOMS or candidate.path in LISTS) and candidate.path not in WITH_THE_PROGRAM
    if known and body.get("file") == f"{candidate.name}.csv" and _ours(candidate).with_suffix(".csv").is_file():
        return "list"
    raise DefinitionError(
        candidate.path, "loại định nghĩa này chưa gửi riêng được", "phát hành cùng bản chương trình mới"
    )


def _ours(candidate: Candidate) -> Path:
    return definitions.ROOT / candidate.path


def _later_than_others(candidate: Candidate, head: Head, accepted: Iterable[Candidate]) -> None:
    """A version must be new and begin later than those before it; a list must be that of the same name."""
    ours = [read_head(_toml(path)) for path in sorted((definitions.ROOT / candidate.room).glob("*.toml"))]
    theirs = [read(one)[0] for one in accepted if one.room == candidate.room]
    others = [one for one in (*ours, *theirs) if one.id == head.id]
    if _ours(candidate).is_file() and read_head(_toml(_ours(candidate))).id != head.id:
        raise DefinitionError(head.id, f"{candidate.path} đã là của định nghĩa khác", "giữ id cũ hoặc đổi tên tệp")
    for other in others:
        if other.version >= head.version or other.effective_from >= head.effective_from:
            sentence = f"đã có bản {other.version} từ ngày {other.effective_from:%d/%m/%Y}"
            raise DefinitionError(head.id, sentence, "tăng version và ghi effective_from sau ngày đó")


def _toml(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _keeps_the_list(candidate: Candidate, head: Head, accepted: Sequence[Candidate]) -> None:
    """A list may grow and change words; a code once used in a record must keep a name."""
    ours = _ours(candidate).with_suffix(".csv").read_text(encoding="utf-8-sig")
    texts = [ours, *(one.rows for one in accepted if one.path == candidate.path), candidate.rows]
    before, after = (list(csv.DictReader(io.StringIO(text))) for text in texts[-2:])
    columns = list(before[0]) if before else []
    absent = [column for column in columns if not after or column not in after[0]]
    if absent:
        raise DefinitionError(head.id, f"thiếu cột {', '.join(absent)}", "giữ đủ các cột của danh mục cũ")
    lost = {row[columns[0]] for row in before} - {row[columns[0]] for row in after}
    if lost:
        sentence = f"mất {len(lost)} mã cũ, ví dụ {min(lost)}"
        raise DefinitionError(head.id, sentence, "giữ mọi mã cũ, ghi chú mã đã thôi dùng")


def _findings(candidate: Candidate, kind: str, accepted: Sequence[Candidate]) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="tram-definitions-") as folder:
        root = Path(folder)
        path = _scratch(root, candidate, accepted)
        found = [str(one) for one in check_all(root, published_tables())]
        if candidate.room == "sync":
            found += [str(one) for one in check_room(root)]
        if kind == "indicator":
            read_indicator(path)
        if kind == "register":
            read_layout(path)
        return found


def _scratch(root: Path, candidate: Candidate, accepted: Sequence[Candidate]) -> Path:
    """The room as it would be: our files and those accepted before, with the candidate beside its elders."""
    room = root / candidate.room
    shutil.copytree(definitions.ROOT / candidate.room, room)
    for one in (*(one for one in accepted if one.room == candidate.room), candidate):
        head = read(one)[0]
        for path in list(room.glob("*.toml")):
            if _toml(path).get("id") == head.id:
                _ended(path, head.effective_from - timedelta(days=1))
        write(root / one.path, one)
    _lists_beside(root, room)
    return room / f"{candidate.name}.toml"


def _ended(path: Path, last: date) -> None:
    """An elder stays beside its follower, which ends it; a list has one file, so its elder goes."""
    body = tomlkit.parse(path.read_text(encoding="utf-8"))
    path.unlink()
    if "file" not in body:
        body["effective_to"] = min(last, body.get("effective_to", last))
        path.with_name(f"{path.stem}.{body['version']}.toml").write_text(tomlkit.dumps(body), encoding="utf-8")


def _lists_beside(root: Path, room: Path) -> None:
    """The code lists of other rooms by which splits are read aloud, where the program has them."""
    told = (_toml(path).get("splits", {}) for path in room.glob("*.toml"))
    splits = (part for listed in told if isinstance(listed, Mapping) for part in listed.values())
    for name in {str(part.get("list", "")) for part in splits if isinstance(part, Mapping)}:
        other, _dot, stem = name.partition(".")
        for path in (definitions.ROOT / other).glob(f"{stem}.*") if (definitions.ROOT / other).is_dir() else ():
            (root / other).mkdir(exist_ok=True)
            if stem and not (root / other / path.name).exists():
                shutil.copyfile(path, root / other / path.name)


def write(path: Path, candidate: Candidate) -> None:
    """The file, and its list beside it."""
    path.write_text(candidate.body, encoding="utf-8")
    if candidate.rows:
        path.with_suffix(".csv").write_text(candidate.rows, encoding="utf-8")
