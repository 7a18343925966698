"""``tram immunization cdsi``: the engine's answers beside the CDC's published test cases. Needs no data of Trạm."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from tram.engines.schedule.cdsi.cases import read_cases
from tram.engines.schedule.cdsi.compare import Field, compare, right_cases, right_fields
from tram.engines.schedule.cdsi.load import load_cdsi
from tram.engines.schedule.errors import ScheduleError
from tram.kernel.refusals import Refusal

HEADER = ("CDC_Test_ID", "Test_Case_Name", "Vaccine_Group", "Field", "Ours", "Theirs", "Right", "Case_Right")
NAMES = {
    "dose": "đánh giá từng mũi",
    "status": "tình trạng loạt tiêm",
    "forecast": "số mũi kế tiếp",
    "earliest": "ngày sớm nhất",
    "recommended": "ngày nên tiêm",
    "past_due": "ngày quá hạn",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("cases", type=Path, metavar="CASES.csv", help="tệp ca thử của CDC (CSV hoặc Excel)")
    parser.add_argument(
        "--support", type=Path, required=True, metavar="DIR", help="thư mục dữ liệu lịch tiêm của CDC (XML)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="tệp ghi kết quả của từng ca")


def run(args: argparse.Namespace) -> int:
    """Writes every field of every case with ours, theirs and whether they agree; prints the shares."""
    try:
        schedule = load_cdsi(args.support)
        fields = [field for case in read_cases(args.cases) for field in compare(schedule, case)]
    except ScheduleError as error:
        raise Refusal("cdsi.unreadable", str(error)) from None
    _write(args.out, fields)
    _print(fields)
    print(f"Đã ghi {args.out}")
    return 0


def _write(path: Path, fields: Sequence[Field]) -> None:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(HEADER)
            wrong = {field.case.row for field in fields if not field.right}
            lines.writerows((*_line(field), _yes(field.case.row not in wrong)) for field in fields)
    except OSError as error:
        sentence = f"Không ghi được tệp «{path}» ({error.strerror}). Hãy chọn thư mục khác cho --out."
        raise Refusal("cdsi.unwritable", sentence) from None


def _line(field: Field) -> tuple[str, ...]:
    case = field.case
    return case.id, case.name, case.group, field.name, field.ours, field.theirs, _yes(field.right)


def _yes(right: bool) -> str:
    return "yes" if right else "no"


def _print(fields: Sequence[Field]) -> None:
    right, every = right_cases(fields)
    print(f"Đúng mọi trường: {right}/{every} ca ({_percent(right, every)})")
    for name, (good, count) in right_fields(fields).items():
        print(f"  {NAMES[name]}: {good}/{count} ({_percent(good, count)})")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %".replace(".", ",")
