"""Names for synthetic people, by ethnicity and sex."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from tram.kernel.definitions import load_toml

KINH = "01"


@cache
def lists() -> dict[str, dict[str, Any]]:
    """Name lists by ethnicity code."""
    return {row["ethnicity"]: row for row in load_toml("village", "names")["people"]}


def name(rng: Random, ethnicity: str, sex: str, family: str | None = None) -> str:
    """Family name (drawn when not given), middle name, given name."""
    found = lists()[ethnicity]
    return f"{family or rng.choice(found['families'])} {rng.choice(found[f'middle_{sex}'])} {rng.choice(found[sex])}"


def staff_name(rng: Random) -> str:
    """A name for somebody of the station."""
    return name(rng, rng.choice((KINH, "03", "25")), rng.choice(("male", "female")))
