"""``tram claims check``: the findings of files of claims, of any decision. Touches no data of Trạm."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from tram.claims.checks.files import LONGEST_NUMBER, FileFinding, check_read
from tram.claims.checks.model import ERROR, Finding
from tram.claims.checks.neighbours import Neighbours
from tram.claims.format import read_file
from tram.kernel.clock import now
from tram.kernel.refusals import Refusal

BAD_FILE = "file"


class Printer(Protocol):
    """How findings come out: one by one, then the counts."""

    def tell(self, path: Path, one: FileFinding) -> None:
        """One finding."""

    def end(self, counts: Counter[str]) -> None:
        """Nothing more comes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("tệp hồ sơ: 130, 4750, 3176 hoặc 4210"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def run(args: argparse.Namespace) -> int:
    """Prints what is wrong, claim by claim; exit code 1 when something must be mended, 0 for warnings at most."""
    printer: Printer = _Json() if args.json else _Lines()
    counts: Counter[str] = Counter()
    neighbours, at = Neighbours(), now()
    for path in args.files:
        for one in _findings(path, at, neighbours, counts):
            counts[one.finding.severity] += 1
            printer.tell(path, one)
    printer.end(counts)
    return int(counts[ERROR] > 0)


def _findings(path: Path, at: datetime, neighbours: Neighbours, counts: Counter[str]) -> Iterator[FileFinding]:
    """The findings of one file; a file that cannot be read (further) is a finding itself, and the next is read."""
    try:
        with path.open("rb") as stream:
            for claim in read_file(stream):
                counts["claims"] += 1
                for finding in check_read(claim, at=at, neighbours=neighbours):
                    yield FileFinding(claim.number[:LONGEST_NUMBER], finding)
    except Refusal as refusal:
        yield _unreadable(refusal.sentence)
    except OSError:
        yield _unreadable(_("Không mở được tệp: kiểm tra đường dẫn và quyền đọc."))


def _unreadable(sentence: str) -> FileFinding:
    return FileFinding("", Finding(BAD_FILE, ERROR, "", 0, "", sentence, ""))


class _Lines:
    """For people: one line a finding."""

    def tell(self, path: Path, one: FileFinding) -> None:
        """``a.xml: HS001: XML2 dòng 3 TT_THAU [drug.tender] …``."""
        found = one.finding
        mark = _("lỗi") if found.is_error else _("lưu ý")
        line = _(" dòng %s") % found.line if found.line else ""
        where = f"{found.table}{line} {found.field}".strip()
        print(_plain(f"{path}: {one.number}: {where}: {mark}: {found.sentence} [{found.rule}]"))

    def end(self, counts: Counter[str]) -> None:
        """The counts in one line."""
        told = {"claims": counts["claims"], "errors": counts[ERROR], "warnings": counts["warning"]}
        print(_("Đã xem %(claims)s hồ sơ: %(errors)s lỗi, %(warnings)s lưu ý.") % told)


def _plain(text: str) -> str:
    """The text on one line: what a file smuggles in to break lines or command the screen becomes "?"."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


class _Json:
    """For programs: one object, written as findings come, so that a long file needs no memory."""

    def __init__(self) -> None:
        """Nothing told yet."""
        self._mark = '{"findings": ['

    def tell(self, path: Path, one: FileFinding) -> None:
        """One more object of ``findings``."""
        found: dict[str, Any] = {"file": str(path), **one.as_dict()}
        print(self._mark, json.dumps(found, ensure_ascii=False), sep="\n", end="")
        self._mark = ","

    def end(self, counts: Counter[str]) -> None:
        """Closes the list and adds the counts."""
        start = "" if self._mark == "," else self._mark
        told = {"claims": counts["claims"], "errors": counts[ERROR], "warnings": counts["warning"]}
        print(f"{start}], {json.dumps(told)[1:]}")
