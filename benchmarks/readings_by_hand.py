"""The same numbers in SQL that a person would write for DuckDB: (commune, numerator, denominator) for each commune.

`$at` is the last day, `$start` and `$end` the first and last day of the month. `month` is the partition of a dated
table: whoever writes SQL for these files knows it and reads no more of them than needed. Two are left out: the cases
and deaths of 81 notifiable diseases are lists of codes too long to be written twice.
"""

LIVING = """people_residents s WHERE s.start <= $at AND (s."end" IS NULL OR s."end" >= $at)
  AND (s.died_on IS NULL OR s.died_on > $at)"""
INSURED = """SELECT person FROM people_covers
  WHERE status = 'active' AND start <= $at AND ("end" IS NULL OR "end" >= $at)"""
YEAR = """day > $at - INTERVAL 12 MONTH AND day <= $at
  AND month BETWEEN strftime($at - INTERVAL 12 MONTH, '%Y-%m') AND strftime($at, '%Y-%m')"""
PERIOD = "day BETWEEN $start AND $end AND month = strftime($start, '%Y-%m')"
LONG_ILL = "'I10','I11','I12','I13','I15','E10','E11','E12','E13','E14','J44','J45'"
KNOWN = "(precision <> 'year' OR $end - $start >= 364)"

PRESSURE, DIASTOLIC, SUGAR = "8480-6", "8462-4", "15074-8"
HIGH, SWEET, LUNG = "'I10','I11','I12','I13','I15'", "'E10','E11','E12','E13','E14'", "'J44','J45','J46'"
NINETY = "day > $at - 90 AND day <= $at AND month BETWEEN strftime($at - 90, '%Y-%m') AND strftime($at, '%Y-%m')"
SO_FAR = "day <= $at AND month <= strftime($at, '%Y-%m')"


def _share(numerator: str, denominator: str = "", joined: str = "") -> str:
    """Residents of whom the numerator is true, among those of the denominator."""
    more = f" AND {denominator}" if denominator else ""
    return f"SELECT s.commune, count(*) FILTER ({numerator}), count(*) FROM {joined}{LIVING}{more} GROUP BY 1"


def _of_visits(numerator: str, more: str = "true") -> str:
    counted = f"count(*) FILTER ({numerator}), count(*)"
    return f"SELECT commune, {counted} FROM encounters_visits WHERE {PERIOD} AND {more} GROUP BY 1"


def _events(table: str, more: str = "true") -> str:
    return f"SELECT commune, count(*), 0 FROM {table} WHERE {PERIOD} AND {more} GROUP BY 1"


def _ever(codes: str) -> str:
    return f"s.person IN (SELECT person_id FROM encounters_diagnoses WHERE icd3 IN ({codes}) AND {SO_FAR})"


def _lately(codes: str, measured: str = "") -> str:
    """Seen for it within ninety days, or measured."""
    seen = f"SELECT person_id FROM encounters_diagnoses WHERE icd3 IN ({codes}) AND {NINETY}"
    if measured:
        seen += f" UNION SELECT person_id FROM encounters_observations WHERE code = '{measured}' AND {NINETY}"
    return f"s.person IN ({seen})"


def _last(code: str) -> str:
    """The last value of a measure within ninety days, by person."""
    return f"""(SELECT person_id, arg_max(number, (day, id)) AS number FROM encounters_observations
        WHERE code = '{code}' AND {NINETY} GROUP BY 1)"""


def _on_target(known: str, numerator: str) -> str:
    return f"""SELECT s.commune, count(*) FILTER ({numerator}), count(*)
        FROM (SELECT * FROM {LIVING} AND {known}) s
        LEFT JOIN {_last(PRESSURE)} high ON high.person_id = s.person
        LEFT JOIN {_last(DIASTOLIC)} low ON low.person_id = s.person GROUP BY 1"""


