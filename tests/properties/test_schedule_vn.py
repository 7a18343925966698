"""What holds for every history under Vietnam's schedule, whatever was given when."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.properties.histories import Dose, History, histories
from tram.engines.schedule import Assessment, Schedule, assess, subset
from tram.immunization.schedule import groups, lines, patient_of, vaccines, vn_schedule
from tram.kernel.definitions import ROOT

MANY = settings(max_examples=400, deadline=None, derandomize=True)
TABLES = ("validity", "alternatives")


def assessed(one: History) -> Assessment:
    return assess(vn_schedule(one.day), patient_of(one.birth, one.sex, one.doses, one.noted), one.day)


def after(day: date, text: str) -> date:
    """A length of the spreadsheet added by hand: a day there is not becomes the first of the next month."""
    count, unit = text.split()
    amount, unit = int(count), unit.rstrip("s")
    if unit in {"day", "week"}:
        return day + timedelta(amount * (7 if unit == "week" else 1))
    years, month = divmod(day.year * 12 + day.month - 1 + amount * (12 if unit == "year" else 1), 12)
    if day.day <= monthrange(years, month + 1)[1]:
        return date(years, month + 1, day.day)
    return date(years + (month == 11), (month + 1) % 12 + 1, 1)


def limits() -> dict[tuple[str, str, int], tuple[str, str, str]]:
    """Series, antigen's group and dose → least age, least gap, age from which none counts. Straight from the files."""
    found = {}
    for name in TABLES:
        with (ROOT / "immunization" / f"{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                series = row.get("series") or row["group"]
                found[series, row["group"], int(row["dose"])] = (row["age_from"], row["gap_from"], row["age_until"])
    return found


LIMITS = limits()
GROUP_OF = {antigen: code for code, group in groups().items() for antigen in group.antigens}
FIRST_OF = {"rubella": 1}  # rubella's first dose is the second line of its group


@MANY
@given(histories())
def test_no_dose_is_valid_below_the_least_age_or_gap_or_from_the_last_age_on(one: History) -> None:
    days = {dose.id: dose.day for dose in one.doses}
    for antigen, found in assessed(one).antigens.items():
        before: date | None = None
        for dose in found.doses:
            day = days[int(str(dose.key))]
            if dose.status == "valid" and dose.target is not None:
                place = dose.target + FIRST_OF.get(antigen, 0)
                least, gap, until = LIMITS[found.series, GROUP_OF[antigen], place]
                assert not least or day >= after(one.birth, least), (antigen, dose)
                assert not until or day < after(one.birth, until), (antigen, dose)
                assert not gap or before is None or day >= after(before, gap), (antigen, dose, before)
            if dose.status in {"valid", "not_valid"}:
                before = day


@MANY
@given(histories())
def test_two_live_vaccines_under_28_days_apart_are_never_both_valid(one: History) -> None:
    valid = {dose.key for found in assessed(one).antigens.values() for dose in found.doses if dose.status == "valid"}
    live = [dose for dose in one.doses if vaccines()[dose.vaccine].live_interval]
    for earlier in live:
        for later in live:
            if 0 < (later.day - earlier.day).days < 28:
                assert later.id not in valid, (earlier, later)


@MANY
@given(histories(), st.integers(1, 400), st.data())
def test_delaying_a_dose_never_brings_the_next_forward(one: History, days: int, data: st.DataObject) -> None:
    """Of the same number or a later one: where the delayed dose stops counting, its own number is asked for again."""
    assume(one.doses)
    late = data.draw(st.sampled_from(one.doses))
    given_on = late.day + timedelta(days)
    one = replace(one, day=max(given_on, one.day))
    later = one.with_doses(*(replace(dose, day=given_on) if dose.id == late.id else dose for dose in one.doses))
    before, then = assessed(one).antigens, assessed(later).antigens
    for antigen, found in before.items():
        first, second = found.forecast, then[antigen].forecast
        if first and second and first.number <= second.number:
            assert second.earliest >= first.earliest, (antigen, first, second)
            assert second.recommended >= first.recommended, (antigen, first, second)


@MANY
@given(histories(), st.sampled_from(sorted(vaccines())), st.integers(0, 6000))
def test_adding_an_invalid_dose_never_completes_a_series(one: History, vaccine: str, age: int) -> None:
    added = Dose(99, min(one.birth + timedelta(age), one.day), vaccine)
    assume(added.day >= one.birth)
    before, then = assessed(one).antigens, assessed(one.with_doses(*one.doses, added)).antigens
    for antigen, found in then.items():
        mine = [dose for dose in found.doses if dose.key == added.id]
        if mine and mine[0].status != "valid" and found.status == "complete":
            assert before[antigen].status == "complete", (antigen, mine[0])


@MANY
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(one: History, random: Random) -> None:
    doses, noted = list(one.doses), list(one.noted)
    random.shuffle(doses)
    random.shuffle(noted)
    shuffled = replace(one, doses=tuple(doses), noted=tuple(noted))
    assert assessed(shuffled) == assessed(one)
    assert lines(assessed(shuffled)) == lines(assessed(one))


@MANY
@given(histories(), st.sets(st.sampled_from(sorted(groups())), min_size=1, max_size=4))
def test_a_phone_with_a_file_of_some_groups_says_the_same_of_them(one: History, held: set[str]) -> None:
    """The part of the schedule travels as a small file and is read again on the phone."""
    antigens = {antigen for code in held for antigen in groups()[code].antigens}
    whole = vn_schedule(one.day)
    patient = patient_of(one.birth, one.sex, one.doses, one.noted)
    file = msgspec.json.encode(subset(whole, antigens))
    small = msgspec.json.decode(file, type=Schedule)
    everything, part = assess(whole, patient, one.day), assess(small, patient, one.day)
    assert len(file) < 80_000
    assert part.antigens == {code: found for code, found in everything.antigens.items() if code in antigens}
    said = {line.group: line for line in lines(everything)}
    assert {line.group: line for line in lines(part)} == {code: said[code] for code in said if code in held}


@MANY
@given(histories(noted=False))
def test_a_dose_of_one_group_leaves_what_no_rule_ties_to_it_as_it_was(one: History) -> None:
    """Without live vaccines nothing of one group reaches another."""
    assume(not any(vaccines()[dose.vaccine].live_interval for dose in one.doses))
    everything = assessed(one)
    for antigen, found in everything.antigens.items():
        mine = tuple(dose for dose in one.doses if antigen in vaccines()[dose.vaccine].antigens)
        assert antigen == "tetanus-women" or assessed(one.with_doses(*mine)).antigens[antigen] == found


@pytest.mark.parametrize("text", ["31 days", "6 weeks", "1 month", "13 months", "7 years"])
def test_lengths_are_added_as_the_engine_adds_them(text: str) -> None:
    from tram.engines.schedule import span

    length = span(text)
    assert length is not None
    starts = (date(2024, 1, 31), date(2024, 2, 29), date(2025, 11, 30), date(2026, 12, 31))
    assert [after(day, text) for day in starts] == [length.from_day(day) for day in starts]
