"""``tram claims money``: the amounts of lines in a CSV file. Touches no data of Trạm."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from tram.claims.money import Rules, rules_on
from tram.claims.money.table import INPUTS, OUTPUTS, REASON, bad_row, reckon_row
from tram.engines.definitions import DefinitionError
from tram.kernel.clock import now, today_vn
from tram.kernel.refusals import Refusal
from tram.kernel.whole_files import writing_whole

REFUSED, NOTHING = 3, 2
MARKS = (",", ";", "\t")
BOM = "\ufeff"
KEPT = "surrogateescape"  # bytes that are no UTF-8 go out as they came, in the row that has them


@dataclass(frozen=True, slots=True)
class Source:
    """A table being read: its first line, the lines after it, whether it began with the mark of UTF-8."""

    first: str
    rest: TextIO
    marked: bool


@dataclass(slots=True)
class Tally:
    """How many lines were reckoned, and how many came back with a reason."""

    reckoned: int = 0
    refused: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--in", dest="source", type=Path, required=True, metavar="FILE.csv", help=_("mỗi dòng một chi phí")
    )
    parser.add_argument(
        "--out", dest="target", type=Path, required=True, metavar="FILE.csv", help=_("các dòng ấy, thêm số tiền")
    )
    parser.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help=_("ngày kết thúc khám, chọn quy định (hôm nay)"))


def run(args: argparse.Namespace) -> int:
    """Reckons every line: 0 all good, 3 some came back with a reason (column LY_DO), 2 nothing to reckon."""
    rules = _rules(args.day or today_vn(now()))
    with _reading(args.source) as source, _writing(args.target, marked=source.marked) as target:
        tally = _reckon(source, target, rules)
    counts = {"reckoned": tally.reckoned, "refused": tally.refused}
    print(_("Đã tính %(reckoned)s dòng; %(refused)s dòng không tính được (cột LY_DO).") % counts, file=sys.stderr)
    if not tally.reckoned and not tally.refused:
        return NOTHING
    return REFUSED if tally.refused else 0


def _rules(day: date) -> Rules:
    try:
        return rules_on(day)
    except DefinitionError as error:
        raise Refusal("claims.no_rules", str(error)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("ghi ngày như 2026-10-31")) from None


def _reckon(source: Source, target: TextIO, rules: Rules) -> Tally:
    tally = Tally()
    mark = max(MARKS, key=source.first.count)
    rows = csv.reader(chain([source.first], source.rest), delimiter=mark)
    lines = csv.writer(target, delimiter=mark, lineterminator="\n")
    try:
        header = next(rows, [])
        asked = _asked(header)
        lines.writerow([*(header[at] for at in _kept(header)), *OUTPUTS, REASON])
        for row in filter(None, rows):
            lines.writerow(_answered(header, asked, row, rules, tally))
    except csv.Error as error:
        sentence = _("Dòng %(line)s không đọc được (%(why)s). Hãy lưu lại tệp dạng CSV UTF-8.")
        raise Refusal("claims.unreadable", sentence % {"line": rows.line_num + 1, "why": error}) from None
    return tally


def _answered(header: Sequence[str], asked: Sequence[str], row: list[str], rules: Rules, tally: Tally) -> list[str]:
    """The row with its amounts, or with why it has none."""
    whole = [*row, *[""] * (len(header) - len(row))][: len(header)]
    if any(cell.strip() for cell in row[len(header) :]):
        found = bad_row(_("Dòng có nhiều ô hơn dòng đầu: xem lại dấu phân cách."))
    elif not _is_utf8(row):
        found = bad_row(_("Dòng có chữ không phải UTF-8: lưu lại dạng CSV UTF-8."))
    else:
        found = reckon_row(dict(zip(asked, whole, strict=True)), rules)
    tally.refused += bool(found.reason)
    tally.reckoned += not found.reason
    return [*(whole[at] for at in _kept(header)), *(found.cells[name] for name in OUTPUTS), found.reason]


def _is_utf8(row: Sequence[str]) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for cell in row if not cell.isascii() for sign in cell)


def _asked(header: Sequence[str]) -> list[str]:
    """The names of the columns in capitals. Refuses a table without a column we need, or with one of ours twice."""
    names = [name.strip().upper() for name in header]
    twice = sorted(name for name in INPUTS if names.count(name) > 1)
    if twice:
        sentence = _("Cột %(names)s có hai lần. Hãy bỏ bớt một cột.")
        raise Refusal("claims.column_twice", sentence % {"names": ", ".join(twice)})
    missing = [name for name in ("table", "SO_LUONG") if name.upper() not in names]
    if not {"DON_GIA_BV", "DON_GIA_BH"} & set(names):
        missing.append("DON_GIA_BV")
    if missing:
        sentence = _("Tệp thiếu cột %(names)s. Dòng đầu phải có tên cột: table, SO_LUONG, DON_GIA_BV, DON_GIA_BH …")
        raise Refusal("claims.no_column", sentence % {"names": ", ".join(missing)})
    return names


def _kept(header: Sequence[str]) -> list[int]:
    """Which columns of the file go out as they came: all but those this command writes."""
    ours = {*OUTPUTS, REASON}
    return [at for at, name in enumerate(header) if name.strip().upper() not in ours]


@contextmanager
def _reading(path: Path) -> Iterator[Source]:
    with ExitStack() as open_now:
        try:
            file = open_now.enter_context(path.open(encoding="utf-8", errors=KEPT, newline=""))
            first = file.readline()
            first.encode()
        except UnicodeEncodeError:
            sentence = _("«%(file)s» không phải UTF-8. Hãy lưu lại dạng CSV UTF-8.")
            raise Refusal("claims.unreadable", sentence % {"file": path}) from None
        except OSError as error:
            sentence = _("Không đọc được «%(file)s» (%(why)s). Hãy chỉ đúng tệp cho --in.")
            raise Refusal("claims.unreadable", sentence % {"file": path, "why": error.strerror}) from None
        yield Source(first.removeprefix(BOM), file, marked=first.startswith(BOM))


@contextmanager
def _writing(path: Path, *, marked: bool) -> Iterator[TextIO]:
    """The file of answers, marked as UTF-8 when the file of questions was."""
    with ExitStack() as open_now:
        try:
            raw = open_now.enter_context(writing_whole(path))
        except OSError as error:
            sentence = _("Không ghi được «%(file)s» (%(why)s). Hãy chọn nơi khác cho --out.")
            raise Refusal("claims.unwritable", sentence % {"file": path, "why": error.strerror}) from None
        text = io.TextIOWrapper(raw, encoding="utf-8-sig" if marked else "utf-8", errors=KEPT, newline="")
        yield text
        text.flush()
        text.detach()
