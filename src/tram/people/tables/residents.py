"""Published readings of persons and of where they live."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.people.tables.columns import (
    BIRTH_DATE,
    BIRTH_PRECISION,
    COMMUNE,
    DIED_ON,
    END,
    ETHNICITY,
    ID,
    NAME_SORT,
    PERSON,
    SEX,
    START,
    VILLAGE,
    counting,
    lived,
    starts,
)

PERSONS = Table(
    name="people.persons",
    sql_name="people_person",
    grain="một dòng = một người (không kể hồ sơ đã nhập vào hồ sơ khác)",
    person_column="person",
    place_column="commune",
    links=(("namesake", "name_sort"),),
    single=("person",),
    select=(
        "SELECT p.id, p.id AS person, p.commune, p.sex, p.birth_date, p.birth_precision, "
        "NULLIF(p.ethnicity, '') AS ethnicity, p.died_on, p.sort_key AS name_sort, "
        "EXISTS (SELECT 1 FROM people_identifier AS i WHERE i.person_id = p.id AND i.system = 'cccd' "
        "AND i.status = 'active') AS has_id, p.phone <> '' AS phone_known "
        "FROM people_person AS p WHERE p.merged_into_id IS NULL"
    ),
    columns=(
        ID,
        PERSON,
        Column("commune", Type.CODE, description_vi="mã xã nơi ở hiện nay", description_en="present commune code"),
        SEX,
        BIRTH_DATE,
        BIRTH_PRECISION,
        ETHNICITY,
        DIED_ON,
        NAME_SORT,
        Column("has_id", Type.BOOL, description_vi="có số căn cước còn dùng", description_en="has a citizen id in use"),
        Column("phone_known", Type.BOOL, description_vi="có số điện thoại", description_en="has a phone number"),
    ),
)

RESIDENTS = Table(
    name="people.residents",
    sql_name="people_residence",
    grain="một dòng = một thời gian thường trú hoặc tạm trú của một người (không kể người nơi khác đến, hồ sơ đã nhập,"
    " nơi ở ghi nhầm); hai nơi ở ghi trùng ngày thì mỗi ngày chỉ tính một; hộ là hộ hiện nay, trống ở xã đã rời",
    person_column="person",
    place_column="commune",
    links=(("household", "household"), ("village", "village"), ("namesake", "name_sort")),
    select=(
        f"SELECT r.id, r.person_id AS person, r.commune, r.village_id AS village, {starts('r')} AS start_day, "
        "CASE WHEN o.residence IS NULL THEN r.valid_to ELSE o.until END AS end_day, r.kind, p.sex, "
        "NULLIF(p.ethnicity, '') AS ethnicity, p.birth_date, p.birth_precision, p.died_on, p.sort_key AS name_sort, "
        "CASE WHEN p.commune = r.commune THEN p.household_id END AS household, NULLIF(v.area, '') AS area "
        f"FROM {lived('r', 'o')} JOIN people_person AS p ON p.id = r.person_id "
        "LEFT JOIN places_village AS v ON v.id = r.village_id "
        f"WHERE p.merged_into_id IS NULL AND {counting('r', 'o')}"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        VILLAGE,
        START,
        END,
        Column(
            "kind",
            Type.CODE,
            codes=("permanent", "temporary"),
            description_vi="thường trú hay tạm trú",
            description_en="permanent or temporary",
        ),
        SEX,
        ETHNICITY,
        BIRTH_DATE,
        BIRTH_PRECISION,
        DIED_ON,
        NAME_SORT,
        Column(
            "household",
            Type.ID,
            nullable=True,
            description_vi="hộ hiện nay",
            description_en="present household",
        ),
        Column(
            "area",
            Type.CODE,
            nullable=True,
            codes=("K1", "K2", "K3"),
            description_vi="khu vực của thôn, bản (MA_KHUVUC)",
            description_en="area of the village (MA_KHUVUC)",
        ),
    ),
)
