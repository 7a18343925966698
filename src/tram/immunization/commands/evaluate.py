"""``tram immunization evaluate``: people of a file held against a schedule. Touches no data of Trạm."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from tram.immunization.schedule.batch import Tally
from tram.immunization.schedule.batch import run as run_batch
from tram.kernel.refusals import Refusal
from tram.kernel.whole_files import writing_whole

REFUSED, NOTHING = 3, 2
STREAM = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--schedule", default="vn", metavar="vn|DIR", help=_("lịch của Việt Nam, hoặc thư mục dữ liệu XML của CDC")
    )
    parser.add_argument("--in", dest="source", required=True, metavar="FILE.jsonl", help=_("mỗi dòng một người"))
    parser.add_argument("--out", dest="target", required=True, metavar="FILE.jsonl", help=_("mỗi dòng một kết quả"))
    parser.add_argument("--processes", type=_count, default=1, metavar="N", help=_("số tiến trình chạy cùng lúc"))


def run(args: argparse.Namespace) -> int:
    """Answers every line: 0 all assessed, 3 some lines refused (each says why), 2 nothing to read."""
    with _reading(args.source) as source, _writing(args.target) as target:
        tally = run_batch(args.schedule, source, target, processes=args.processes)
    _say(tally)
    if not tally.answered and not tally.refused:
        return NOTHING
    return REFUSED if tally.refused else 0


def _say(tally: Tally) -> None:
    counts = {"answered": tally.answered, "refused": tally.refused}
    print(_("Đã xét %(answered)s người; %(refused)s dòng không xét được.") % counts, file=sys.stderr)


def _count(text: str) -> int:
    count = int(text) if text.isdecimal() else 0
    if not 1 <= count <= 64:
        raise argparse.ArgumentTypeError(_("số tiến trình từ 1 đến 64"))
    return count


@contextmanager
def _reading(name: str) -> Iterator[BinaryIO]:
    if name == STREAM:
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; only opening it may be refused
    except OSError as error:
        sentence = _("Không đọc được «%(file)s» (%(why)s). Hãy chỉ đúng tệp cho --in.")
        raise Refusal("evaluate.unreadable", sentence % {"file": name, "why": error.strerror}) from None
    with file:
        yield file


@contextmanager
def _writing(name: str) -> Iterator[BinaryIO]:
    """The file appears whole at the end, or stays as it was."""
    if name == STREAM:
        yield sys.stdout.buffer
        return
    with ExitStack() as open_now:
        try:
            file = open_now.enter_context(writing_whole(Path(name)))
        except OSError as error:
            sentence = _("Không ghi được «%(file)s» (%(why)s). Hãy chọn nơi khác cho --out.")
            raise Refusal("evaluate.unwritable", sentence % {"file": name, "why": error.strerror}) from None
        yield file
