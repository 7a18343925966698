"""Random conditions of the language over the test world, as hypothesis strategies that give text."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Text = SearchStrategy[str]
COMPARE = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
SAME = st.sampled_from(("=", "!="))


def _made(pattern: str, *parts: Text) -> Text:
    return st.tuples(*parts).map(lambda found: pattern.format(*found))


def _fixed_dates() -> Text:
    days = st.sampled_from((":at", ":start", ":end", "2024-02-29", "2025-07-01", "2026-02-28", "1986-02-28"))
    amount, unit = st.integers(0, 40).map(str), st.sampled_from(("days", "months", "years"))
    return st.one_of(days, _made("{} {} {} {}", days, st.sampled_from("+-"), amount, unit))


def _dates(columns: tuple[str, ...]) -> Text:
    simple = st.one_of(st.sampled_from(columns), _fixed_dates())
    amount, unit = st.integers(0, 40).map(str), st.sampled_from(("days", "months", "years"))
    moved = _made("{} {} {} {}", st.sampled_from(columns), st.sampled_from("+-"), amount, unit)
    return st.one_of(simple, moved)


def _ages(columns: tuple[str, ...]) -> Text:
    function = st.sampled_from(("years_between", "months_between", "days_between"))
    spans = _made("{}({}, {})", function, _dates(columns), _dates(columns))
    return st.one_of(spans, _made("{}({})", st.sampled_from(("year", "month")), _dates(columns)))


def _visit_numbers() -> Text:
    return st.one_of(
        st.integers(0, 220).map(str),
        st.sampled_from(("systolic", "weight", "systolic - 5", "weight * 2", "weight + 0.25", "2 * systolic")),
        st.sampled_from(("36.6", "50.0", "99.95")),
    )


def _same() -> Text:
    """A column of the visit that must equal one of the person's."""
    return st.sampled_from(("commune = subject.commune", "subject.village = village", "day = subject.died_on"))


def _inside_visits() -> Text:
    days = _dates(("day", "subject.birth_date"))
    simple = st.one_of(
        _made("{} {} {}", days, COMPARE, days),
        _made("{} {} {}", _visit_numbers(), COMPARE, _visit_numbers()),
        _made("{} {} {}", _ages(("day", "subject.birth_date")), COMPARE, st.integers(0, 90).map(str)),
        _made("day between {} and {}", days, days),
        st.sampled_from(
            (
                'payer = "insurance"',
                'payer in ["self"]',
                "weight is known",
                "not systolic is missing",
                'payer != "self"',
            )
        ),
        _made("payer {} {}", SAME, st.sampled_from(('"insurance"', "payer"))),
    )
    return _combined(simple)


def _combined(simple: Text) -> Text:
    both = _made("({} {} {})", simple, st.sampled_from(("and", "or")), simple)
    return st.one_of(simple, _made("not {}", both), both, _made("not ({})", simple))


def _numbers() -> Text:
    picked = _made(
        "{}(encounters.visits order by {} where {}).{}",
        st.sampled_from(("last", "first")),
        st.sampled_from(("day", "systolic", "weight")),
        _inside_visits(),
        st.sampled_from(("systolic", "weight")),
    )
    counted = _made("count(encounters.visits where {})", _inside_visits())
    cases = _made("case when {} then {} else {} end", _simple(), counted, st.sampled_from(("3", "1.5")))
    known = _made("first_known({}, {})", picked, st.sampled_from(("100", "12.5")))
    plain = st.one_of(_ages(("birth_date", "died_on")), picked, counted, cases, known)
    return st.one_of(plain, _made("{} - {}", plain, plain), _made("{} * {}", counted, picked))


def _simple() -> Text:
    days = _dates(("birth_date", "died_on"))
    return st.one_of(
        _made("{} {} {}", days, COMPARE, days),
        _made("{} {} {}", _ages(("birth_date", "died_on")), COMPARE, st.integers(0, 100).map(str)),
        st.sampled_from(
            ("poor", "not poor", "poor = false", "poor is missing", 'sex = "male"', 'sex != "male"', 'sex in ["male"]')
        ),
        st.sampled_from(
            ('ethnicity = "01"', 'ethnicity != "Thái\')%"', 'not starts_with(ethnicity, "0")', "sex is known")
        ),
        st.sampled_from(("sex = ethnicity", "(poor = true) = (sex is known)", "village is missing", "true", "false")),
    )


def about_visits() -> Text:
    """Conditions on visits: their own columns, their diagnoses, their person, their village."""
    days = _dates(("day",))
    own = st.one_of(
        _made("{} {} {}", days, COMPARE, days),
        _made("{} {} {}", _visit_numbers(), COMPARE, _visit_numbers()),
        st.sampled_from(('payer = "insurance"', "weight is known", "person is missing", "day is missing")),
    )
    related = st.one_of(
        st.sampled_from(
            (
                'one(people.residents).sex = "female"',
                "years_between(one(people.residents).birth_date, day) < 15",
                'one(places.villages).area in ["K2", "K3"]',
                "one(places.villages).area is missing",
                "exists(people.covers where start <= subject.day and (end is missing or end >= subject.day))",
                "exists(people.covers where start <= :at)",
                'one(people.residents where commune = subject.commune).sex = "male"',
                "one(people.residents where poor).birth_date < :at",
                "first(encounters.diagnoses order by day where day = subject.day).code is known",
                'count(encounters.diagnoses where day = subject.day and starts_with(code, "I")) = 1',
                'count(encounters.diagnoses where starts_with(code, "I10")) > 1',
                "exists(encounters.diagnoses where day = subject.day or subject.payer is missing)",
                'last(encounters.diagnoses order by day where day <= :at).code = "I10"',
                "last(encounters.diagnoses order by day where day <= subject.day).day >= :start",
            )
        ),
        _made("one(people.residents).birth_date {} {}", COMPARE, days),
        _made("exists(encounters.diagnoses where day {} {})", COMPARE, _dates(("day", "subject.day"))),
    )
    return _combined(st.one_of(own, related))


def conditions() -> Text:
    """Conditions on residents: comparisons, calendar, related tables, and/or/not over them."""
    related = st.one_of(
        _made("exists(encounters.visits where {})", _inside_visits()),
        _made("not exists(encounters.visits where {})", _inside_visits()),
        st.sampled_from(('exists(encounters.diagnoses where starts_with(code, "I10"))', "exists(people.covers)")),
        _made(
            "last(encounters.visits order by day where {}).day {} {}",
            _inside_visits(),
            COMPARE,
            _dates(("birth_date",)),
        ),
        _made('last(encounters.visits order by day where {}).payer {} "self"', _inside_visits(), SAME),
        _made("{} {} {}", _numbers(), COMPARE, _numbers()),
        _made("{} between {} and {}", _numbers(), st.integers(0, 50).map(str), st.integers(50, 200).map(str)),
        st.sampled_from(("one(people.residents).poor", "one(people.residents).sex = sex")),
        _made("exists(encounters.visits where {} and {})", _same(), _inside_visits()),
        _made("count(encounters.visits where {} and {}) > 1", _inside_visits(), _same()),
        _made("last(encounters.visits order by day where {} and {}).systolic >= 140", _same(), _inside_visits()),
    )
    return _combined(st.one_of(_simple(), related))
