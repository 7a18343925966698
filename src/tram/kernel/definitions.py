"""Where definitions live and how files are read; what they mean is for engines and rooms."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3] / "definitions"


@cache
def load_csv(room: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``definitions/<room>/<name>.csv`` (UTF-8, header in the first line)."""
    with (ROOT / room / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def load_toml(room: str, name: str) -> dict[str, Any]:
    """``definitions/<room>/<name>.toml`` as it stands."""
    return tomllib.loads((ROOT / room / f"{name}.toml").read_text(encoding="utf-8"))
