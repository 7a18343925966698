"""Code lists kept as spreadsheets: a CSV beside the TOML that names it (`file = "…csv"`), which carries its head."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tram.engines.definitions.head import DefinitionError

Lines = Sequence[Mapping[str, str]]


def read_list(who: str, path: Path) -> Lines:
    """The rows of the CSV. Refuses a missing file, text that is not UTF-8, columns without or with the same name, and
    rows longer or shorter than the header."""
    if not path.is_file():
        raise DefinitionError(who, f"không có tệp «{path.name}»", "đặt tệp CSV cạnh tệp TOML")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file, strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DefinitionError(who, f"{path.name} không đọc được: {error}", "lưu lại dạng CSV UTF-8") from None
    _refuse_odd(who, path.name, header, rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _refuse_odd(who: str, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not header or not all(header) or len(set(header)) != len(header):
        raise DefinitionError(who, f"{name}: tên cột trống hoặc trùng", "sửa dòng đầu")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            sentence = f"{name} dòng {number}: {len(row)} ô, cần {len(header)}"
            raise DefinitionError(who, sentence, "kiểm tra dấu phẩy và ngoặc kép")


def wrong_examples(lines: Lines, examples: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each example (`where`, `expected`) that the list does not bear out."""
    return [problem for example in examples if "where" in example for problem in _wrong(lines, example)]


def _wrong(lines: Lines, example: Mapping[str, Any]) -> list[str]:
    where = {key: str(value) for key, value in example["where"].items()}
    found = [line for line in lines if all(line.get(key) == value for key, value in where.items())]
    if len(found) != 1:
        return [f"ví dụ «{example.get('title_vi', '')}»: {len(found)} dòng có {where}, cần đúng một"]
    expected = {key: str(value) for key, value in example.get("expected", {}).items()}
    other = {key: found[0].get(key) for key, value in expected.items() if found[0].get(key) != value}
    return [f"ví dụ «{example.get('title_vi', '')}»: được {other}, chờ {expected}"] if other else []
