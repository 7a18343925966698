"""Published readings of households and who belonged to them when."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.people.models import Poverty, Relation
from tram.people.tables.columns import COMMUNE, END, HOUSEHOLD, ID, PERSON, START, VILLAGE, starts

HOUSEHOLDS = Table(
    name="people.households",
    sql_name="people_household",
    grain="một dòng = một hộ",
    place_column="commune",
    links=(("household", "household"), ("village", "village")),
    single=("household",),
    select=(
        "SELECT h.id, h.id AS household, h.commune, h.village_id AS village, h.valid_from AS start_day, "
        "h.valid_to AS end_day FROM people_household AS h"
    ),
    columns=(ID, HOUSEHOLD, COMMUNE, VILLAGE, START, END),
)

HOUSEHOLD_STATUSES = Table(
    name="people.household_statuses",
    sql_name="people_household_status",
    grain="một dòng = một thời gian một hộ là hộ nghèo hoặc cận nghèo theo danh sách hằng năm",
    place_column="commune",
    links=(("household", "household"),),
    select=(
        "SELECT s.id, s.household_id AS household, s.commune, s.kind, s.valid_from AS start_day, "
        "s.valid_to AS end_day FROM people_household_status AS s "
        "WHERE s.valid_to IS NULL OR s.valid_to >= s.valid_from"
    ),
    columns=(
        ID,
        HOUSEHOLD,
        COMMUNE,
        Column(
            "kind",
            Type.CODE,
            codes=tuple(Poverty.values),
            description_vi="hộ nghèo hay cận nghèo",
            description_en="poor or nearly so",
        ),
        START,
        END,
    ),
)

MEMBERSHIPS = Table(
    name="people.memberships",
    sql_name="people_membership",
    grain="một dòng = một thời gian một người thuộc một hộ (không kể hồ sơ đã nhập vào hồ sơ khác)",
    person_column="person",
    place_column="commune",
    links=(("household", "household"),),
    select=(
        f"SELECT m.id, m.person_id AS person, m.household_id AS household, m.commune, m.relation, "
        f"{starts('m')} AS start_day, m.valid_to AS end_day "
        "FROM people_membership AS m JOIN people_person AS p ON p.id = m.person_id WHERE p.merged_into_id IS NULL"
    ),
    columns=(
        ID,
        PERSON,
        HOUSEHOLD,
        COMMUNE,
        Column(
            "relation",
            Type.CODE,
            codes=tuple(Relation.values),
            description_vi="quan hệ với chủ hộ",
            description_en="relation to the head",
        ),
        START,
        END,
    ),
)
