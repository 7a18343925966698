"""Published readings of what changes a population: births, deaths, arrivals, departures.

Where somebody was born, where from and where to, follows from their residences; which of them count on a day is the
same as in ``people.residents``.
"""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.people.tables.columns import (
    BIRTH_DATE,
    COMMUNE,
    ID,
    NAME_SORT,
    PERSON,
    SEX,
    VILLAGE,
    counting,
    ends,
    lived,
    starts,
)

# A birth is to be registered within 60 days (Luật Hộ tịch 2014, Điều 15); a month lasts 31 days more, a year 365.
_REGISTERED_IN_TIME = (
    f"({starts('r')} <= DATE_ADD(p.birth_date, INTERVAL '60 days')"
    f" OR (p.birth_precision = 'month' AND {starts('r')} <= DATE_ADD(p.birth_date, INTERVAL '91 days'))"
    f" OR (p.birth_precision = 'year' AND {starts('r')} <= DATE_ADD(p.birth_date, INTERVAL '425 days')))"
)
_PERSON_OF = "JOIN people_person AS p ON p.id = r.person_id AND p.merged_into_id IS NULL"
_EARLIER = (
    f"FROM {lived('e', 'eo')} WHERE e.person_id = r.person_id AND {counting('e', 'eo')} "
    f"AND {starts('e')} < {starts('r')}"
)
_LATER = (
    f"FROM {lived('n', 'no')} WHERE n.person_id = r.person_id AND {counting('n', 'no')} "
    f"AND {starts('n')} > {starts('r')}"
)
_END = ends("r", "o")


def _precision(of_vi: str, of_en: str) -> Column:
    """The day beside it is the earliest it can be: counted by month, what is known by year piles up in January."""
    return Column(
        "precision",
        Type.CODE,
        codes=("day", "month", "year"),
        description_vi=f"mức biết ngày {of_vi} (chỉ biết năm thì không thuộc tháng nào)",
        description_en=f"how much of the day of {of_en} is known (known by year only, it belongs to no month)",
    )


BIRTHS = Table(
    name="people.births",
    sql_name="people_person",
    grain="một dòng = một người sinh ra khi nhà đang ở xã: nơi ở tính đầu tiên bắt đầu trước khi sinh hoặc trong"
    " 60 ngày sau khi sinh (hạn đăng ký khai sinh, Luật Hộ tịch Điều 15)",
    person_column="person",
    place_column="commune",
    links=(("village", "village"),),
    single=("person",),
    select=(
        "SELECT p.id, p.id AS person, r.commune, r.village_id AS village, p.birth_date AS day, "
        f"p.birth_precision AS precision, p.sex, p.sort_key AS name_sort FROM {lived('r', 'o')} {_PERSON_OF} "
        f"WHERE {counting('r', 'o')} AND p.birth_date IS NOT NULL AND ({_END} IS NULL OR {_END} >= p.birth_date) "
        f"AND {_REGISTERED_IN_TIME} AND NOT EXISTS (SELECT 1 {_EARLIER} "
        f"AND ({ends('e', 'eo')} IS NULL OR {ends('e', 'eo')} >= p.birth_date))"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        VILLAGE,
        Column("day", Type.DATE, description_vi="ngày sinh sớm nhất có thể", description_en="earliest day of birth"),
        _precision("sinh", "birth"),
        SEX,
        NAME_SORT,
    ),
)

