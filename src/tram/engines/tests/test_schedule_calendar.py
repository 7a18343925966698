"""Ages and intervals by the calendar, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tram.engines.schedule import Span, span


@pytest.mark.parametrize(
    ("start", "length", "reached"),
    [
        ("2000-01-01", "3 years", "2003-01-01"),
        ("2000-11-01", "6 months", "2001-05-01"),
        ("2000-02-01", "5 weeks", "2000-03-07"),  # leap year
        ("2001-02-01", "5 weeks", "2001-03-08"),
        ("2000-03-31", "6 months", "2000-10-01"),  # no 31 September
        ("2009-08-31", "6 months", "2010-03-01"),  # no 31 February
        ("2000-02-29", "1 year", "2001-03-01"),
        ("2000-01-31", "6 months - 4 days", "2000-07-27"),
        ("2001-12-31", "2 months", "2002-03-01"),
        ("2001-12-31", "1 month", "2002-01-31"),
        ("2021-05-31", "12 months - 4 days", "2022-05-27"),
        ("9990-01-01", "50 years", "9999-12-31"),
    ],
)
def test_a_length_of_time_reaches_its_day(start: str, length: str, reached: str):
    found = span(length)
    assert found is not None
    assert found.from_day(date.fromisoformat(start)) == date.fromisoformat(reached)
    assert date.fromordinal(found.from_ordinal(date.fromisoformat(start).toordinal())) == date.fromisoformat(reached)


def test_words_are_read_with_their_signs():
    assert span("5 months + 4 weeks") == Span(months=5, days=28)
    assert span("12 Months - 4 days") == Span(months=12, days=-4)
    assert span("1 year") == Span(years=1)
    assert span("") is None
    assert span("n/a") is None


@pytest.mark.parametrize("words", ["soon", "4", "4 moons", "4 weeks or so"])
def test_other_words_are_refused(words: str):
    with pytest.raises(ValueError, match="length of time"):
        span(words)
