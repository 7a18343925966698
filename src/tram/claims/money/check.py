"""The worked examples of ``money.toml``: each line and level reckoned by the rules of its day must come out as told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tram.claims.money.levels import level_by
from tram.claims.money.lines import line_amounts
from tram.claims.money.model import Amounts, LevelAsked, Line, MoneyError, Rules, Sources
from tram.claims.money.settings import ROOM, WHO, rules_of, with_settings
from tram.engines.definitions import DefinitionError
from tram.engines.definitions.findings import Finding, finding
from tram.engines.definitions.toml import read_toml

NAMES = ("money", "base_salary", "levels", "routes")
SOURCES = tuple(field.name for field in fields(Sources))
LINE_NAMES = frozenset(field.name for field in fields(Line)) - {"sources"} | set(SOURCES)
LEVEL_NAMES = frozenset(field.name for field in fields(LevelAsked)) - {"day"}
NUMBERS = frozenset({"total_in_scope", "copaid_this_year", *SOURCES}) | {
    field.name for field in fields(Line) if "Decimal" in str(field.type)
}


def check_money(folder: Path) -> list[Finding]:
    """What is wrong with the rules of money under a folder of definitions; nothing where it has none."""
    files = [folder / ROOM / f"{name}.toml" for name in NAMES]
    if not all(path.is_file() for path in files):
        return []
    name = files[0].relative_to(folder).as_posix()
    try:
        return [Finding(name, WHO, sentence, "sửa lựa chọn hoặc ví dụ") for sentence in _wrong(files)]
    except DefinitionError as error:
        return [finding(name, error)]
    except (KeyError, ValueError, ArithmeticError, TypeError) as error:
        return [Finding(name, WHO, f"thiếu hoặc sai «{error}»", "so với tệp của Trạm")]


def _wrong(files: list[Path]) -> Iterator[str]:
    for example in read_toml(files[0])[0].get("examples", ()):
        got = _outcome(example, files)
        expected = {key: Decimal(value) for key, value in example["expected"].items()}
        other = {key: got.get(key) for key, value in expected.items() if got.get(key) != value}
        if other:
            told = ", ".join(f"{key} = {value}" for key, value in other.items())
            yield f"ví dụ «{example['title_vi']}»: được {told}"


def _outcome(example: Mapping[str, Any], files: list[Path]) -> Mapping[str, Any]:
    day: date = example["day"]
    rules = with_settings(rules_of(day, *files), example.get("with", {}))
    try:
        return _level(example, rules) if "level" in example else _amounts(example, rules)
    except MoneyError as error:
        return {"refused": str(error)}


def _level(example: Mapping[str, Any], rules: Rules) -> Mapping[str, Any]:
    asked = LevelAsked(day=rules.day, **_known(example["level"], LEVEL_NAMES))
    return {"percent": level_by(asked, rules).percent}


def _amounts(example: Mapping[str, Any], rules: Rules) -> Mapping[str, Any]:
    given = _known(example["line"], LINE_NAMES)
    sources = Sources(**{name: given.pop(name) for name in SOURCES if name in given})
    found = line_amounts(Line(**given, sources=sources), rules)
    return {field.name: getattr(found, field.name) for field in fields(Amounts)}


def _known(given: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    unknown = set(given) - names
    if unknown:
        raise DefinitionError(WHO, f"ví dụ có tên lạ: {', '.join(sorted(unknown))}", "sửa tên")
    return {key: Decimal(value) if key in NUMBERS else value for key, value in given.items()}
