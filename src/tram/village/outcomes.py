"""Imagining how a visit ended and what it was for; a few ordinary ones become prevention, counselling, an outbreak."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

from tram.kernel.clock import today_vn
from tram.kernel.definitions import load_csv
from tram.village.specs import VisitSpec

OTHER = 0.16
TRADITIONAL = {"M54.5": 0.45, "M17.9": 0.45, "G47.0": 0.35, "K29.7": 0.15, "R51": 0.15}
REFERRED = {"J18.9": 0.12, "A09": 0.04, "A97.0": 0.12, "A15.0": 0.9, "J45.9": 0.08, "T14.1": 0.06, "S61.9": 0.05}
CAUSES = {  # what hurt somebody: external causes beside the injury
    "T14.1": (("V29.9", 6), ("W19", 3), ("W18", 1)),
    "S61.9": (("W26", 7), ("W31", 2), ("W54", 1)),
}
EMERGENCIES = {"T14.1": 0.5, "S61.9": 0.4, "J45.9": 0.15}
KEPT = {"J18.9": 0.05, "A09": 0.04, "A97.0": 0.08}
USUAL_TRADITIONAL, USUAL_REFERRED, USUAL_LEFT = 0.03, 0.015, 0.004
KEEPS = timedelta(days=60)  # two months after the last visit still is the appointment of one month


def ended(aside: Random, visit: VisitSpec) -> VisitSpec:
    """The visit with how it ended, whether traditional medicine was used, and how urgent it was."""
    code = visit.codes[0]
    drawn, kept, referred = aside.random(), KEPT.get(code, 0.0), REFERRED.get(code, USUAL_REFERRED)
    bounds = (("admitted", kept), ("referred", kept + referred), ("left", kept + referred + USUAL_LEFT))
    return replace(
        visit,
        codes=visit.codes + _cause(aside, code),
        outcome=next((outcome for outcome, limit in bounds if drawn < limit), "home"),
        traditional=aside.random() < TRADITIONAL.get(code, USUAL_TRADITIONAL),
        kind="EMER" if aside.random() < EMERGENCIES.get(code, 0.0) else "IMP" if drawn < kept / 2 else "AMB",
    )


def _cause(aside: Random, code: str) -> tuple[str, ...]:
    causes = CAUSES.get(code, ())
    return tuple(aside.choices([cause for cause, _ in causes], [weight for _, weight in causes])) if causes else ()


def followed_up(visit: VisitSpec, before: VisitSpec | None) -> VisitSpec:
    """The visit of somebody who is cared for: a follow-up when the one before it asked for it."""
    kept = before is not None and visit.at - before.at <= KEEPS
    return replace(visit, purpose="followup" if kept else "illness")


def other(aside: Random, visit: VisitSpec, band: str, sex: str) -> VisitSpec:
    """The visit itself, or now and then one of another kind on the same day by the same person."""
    rows, weights = _table(band, sex)
    if aside.random() >= OTHER or not rows:
        return visit
    row = aside.choices(rows, weights)[0]
    return replace(
        visit,
        reason=row["reason"],
        symptoms=row["symptoms"],
        treatment=row["treatment"],
        codes=(row["code"],),
        lines=tuple(line for line in row["lines"].split("|") if line),
        purpose=row["purpose"],
        onset=_onset(aside, today_vn(visit.at), int(row["onset"])),
    )


def _onset(aside: Random, day: date, longest: int) -> date | None:
    """The day an outbreak's illness began, up to so many days ago; None for what begins on no day."""
    return day - timedelta(days=aside.randrange(longest + 1)) if longest else None


@cache
def _table(band: str, sex: str) -> tuple[tuple[dict[str, str], ...], tuple[int, ...]]:
    rows = tuple(row for row in load_csv("village", "other_visits") if row["sex"] in {"", sex} and row[band] != "0")
    return rows, tuple(int(row[band]) for row in rows)
