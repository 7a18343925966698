"""Where definitions live and how files are read; what they mean is for engines and rooms.

They lie in two folders: the program's own (``ROOT``) and, in the data folder, those that a machine above published
later. A published file never replaces one of the program: both stand side by side, and the day of the event chooses.
"""

from __future__ import annotations

import csv
import json
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from tram.kernel.clock import now, today_vn
from tram.kernel.home import home

ROOT = Path(__file__).resolve().parents[3] / "definitions"
STAMP = "current.json"
LONGEST_LINE = 4000  # signs; a key of ten thousand parts keeps the reader of TOML busy for minutes
LOOK_EVERY = 1.0  # seconds: how soon a running program sees what was published

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Published:
    """A file of the published folder that is in use: ``path`` is ``<room>/<version>/<name>.toml``."""

    path: str
    version: int
    effective_from: date

    @property
    def room(self) -> str:
        """The room it speaks to."""
        return self.path.split("/", 1)[0]

    @property
    def file(self) -> Path:
        """Where it lies."""
        return published_folder() / self.path


def published_folder() -> Path:
    """Where published definitions are kept on this machine."""
    return home() / "definitions"


@dataclass(slots=True)
class _Seen:
    """What was last seen of the published folder, and when it was looked at (seconds of a steady clock)."""

    token: tuple[Any, ...] = ()
    number: int = 0
    looked: float = float("-inf")


_SEEN = _Seen()


def generation(*, look: bool = False) -> int:
    """A number that changes whenever other definitions come into use: published ones, or by the day they start.

    It looks at the disk once a second at most; ``look`` looks now.
    """
    instant = time.monotonic()
    if look or instant - _SEEN.looked >= LOOK_EVERY:
        _SEEN.looked = instant
        token = _token()
        if token != _SEEN.token:
            _SEEN.token, _SEEN.number = token, _SEEN.number + 1
    return _SEEN.number


def _token() -> tuple[Any, ...]:
    path = published_folder() / STAMP
    try:
        found = path.stat()
    except FileNotFoundError:
        return (str(path),)
    today = today_vn(now())
    started = sum(one.effective_from <= today for one in _read_stamp(path, found.st_mtime_ns, found.st_ino))
    return (str(path), found.st_mtime_ns, found.st_ino, started)


@cache
def _read_stamp(path: Path, _mtime: int, _inode: int) -> tuple[Published, ...]:
    listed = json.loads(path.read_text(encoding="utf-8"))["files"]
    return tuple(Published(one["path"], one["version"], date.fromisoformat(one["effective_from"])) for one in listed)


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Decorator: the answers are kept until other definitions come into use (``functools.cache`` keeps them for ever).

    So a running program takes up what was published without being started anew.
    """

    @cache
    def of_generation(_number: int, *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    last = 0

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal last
        number = generation()
        if number != last:
            last = number
            of_generation.cache_clear()
        # The number is part of the key: an answer begun before the change is not taken for one after it.
        return of_generation(number, *args, **kwargs)  # type: ignore[arg-type] # as functools.cache asks: hashable

    return ask


@remembered
def published() -> tuple[Published, ...]:
    """The published files in use on this machine."""
    path = published_folder() / STAMP
    if not path.is_file():
        return ()
    found = path.stat()
    return _read_stamp(path, found.st_mtime_ns, found.st_ino)


def files(room: str, pattern: str = "*.toml") -> tuple[Path, ...]:
    """The room's files whose names fit: the program's by name, then the published."""
    later = (one.file for one in published() if one.room == room)
    return (*sorted((ROOT / room).glob(pattern)), *(path for path in later if path.match(pattern)))


def in_force(room: str, name: str, day: date) -> Path:
    """The version of ``<name>.toml`` for the events of a day: the latest published one that has begun, else ours."""
    fitting = [one for one in published() if one.room == room and one.file.name == f"{name}.toml"]
    begun = [one for one in fitting if one.effective_from <= day]
    return max(begun, key=lambda one: one.version).file if begun else ROOT / room / f"{name}.toml"


def load_csv(room: str, name: str, day: date | None = None) -> tuple[dict[str, str], ...]:
    """The rows of the list ``<name>.csv`` for the events of a day (today's, when none is asked)."""
    return _todays(room, name) if day is None else _rows(in_force(room, name, day).with_suffix(".csv"))


@remembered
def _todays(room: str, name: str) -> tuple[dict[str, str], ...]:
    return _rows(in_force(room, name, today_vn(now())).with_suffix(".csv"))


@cache
def _rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def load_toml(room: str, name: str) -> dict[str, Any]:
    """``definitions/<room>/<name>.toml`` of the program as it stands."""
    return tomllib.loads((ROOT / room / f"{name}.toml").read_text(encoding="utf-8"))


def toml_of(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The TOML somebody wrote or sent. ``TOMLDecodeError`` for what is none, and for what only wears a machine out."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            raise tomllib.TOMLDecodeError(f"dòng {number} dài quá {LONGEST_LINE} ký tự")
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except RecursionError:
        raise tomllib.TOMLDecodeError("ngoặc lồng nhau quá sâu") from None
