"""What the documents say is so: links lead somewhere, commands exist, the map of the house is the house."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.source import ROOT, rooms, short, storeys, tracked_files
from tools.reference import pages
from tram.cli.table import COMMANDS, find, starting_with

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w/])(?:\./|\.\\)?tram(?:\.cmd)? ([a-z][a-z ]*[a-z])")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
ROOM_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def _pages() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in tracked_files()
            if path.suffix == ".md" and "vendor" not in path.parts and path != ROOT / "CHANGELOG.md"}  # fmt: skip


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", CODE.sub(lambda code: code.group().replace("#", ""), text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_links_inside_the_documents_lead_somewhere() -> None:
    broken = []
    for path, text in _pages().items():
        for target in (link or image for link, image in LINK.findall(CODE.sub("", text))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            goal = (path.parent / name).resolve() if name else path
            if not goal.exists() or (
                anchor and goal.suffix == ".md" and anchor not in _anchors(goal.read_text("utf-8"))
            ):
                broken.append(f"{short(path)}: {target}")
    assert broken == []


def test_commands_in_the_documents_exist() -> None:
    unknown = []
    for path, text in _pages().items():
        for code in CODE.findall(text):
            unknown += [f"{short(path)}: tram {words}" for words in COMMAND.findall(code) if not _exists(words)]
    assert unknown == []


def _exists(words: str) -> bool:
    return find(words.split())[0] is not None or bool(starting_with(words.split(maxsplit=1)[0]))


def test_every_command_is_named_in_the_readme_or_a_guide() -> None:
    guides = " ".join(text for path, text in _pages().items() if "reference" not in path.parts)
    assert [command.name for command in COMMANDS if f"tram {command.name}" not in guides] == []


def test_the_map_of_the_house_is_the_house() -> None:
    named = ROOM_ROW.findall((ROOT / "HOUSE.md").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(rooms())


def test_the_map_lists_the_rooms_from_the_lowest_storey_up() -> None:
    named = ROOM_ROW.findall((ROOT / "HOUSE.md").read_text(encoding="utf-8"))
    levels = [storeys()[room] for room in named]
    assert levels == sorted(levels)


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:3] for path in (ROOT / "docs" / "decisions").glob("[0-9][0-9][0-9]-*.md")]
    assert "000" in numbers
    assert sorted(set(numbers)) == sorted(numbers)


def test_the_reference_was_written_by_this_program() -> None:
    stale = [short(path) for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    assert stale == [], "run: python -m tools.reference"
