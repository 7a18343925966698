"""Which definitions there are: the program's own and those published later, every version of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tram.authoring import refusals
from tram.engines.check_all import is_indicator
from tram.engines.definitions import DefinitionError, Head, read_head, read_toml
from tram.engines.query import Split, load_splits
from tram.kernel import definitions
from tram.kernel.actors import Actor, require
from tram.kernel.definitions import toml_of
from tram.sync.api import PublishedView, published_definitions

ROOM = "reports"
SPLITS = "splits.toml"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a definition. ``state``: ours, published, or waiting (published, not usable here: ``reason``)."""

    id: str
    kind: str
    title: str
    number: int
    status: str
    source: str
    effective_from: date
    effective_to: date | None
    state: str
    path: str
    reason: str = ""

    @property
    def key(self) -> str:
        """How addresses and drafts name it."""
        return f"{self.id}@{self.number}"

    def in_force(self, day: date) -> bool:
        """Whether its own days hold the day; a later version may have ended it."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def versions(actor: Actor, kind: str = "indicator") -> tuple[Version, ...]:
    """Every version of every definition of a kind, by title, the newest version first."""
    require(actor, "indicator.author")
    found = [one for one in (*_files(), *_waiting()) if one.kind == kind]
    titles = {one.id: one.title for one in sorted(found, key=lambda one: one.number)}
    return tuple(sorted(found, key=lambda one: (titles[one.id].casefold(), one.id, -one.number)))


def text_of(actor: Actor, key: str) -> tuple[Version, str]:
    """A version and the text of its file. Refuses one that is not there (404)."""
    require(actor, "indicator.author")
    for path in definitions.files(ROOM):
        found = _version(path)
        if found is not None and found.key == key:
            return found, path.read_text(encoding="utf-8")
    raise refusals.unknown_version(key)


def next_version(identity: str) -> int:
    """The number the next version of a definition takes: 1 for a new one."""
    return 1 + max((one.number for one in (*_files(), *_waiting()) if one.id == identity), default=0)


def path_for(identity: str) -> str:
    """Where the next version of a definition belongs: under the name its versions have."""
    known = [one for one in _files() if one.id == identity]
    return max(known, key=lambda one: one.number).path if known else f"{ROOM}/{identity}.toml"


def shared_splits() -> dict[str, Split]:
    """The ways to divide that every indicator may take."""
    return load_splits(definitions.ROOT / ROOM / SPLITS)


def _files() -> Iterable[Version]:
    found = (_version(path) for path in definitions.files(ROOM) if path.name != SPLITS)
    return [one for one in found if one is not None]


def _version(path: Path) -> Version | None:
    try:
        body, _name = read_toml(path)
        head = read_head(body, path.name)
    except DefinitionError:
        return None
    state = "ours" if path.is_relative_to(definitions.ROOT) else "published"
    return _seen(head, kind_of(body), state, f"{ROOM}/{path.name}")


def _seen(head: Head, kind: str, state: str, path: str) -> Version:
    return Version(
        id=head.id,
        kind=kind,
        title=head.title_vi,
        number=head.version,
        status=head.status,
        source=head.source,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
        state=state,
        path=path,
    )


def _waiting() -> Iterable[Version]:
    """What was published and this program does not use."""
    listed = (one for one in published_definitions() if not one.used and one.path.startswith(f"{ROOM}/"))
    return [_unused(one) for one in listed]


def _unused(one: PublishedView) -> Version:
    return Version(
        id=Path(one.path).stem,
        kind="register" if Path(one.path).name.startswith("register-") else "indicator",
        title=one.title,
        number=one.version,
        status="",
        source="",
        effective_from=one.effective_from,
        effective_to=None,
        state="waiting",
        path=one.path,
        reason=one.reason,
    )


def kind_of_text(text: str) -> str:
    """The kind of definition a text is; "" when it is none, or no TOML."""
    try:
        return kind_of(toml_of(text))
    except tomllib.TOMLDecodeError:
        return ""


def file_name(text: str) -> str:
    """What the file of a text is called when it is taken away."""
    try:
        identity = str(toml_of(text).get("id", ""))
    except tomllib.TOMLDecodeError:
        identity = ""
    return f"{identity if NAME.fullmatch(identity) else 'dinh-nghia'}.toml"


def kind_of(body: Mapping[str, Any]) -> str:
    """indicator, register, report, or "" for what is none of them."""
    if is_indicator(body):
        return "indicator"
    return "register" if "layout" in body else "report" if "report" in body else ""