def _first_of(codes: str) -> str:
    """Diagnoses of the month that are the person's first of the kind."""
    return f"""SELECT commune, count(*), 0 FROM (
          SELECT id, day, commune, row_number() OVER (PARTITION BY person_id ORDER BY day, id) AS place
          FROM encounters_diagnoses WHERE {codes} AND month <= strftime($start, '%Y-%m'))
        WHERE place = 1 AND day BETWEEN $start AND $end GROUP BY 1"""


BY_HAND: dict[str, str] = {
    "ct25-insured": _share(f"s.person IN ({INSURED})"),
    "ct25-insured-care": _share(
        f"s.person IN (SELECT person_id FROM encounters_visits WHERE payer = 'bhyt' AND kind <> 'IMP' AND {YEAR})",
        f"s.person IN ({INSURED})",
    ),
    "ct25-managed": _share(f"s.person IN (SELECT person_id FROM encounters_visits WHERE {YEAR})"),
    "ct25-high-risk": _share(
        f"s.person IN (SELECT person_id FROM encounters_visits WHERE kind <> 'VR' AND {YEAR})",
        f"""(s.birth_date <= $at - INTERVAL 40 YEAR OR s.person IN (
             SELECT person_id FROM encounters_diagnoses
             WHERE icd3 IN ({LONG_ILL}) AND day <= $at AND month <= strftime($at, '%Y-%m')))""",
    ),
    "ct25-doctors": """SELECT commune, count(*) FILTER (id IN (
          SELECT facility FROM places_staff_counts WHERE category = 'doctor' AND number >= 1
          AND start <= $at AND ("end" IS NULL OR "end" >= $at))), count(*)
        FROM places_facilities WHERE kind = 'commune_station' AND start <= $at AND ("end" IS NULL OR "end" >= $at)
        GROUP BY 1""",
    "ct25-village-workers": """SELECT commune, count(*) FILTER (id IN (
          SELECT village FROM places_staff_counts WHERE category = 'trained_vhw' AND number >= 1
          AND start <= $at AND ("end" IS NULL OR "end" >= $at))), count(*)
        FROM places_villages WHERE start <= $at AND ("end" IS NULL OR "end" >= $at) GROUP BY 1""",
    "visits": f"SELECT commune, count(*), 0 FROM encounters_visits WHERE {PERIOD} GROUP BY 1",
    "patients": f"SELECT commune, count(DISTINCT person_id), 0 FROM encounters_visits WHERE {PERIOD} GROUP BY 1",
    "visits-insured": _of_visits("payer = 'bhyt'", "kind <> 'VR'"),
    "visits-traditional": _of_visits("traditional", "kind <> 'VR' AND purpose IN ('illness', 'followup', 'emergency')"),
    "visits-referred": _of_visits("outcome = 'referred'", "kind <> 'VR' AND status = 'finished'"),
    "appointments-kept": """WITH asked AS (
          SELECT v.* FROM encounters_visits v LEFT JOIN people_persons p ON p.person = v.person_id
          WHERE day > $start - INTERVAL 12 MONTH AND day <= $at AND follow_up_on BETWEEN $start AND $end
            AND month BETWEEN strftime($start - INTERVAL 12 MONTH, '%Y-%m') AND strftime($at, '%Y-%m')
            AND (p.died_on IS NULL OR p.died_on >= follow_up_on))
        SELECT commune, count(*) FILTER (kept), count(*) FROM (
          SELECT a.id, any_value(a.commune) AS commune, bool_or(v.id IS NOT NULL) AS kept FROM asked a
          LEFT JOIN encounters_visits v ON v.person_id = a.person_id AND v.day > a.day
            AND v.day BETWEEN a.follow_up_on - 7 AND a.follow_up_on + 7
            AND v.month BETWEEN strftime($start - 7, '%Y-%m') AND strftime($end + 7, '%Y-%m')
          GROUP BY a.id) GROUP BY 1""",
    "visits-disease": f"""SELECT d.commune, count(*), 0 FROM encounters_diagnoses d
          JOIN (SELECT id FROM encounters_visits WHERE kind <> 'IMP' AND {PERIOD}) v ON v.id = d.visit_id
        WHERE role = 'main' AND {PERIOD} GROUP BY 1""",
    "inpatients-disease": f"""SELECT d.commune, count(*), 0 FROM encounters_diagnoses d
          JOIN (SELECT id FROM encounters_visits WHERE kind = 'IMP' AND {PERIOD}) v ON v.id = d.visit_id
        WHERE role = 'main' AND {PERIOD} GROUP BY 1""",
    "population": f"SELECT s.commune, count(*), 0 FROM {LIVING} GROUP BY 1",
    "households": """SELECT commune, count(*), 0 FROM people_households
        WHERE start <= $at AND ("end" IS NULL OR "end" >= $at) GROUP BY 1""",
    "births": _events("people_births", KNOWN),
    "deaths": _events("people_deaths", KNOWN),
    "infant-deaths": _events("people_deaths", f"{KNOWN} AND birth_date > day - INTERVAL 1 YEAR"),
    "child-deaths": _events("people_deaths", f"{KNOWN} AND birth_date > day - INTERVAL 5 YEAR"),
    "arrivals": _events("people_arrivals"),
    "departures": _events("people_departures"),
    "deaths-disease": _events("people_deaths", KNOWN),
    "hypertension-known": f"SELECT s.commune, count(*), 0 FROM {LIVING} AND {_ever(HIGH)} GROUP BY 1",
    "diabetes-known": f"SELECT s.commune, count(*), 0 FROM {LIVING} AND {_ever(SWEET)} GROUP BY 1",
    "lung-known": f"SELECT s.commune, count(*), 0 FROM {LIVING} AND {_ever(LUNG)} GROUP BY 1",
    "hypertension-new": _first_of(f"icd3 IN ({HIGH})"),
    "diabetes-new": _first_of(f"icd3 IN ({SWEET})"),
    "lung-new": _first_of(f"icd3 IN ({LUNG})"),
    "hypertension-seen": _share(_lately(HIGH, PRESSURE), _ever(HIGH)),
    "diabetes-seen": _share(_lately(SWEET, SUGAR), _ever(SWEET)),
    "lung-seen": _share(_lately(LUNG), _ever(LUNG)),
    "hypertension-on-target-2010": _on_target(_ever(HIGH), "high.number < 140 AND low.number < 90"),
    "hypertension-on-target": _on_target(
        _ever(HIGH),
        f"""(high.number < 130 OR high.number < 140 AND s.birth_date <= $at - INTERVAL 65 YEAR AND NOT {_ever(SWEET)})
          AND low.number < 80""",
    ),
    "diabetes-on-target": f"""SELECT s.commune, count(*) FILTER (sugar.number BETWEEN 4.4 AND 7.2), count(*)
        FROM (SELECT * FROM {LIVING} AND {_ever(SWEET)}) s
        LEFT JOIN {_last(SUGAR)} sugar ON sugar.person_id = s.person GROUP BY 1""",
    "households-poor": """SELECT commune, count(*) FILTER (household IN (SELECT household FROM people_household_statuses
          WHERE start <= $at AND ("end" IS NULL OR "end" >= $at))), count(*)
        FROM people_households WHERE start <= $at AND ("end" IS NULL OR "end" >= $at) GROUP BY 1""",
    "injuries": f"""SELECT commune, count(*), 0 FROM (
          SELECT day, commune, row_number() OVER (PARTITION BY visit_id ORDER BY day, id) AS place
          FROM encounters_diagnoses WHERE icd3 IS NOT NULL AND code[1] IN ('V', 'W', 'X', 'Y') AND visit_id IS NOT NULL
            AND {PERIOD})
        WHERE place = 1 AND day BETWEEN $start AND $end GROUP BY 1""",
    "quality-birth-date": _share("s.birth_date IS NOT NULL AND s.birth_precision = 'day'"),
    "quality-ethnicity": _share("s.ethnicity IS NOT NULL"),
    "quality-household": _share("s.household IS NOT NULL"),
    "quality-village": _share("s.village IS NOT NULL"),
    "quality-identity": _share(
        "s.person IN (SELECT person FROM people_persons WHERE has_id)", "s.birth_date <= $at - INTERVAL 14 YEAR"
    ),
    "quality-phone": _share(
        "s.person IN (SELECT person FROM people_persons WHERE phone_known)", "s.birth_date <= $at - INTERVAL 18 YEAR"
    ),
    "quality-diagnosis": f"""SELECT commune, count(*) FILTER (id IN (
          SELECT visit_id FROM encounters_diagnoses WHERE role = 'main' AND {PERIOD})), count(*)
        FROM encounters_visits
        WHERE {PERIOD} AND status = 'finished' AND purpose IN ('illness', 'followup', 'emergency') GROUP BY 1""",
    "quality-digits": f"""SELECT commune, count(*) FILTER (last_digit = 0), count(*) FROM encounters_observations
        WHERE code = '{PRESSURE}' AND last_digit IS NOT NULL AND {PERIOD} GROUP BY 1""",
    "quality-pressure-range": f"""SELECT commune, count(*) FILTER (number < 60 OR number > 260), count(*)
        FROM encounters_observations WHERE code = '{PRESSURE}' AND number IS NOT NULL AND {PERIOD} GROUP BY 1""",
    "quality-duplicates": """SELECT p.commune, count(*) FILTER (twins.n > 1), count(*) FROM people_persons p
        LEFT JOIN (SELECT commune, name_sort, sex, birth_date, count(*) AS n FROM people_persons GROUP BY ALL) twins
          ON twins.commune = p.commune AND twins.name_sort = p.name_sort AND twins.sex = p.sex
          AND twins.birth_date = p.birth_date
        WHERE (p.died_on IS NULL OR p.died_on > $at) AND p.birth_date IS NOT NULL GROUP BY 1""",
    "quality-impossible-day": f"""SELECT v.commune,
          count(*) FILTER (v.day < p.birth_date OR v.day > p.died_on), count(*)
        FROM encounters_visits v LEFT JOIN people_persons p ON p.person = v.person_id
        WHERE {PERIOD.replace("day BETWEEN", "v.day BETWEEN")} GROUP BY 1""",
    "quality-pressure": f"""SELECT v.commune, count(*) FILTER (v.id IN (SELECT visit_id FROM encounters_observations
          WHERE code = '{PRESSURE}' AND number IS NOT NULL AND {PERIOD})), count(*)
        FROM encounters_visits v JOIN people_persons p ON p.person = v.person_id
        WHERE v.status = 'finished' AND v.kind <> 'VR' AND p.birth_date <= v.day - INTERVAL 18 YEAR
          AND {PERIOD.replace("day BETWEEN", "v.day BETWEEN")} GROUP BY 1""",
    "quality-pressure-order": f"""WITH read AS (
          SELECT visit_id, arg_max(number, (day, id)) FILTER (code = '{PRESSURE}') AS high,
            arg_max(number, (day, id)) FILTER (code = '{DIASTOLIC}') AS low
          FROM encounters_observations
          WHERE code IN ('{PRESSURE}', '{DIASTOLIC}') AND number IS NOT NULL AND visit_id IS NOT NULL AND {PERIOD}
          GROUP BY 1)
        SELECT v.commune, count(*) FILTER (low >= high), count(*) FROM encounters_visits v
        JOIN read ON read.visit_id = v.id AND high IS NOT NULL AND low IS NOT NULL WHERE {PERIOD} GROUP BY 1""",
    "quality-timely": f"""SELECT commune, count(*) FILTER (entered_day - (day - DATE '1970-01-01') <= 1), count(*)
        FROM encounters_visits WHERE source = 'desk' AND {PERIOD} GROUP BY 1""",
    "yearly-check": _share(
        f"s.person IN (SELECT person_id FROM encounters_visits WHERE purpose = 'checkup' AND kind <> 'VR' AND {YEAR})"
    ),
}