DEATHS = Table(
    name="people.deaths",
    sql_name="people_person",
    grain="một dòng = một người thường trú hoặc tạm trú đã mất, ở xã người đó thuộc về",
    person_column="person",
    place_column="commune",
    links=(("icd3", "cause3"),),
    single=("person",),
    select=(
        "SELECT p.id, p.id AS person, p.commune, p.died_on AS day, COALESCE(d.precision, 'day') AS precision, "
        "CASE WHEN d.place IN ('home', 'facility') THEN d.place WHEN d.place <> '' THEN 'other' END AS place, "
        "NULLIF(d.cause_code, '') AS cause, "
        "NULLIF(SUBSTRING(d.cause_code, 1, 3), '') AS cause3, p.sex, p.birth_date, p.sort_key AS name_sort "
        "FROM people_person AS p LEFT JOIN people_death AS d ON d.person_id = p.id AND d.status = 'active' "
        "AND NOT EXISTS (SELECT 1 FROM people_death AS f WHERE f.person_id = d.person_id AND f.status = 'active' "
        "AND f.id < d.id) WHERE p.died_on IS NOT NULL AND p.merged_into_id IS NULL "
        f"AND EXISTS (SELECT 1 FROM {lived('r', 'o')} WHERE r.person_id = p.id AND {counting('r', 'o')})"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        Column("day", Type.DATE, description_vi="ngày mất sớm nhất có thể", description_en="earliest day of death"),
        _precision("mất", "death"),
        Column(
            "place",
            Type.CODE,
            nullable=True,
            codes=("home", "facility", "other"),
            description_vi="nơi mất",
            description_en="place of death",
        ),
        Column(
            "cause", Type.CODE, nullable=True, description_vi="nguyên nhân (ICD-10)", description_en="cause (ICD-10)"
        ),
        Column(
            "cause3",
            Type.CODE,
            nullable=True,
            description_vi="ba ký tự đầu của mã nguyên nhân",
            description_en="first three characters of the cause",
        ),
        SEX,
        BIRTH_DATE,
        NAME_SORT,
    ),
)

ARRIVALS = Table(
    name="people.arrivals",
    sql_name="people_residence",
    grain="một dòng = một lần chuyển đến xã: người đã có nơi ở trước đó, ở xã khác hoặc đã đi khỏi xã này; lần ghi"
    " đầu tiên và chuyển nhà trong xã không tính",
    person_column="person",
    place_column="commune",
    links=(("village", "village"),),
    select=(
        f"SELECT r.id, r.person_id AS person, r.commune, r.village_id AS village, {starts('r')} AS day, "
        f"(SELECT NULLIF(e.commune, r.commune) {_EARLIER} ORDER BY {starts('e')} DESC LIMIT 1) AS from_commune "
        f"FROM {lived('r', 'o')} {_PERSON_OF} WHERE {counting('r', 'o')} AND r.valid_from IS NOT NULL "
        f"AND EXISTS (SELECT 1 {_EARLIER}) AND NOT EXISTS (SELECT 1 {_EARLIER} AND e.commune = r.commune "
        f"AND DATE_ADD({ends('e', 'eo')}, INTERVAL '1 day') = r.valid_from)"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        VILLAGE,
        Column("day", Type.DATE, description_vi="ngày đầu ở đây", description_en="first day here"),
        Column(
            "from_commune",
            Type.CODE,
            nullable=True,
            description_vi="mã xã nơi ở trước",
            description_en="commune before",
        ),
    ),
)

DEPARTURES = Table(
    name="people.departures",
    sql_name="people_residence",
    grain="một dòng = một lần rời xã khi còn sống; chuyển nhà trong xã không tính",
    person_column="person",
    place_column="commune",
    select=(
        f"SELECT r.id, r.person_id AS person, r.commune, CAST(DATE_ADD({_END}, INTERVAL '1 day') AS DATE) AS day, "
        f"(SELECT NULLIF(n.commune, r.commune) {_LATER} ORDER BY {starts('n')} LIMIT 1) AS to_commune "
        f"FROM {lived('r', 'o')} {_PERSON_OF} WHERE {counting('r', 'o')} AND {_END} IS NOT NULL "
        f"AND (p.died_on IS NULL OR p.died_on > {_END}) AND NOT EXISTS (SELECT 1 {_LATER} AND n.commune = r.commune "
        f"AND DATE_ADD({_END}, INTERVAL '1 day') = n.valid_from)"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        Column("day", Type.DATE, description_vi="ngày đầu không còn ở đây", description_en="first day away"),
        Column(
            "to_commune",
            Type.CODE,
            nullable=True,
            description_vi="mã xã nơi ở sau",
            description_en="commune after",
        ),
    ),
)
