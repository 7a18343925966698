"""A line of the schedule: which antigen leads its group, which vaccine is drawn up, when somebody late is overdue."""

from __future__ import annotations

from datetime import date

import pytest

from tram.immunization.schedule.tests.people import Noted, line, seen

ALL_FIVE = ("diphtheria", "pertussis", "tetanus", "hepb", "hib")


def test_five_antigens_due_together_are_one_vaccine() -> None:
    found = line(seen("2026-09-20"), "dpt-vgb-hib")
    assert (found.number, found.vaccine, found.antigens) == (1, "dpt-vgb-hib", ALL_FIVE)


@pytest.mark.parametrize(
    ("group", "given", "number", "vaccine"),
    [
        ("dpt-vgb-hib", ("2026-09-15 dtap-ipv-hib", "2026-10-15 dtap-ipv-hib", "2026-11-15 dtap-ipv-hib"), 1, "hepb"),
        ("dpt-vgb-hib", ("2026-09-15 hepb-adult",), 1, "dpt-vgb-hib"),
        ("measles-rubella", (), 1, "measles"),
        ("measles-rubella", ("2027-04-15 measles",), 2, "mr"),
        ("measles-rubella", ("2027-04-15 mr",), 2, "mr"),
        ("je", ("2027-05-15 je-live",), 2, "je-live"),
        ("rota", ("2026-09-15 rotarix",), 2, "rota"),
    ],
)
def test_the_vaccine_that_fits_what_is_due(group: str, given: tuple[str, ...], number: int, vaccine: str) -> None:
    found = line(seen("2027-05-20", *given) if group != "rota" else seen("2026-10-20", *given), group)
    assert (found.number, found.vaccine) == (number, vaccine)


def test_somebody_late_has_a_month_from_the_day_a_dose_is_in_reach() -> None:
    three = ("2027-12-01 dpt-vgb-hib", "2028-01-01 dpt-vgb-hib", "2028-02-01 dpt-vgb-hib")
    found = line(seen("2028-02-02", *three), "dpt-vgb-hib")
    assert (found.earliest, found.overdue, found.eased) == (date(2028, 8, 1), date(2028, 8, 31), True)


def test_the_overdue_day_never_passes_the_last_day() -> None:
    found = line(seen("2026-12-21", "2026-12-20 rota"), "rota")
    assert found.status == "aged_out"
    found = line(seen("2026-12-11", "2026-12-10 rota"), "rota")
    assert found.latest == date(2027, 1, 14)
    assert found.overdue is not None
    assert found.overdue <= found.latest


def test_a_group_is_complete_when_what_is_not_given_is_immune_and_immune_when_nothing_was() -> None:
    measles, rubella = (Noted(code, date(2027, 1, 1)) for code in ("immune-measles", "immune-rubella"))
    day, given = "2028-03-01", "2028-02-01 mr"
    assert line(seen(day, noted=(measles, rubella)), "measles-rubella").status == "immune"
    assert line(seen(day, given, noted=(measles,)), "measles-rubella").status == "complete"


def test_one_antigen_out_of_age_does_not_make_a_group_complete() -> None:
    found = line(
        seen("2034-01-01", "2026-09-15 dpt", "2026-10-15 dpt", "2026-11-15 dpt", "2028-01-15 dpt"), "dpt-vgb-hib"
    )
    assert (found.status, found.valid_doses) == ("aged_out", 4)


def test_a_contraindicated_group_has_no_date() -> None:
    found = line(seen("2026-09-20", noted=(Noted("contraindicated-polio", date(2026, 9, 1)),)), "polio")
    assert (found.status, found.earliest, found.vaccine) == ("contraindicated", None, "")
