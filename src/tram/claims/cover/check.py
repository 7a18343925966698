"""The worked examples of ``cover.toml``, told by the choices and lists of a folder of definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tram.claims.cover.settings import ROOM, choice
from tram.engines.definitions import DefinitionError
from tram.engines.definitions.findings import Finding, finding
from tram.engines.definitions.toml import read_toml

WHO, FILE = "claims.cover", "cover.toml"
NAMES = frozenset(
    {
        "temporary_prefix",
        "temporary_until_months",
        "newborn_days",
        "exempt_holds",
        "soon_days",
        "check_days",
        "queue_days",
    }
)


def check_cover(folder: Path) -> list[Finding]:
    """What is wrong with the rules about cards under a folder of definitions; nothing where it has none."""
    path = folder / ROOM / FILE
    if not path.is_file():
        return []
    try:
        return [Finding(f"{ROOM}/{FILE}", WHO, told, "sửa lựa chọn hoặc ví dụ") for told in _wrong(read_toml(path)[0])]
    except DefinitionError as error:
        return [finding(f"{ROOM}/{FILE}", error)]
    except (KeyError, ValueError, TypeError) as error:
        return [Finding(f"{ROOM}/{FILE}", WHO, f"thiếu hoặc sai «{error}»", "so với tệp của Trạm")]


def _wrong(body: Mapping[str, Any]) -> Iterator[str]:
    rows = body["settings"]
    for name in sorted(NAMES - {row["name"] for row in rows}):
        yield f"thiếu lựa chọn «{name}»"
    for row in rows:
        if row["name"] not in NAMES:
            yield f"không có lựa chọn nào tên «{row['name']}»"
    if not body.get("examples"):
        yield "chưa có ví dụ"
    for example in body.get("examples", ()):
        got = _outcome(example, rows)
        if got != dict(example["expected"]):
            yield f"ví dụ «{example['title_vi']}»: được {got}"


def _outcome(example: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    day: date = example["day"]

    def chosen(name: str) -> Any:
        return choice(rows, name, day)["value"]

    if "born" in example:
        months = (day.year - example["born"].year) * 12 + day.month - example["born"].month
        months -= day.day < example["born"].day
        newborn = (day - example["born"]).days <= int(chosen("newborn_days"))
        return {"temporary": months < int(chosen("temporary_until_months")), "newborn": newborn}
    if "ends" in example:
        return {"soon": (example["ends"] - day).days <= int(chosen("soon_days"))}
    return {"counts": example["checked"] + timedelta(days=int(chosen("check_days"))) >= day}
