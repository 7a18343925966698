"""The folder of definitions is checked as a whole; versions are chosen by the day of the event."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tram.engines.check_all import check_all
from tram.engines.definitions import Head, effective, overlaps

HEAD = """
id = "{id}"
version = {version}
title_vi = "Danh mục"
title_en = "List"
source = "thử nghiệm"
status = "assumed"
effective_from = {start}
"""
EXAMPLE = '[[examples]]\ntitle_vi = "một dòng"\nwhere = { code = "a" }\nexpected = { name = "A" }\n'


def _write(root: Path, name: str, text: str) -> None:
    (root / "room").mkdir(exist_ok=True)
    (root / "room" / name).write_text(text, encoding="utf-8")


def _head(name: str = "room.list", version: int = 1, start: str = "2020-01-01") -> str:
    return HEAD.format(id=name, version=version, start=start)


def _told(root: Path) -> list[str]:
    return [f"{one.file}: {one.sentence}" for one in check_all(root)]


def _version(number: int, start: date, end: date | None = None) -> Head:
    return Head("x", "x", "x", number, "x", "assumed", start, end)


def test_a_whole_folder_has_nothing_to_say(tmp_path: Path) -> None:
    _write(tmp_path, "list.toml", _head() + 'file = "list.csv"\n' + EXAMPLE)
    _write(tmp_path, "list.csv", "code,name\na,A\nb,B\n")
    assert _told(tmp_path) == []


def test_every_fault_of_a_list_is_told(tmp_path: Path) -> None:
    _write(tmp_path, "bad.toml", "id = [")
    _write(tmp_path, "bare.toml", _head("room.bare"))
    _write(tmp_path, "lost.toml", _head("room.lost") + 'file = "lost.csv"\n' + EXAMPLE)
    _write(tmp_path, "odd.toml", _head("room.odd") + 'file = "odd.csv"\n' + EXAMPLE)
    _write(tmp_path, "odd.csv", "code,name\na,A,extra\n")
    _write(tmp_path, "other.toml", _head("room.other") + 'file = "other.csv"\n' + EXAMPLE)
    _write(tmp_path, "other.csv", "code,name\na,Z\n")
    _write(tmp_path, "orphan.csv", "code\na\n")
    told = _told(tmp_path)
    assert told[0].startswith("room/bad.toml: không phải TOML")
    assert told[1:] == [
        "room/bare.toml: thiếu ví dụ",
        "room/lost.toml: không có tệp «lost.csv»",
        "room/odd.toml: odd.csv dòng 2: 3 ô, cần 2",
        "room/orphan.csv: không tệp TOML nào nhận CSV này",
        "room/other.toml: ví dụ «một dòng»: được {'name': 'Z'}, chờ {'name': 'A'}",
    ]


def test_a_form_that_asks_for_an_unknown_code_list_is_told(tmp_path: Path) -> None:
    field = '[[fields]]\nid = "x"\ntype = "code"\nlabel_vi = "X"\nlabel_en = "X"\ncode_list = "colours"\n'
    _write(tmp_path, "form.toml", _head("room.form") + field + "[[examples]]\nanswers = {}\n")
    assert _told(tmp_path) == ["room/form.toml: x: không có danh mục «colours»"]
    _write(tmp_path, "colours.toml", _head("room.colours") + 'file = "colours.csv"\n' + EXAMPLE)
    _write(tmp_path, "colours.csv", "code,name\na,A\n")
    assert _told(tmp_path) == []


def test_two_versions_that_hold_on_one_day_are_told(tmp_path: Path) -> None:
    _write(tmp_path, "one.toml", _head() + EXAMPLE)
    _write(tmp_path, "two.toml", _head(version=2, start="2025-07-01") + EXAMPLE)
    assert _told(tmp_path) == ["room/two.toml: bản 2 chồng lên bản 1 từ ngày 01/07/2025"]
    _write(tmp_path, "one.toml", _head() + "effective_to = 2025-06-30\n" + EXAMPLE)
    assert _told(tmp_path) == []


def test_the_day_of_the_event_chooses_the_version() -> None:
    old, new = _version(1, date(2020, 1, 1), date(2025, 6, 30)), _version(2, date(2025, 7, 1))
    assert effective([new, old], date(2025, 6, 30)) is old
    assert effective([new, old], date(2025, 7, 1)) is new
    assert effective([new, old], date(2019, 12, 31)) is None


def test_one_version_number_twice_is_an_overlap() -> None:
    first, second = _version(1, date(2020, 1, 1), date(2020, 12, 31)), _version(1, date(2022, 1, 1))
    assert overlaps([second, first]) == [(first, second)]


def test_the_definitions_that_ship_are_whole() -> None:
    assert [str(one) for one in check_all(Path(__file__).parents[4] / "definitions")] == []


def test_a_split_read_aloud_by_a_list_names_one_that_is_there(tmp_path: Path) -> None:
    split = '[splits.kind]\ntitle_vi = "Loại"\ntitle_en = "Kind"\nvalue = "kind"\nlist = "room.{}"\n'
    _write(tmp_path, "list.toml", _head() + 'file = "list.csv"\n' + EXAMPLE)
    _write(tmp_path, "list.csv", "code,name\na,A\n")
    _write(tmp_path, "splits.toml", _head("room.splits") + split.format("list"))
    assert _told(tmp_path) == []
    _write(tmp_path, "splits.toml", _head("room.splits") + split.format("lists"))
    assert _told(tmp_path) == ["room/splits.toml: [splits.kind] không có danh mục «room.lists»"]
