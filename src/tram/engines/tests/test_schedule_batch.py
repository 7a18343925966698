"""Many at once say what one alone says."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tram.engines.schedule import (
    Antigen,
    Condition,
    Conflict,
    Given,
    Group,
    Holds,
    Indication,
    Observed,
    Patient,
    Schedule,
    Skip,
    SkipSet,
    Span,
    assess,
    assess_many,
    span,
)
from tram.engines.tests.small_schedules import after, ages, dose, series

DAY = date(2026, 11, 22)
BOTH = ("one", "both")
LIVE = Conflict("live", "alive", Span(days=1), Span(days=24), Span(days=28))


def usual(*vaccines: str) -> tuple[object, ...]:
    first = dose(
        ages(absolute="6 weeks", minimum="2 months", earliest="2 months", latest="3 months"), vaccines=vaccines
    )
    return (first, dose(after("4 weeks"), vaccines=vaccines), dose(after("6 months"), vaccines=vaccines))


def made_up() -> Schedule:
    """Two antigens alike, one that clashes, one with a risk series and a skip that counts a vaccine of another."""
    late = (Skip("both", (SkipSet((Condition("vaccine_count", vaccines=frozenset({"live"}), count=0),)),)),)
    risk = series(
        dose(vaccines=("alive",)), name="risk", kind="risk", group="2", default=False, indications=(Indication("ill"),)
    )
    return Schedule(
        antigens=(
            Antigen("a", (series(*usual(*BOTH)),)),  # type: ignore[arg-type]
            Antigen("b", (series(*usual(*BOTH)),)),  # type: ignore[arg-type]
            Antigen("c", (series(*usual("alive")), risk)),  # type: ignore[arg-type]
            Antigen("d", (series(dose(vaccines=("live",)), dose(vaccines=("live",), skips=late)),)),
        ),
        vaccines={
            "one": (Holds("a"),),
            "both": (Holds("a"), Holds("b")),
            "alive": (Holds("c", begin=span("1 month")),),
            "live": (Holds("d"),),
        },
        groups=(Group("ab", ("a", "b")), Group("c", ("c",)), Group("d", ("d",))),
        conflicts=(LIVE,),
    )


def people(count: int) -> list[Patient]:
    random = Random(20261122)
    found = []
    for _ in range(count):
        birth = DAY - timedelta(random.randrange(0, 900, 9))  # many on one day
        doses = tuple(
            Given(key, birth + timedelta(random.randrange(700)), random.choice(("one", "both", "alive", "live")))
            for key in range(random.choice((0, 0, 1, 2, 5)))
        )
        ill = (Observed("ill", birth + timedelta(random.randrange(500))),) if random.random() < 0.3 else ()
        found.append(Patient(birth, random.choice("MF"), doses, ill))
    return found


def test_many_say_what_one_alone_says():
    plan, everybody = made_up(), people(600)
    for patient, found in zip(everybody, assess_many(plan, everybody, DAY), strict=True):
        assert found == assess(plan, patient, DAY)


def test_antigens_alike_keep_their_own_names_and_doses():
    plan = made_up()
    only = Patient(DAY - timedelta(100), "F", (Given(1, DAY - timedelta(9), "both"), Given(2, DAY, "one")))
    found = assess(plan, only, DAY).antigens
    assert [(one.antigen, one.key) for one in found["a"].doses] == [("a", 1), ("a", 2)]
    assert [(one.antigen, one.key) for one in found["b"].doses] == [("b", 1)]


def test_people_alike_share_nothing_that_is_their_own():
    plan = made_up()
    mine, yours = (Patient(DAY - timedelta(100), "F", (Given(key, DAY, "both"),)) for key in ("mine", "yours"))
    first, second = assess_many(plan, (mine, yours), DAY)
    assert (first.antigens["a"].doses[0].key, second.antigens["a"].doses[0].key) == ("mine", "yours")
    assert second.groups["ab"].doses[0].key == "yours"
