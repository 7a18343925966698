"""What the stock's definitions say: reasons, hours of an opened vial, how cold a fridge must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from tram.engines.definitions.head import Head, read_head
from tram.engines.definitions.toml import read_toml
from tram.immunization.models import HalfDay
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.definitions import in_force, load_csv

ROOM = "immunization"


@dataclass(frozen=True, slots=True)
class ColdChain:
    """How cold vaccine is kept (°C, both ends allowed), what can be a temperature at all, what to do in an alarm."""

    head: Head
    low: Decimal
    high: Decimal
    least: Decimal
    most: Decimal
    afternoon_from: int
    cold: str
    warm: str

    def alarm(self, celsius: Decimal) -> str:
        """``cold``, ``warm`` or "" when it is as it must be."""
        return "cold" if celsius < self.low else "warm" if celsius > self.high else ""

    def advice(self, celsius: Decimal) -> str:
        """What to do, "" when nothing."""
        return {"cold": self.cold, "warm": self.warm, "": ""}[self.alarm(celsius)]

    def half(self, at: datetime) -> HalfDay:
        """Which of the day's two readings is taken at an instant."""
        return HalfDay.MORNING if at.astimezone(VN_TZ).hour < self.afternoon_from else HalfDay.AFTERNOON

    def half_begins(self, day: date, half: str) -> datetime:
        """From when a reading of that half can have been taken."""
        return datetime.combine(day, time(self.afternoon_from if half == HalfDay.AFTERNOON else 0), VN_TZ)


def cold_chain(day: date) -> ColdChain:
    """The limits in force on a day (``cold_chain.toml``), in the reader's language."""
    return _cold_chain(in_force(ROOM, "cold_chain", day), "en" if get_language() == "en" else "vi")


@cache
def _cold_chain(path: Path, language: str) -> ColdChain:
    body, _name = read_toml(path)
    limits = {key: Decimal(value) for key, value in body["limits"].items()}
    told = body["alarm"]
    return ColdChain(
        head=read_head(body),
        **limits,
        afternoon_from=body["readings"]["afternoon_from"],
        cold=told[f"cold_{language}"],
        warm=told[f"warm_{language}"],
    )


def reasons(kind: str) -> dict[str, str]:
    """The reasons of ``waste``, ``return`` or ``count``: code → name in the reader's language."""
    name = "name_en" if get_language() == "en" else "name_vi"
    return {row["code"]: row[name] for row in load_csv(ROOM, "stock_reasons") if row["kind"] == kind}


def vaccine_rows() -> tuple[dict[str, str], ...]:
    """The vaccines there are, as their list has them (``vaccines.csv``)."""
    return load_csv(ROOM, "vaccines")


def vaccine_codes() -> frozenset[str]:
    """The codes of the vaccines there are."""
    return frozenset(row["code"] for row in vaccine_rows())


def open_hours(vaccine: str, at: datetime) -> int:
    """How many hours an opened vial of a vaccine may be used, by the list in force that day."""
    hours = {row["vaccine"]: int(row["hours"]) for row in load_csv(ROOM, "open_vial", today_vn(at))}
    return hours.get(vaccine, hours[""])
