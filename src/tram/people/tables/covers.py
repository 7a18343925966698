"""Published readings of insurance cover and of family doctors' lists."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.people.tables.columns import COMMUNE, END, ID, PERSON, START

COVERS = Table(
    name="people.covers",
    sql_name="people_cover",
    grain="một dòng = một thời hạn thẻ bảo hiểm y tế",
    person_column="person",
    place_column="commune",
    select=(
        "SELECT c.id, c.person_id AS person, c.commune, "
        "COALESCE(c.valid_from, CAST('1900-01-01' AS DATE)) AS start_day, c.valid_to AS end_day, "
        "NULLIF(c.benefit, '') AS benefit, c.status, "
        "NULLIF(c.facility_code, '') AS facility_code, "
        "CASE WHEN LENGTH(c.number) = 15 THEN SUBSTRING(c.number, 1, 2) END AS object FROM people_cover AS c"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        START,
        END,
        Column("benefit", Type.CODE, nullable=True, description_vi="mã mức hưởng", description_en="benefit code"),
        Column(
            "status",
            Type.CODE,
            codes=("active", "wrong", "cancelled"),
            description_vi="còn tính, ghi sai hay đã huỷ",
            description_en="counts, recorded by mistake, cancelled",
        ),
        Column(
            "facility_code",
            Type.CODE,
            nullable=True,
            description_vi="mã nơi đăng ký KCB ban đầu",
            description_en="code of the facility registered with",
        ),
        Column(
            "object",
            Type.CODE,
            nullable=True,
            description_vi="mã đối tượng (hai chữ đầu của thẻ 15 ký tự)",
            description_en="group insured (first two letters of a 15-character number)",
        ),
    ),
)  # fmt: skip

FAMILY_DOCTORS = Table(
    name="people.family_doctors",
    sql_name="people_family_doctor",
    grain="một dòng = một thời gian trong danh sách bác sĩ gia đình của một cơ sở",
    person_column="person",
    place_column="commune",
    links=(("facility", "facility"),),
    select=(
        "SELECT f.id, f.person_id AS person, f.commune, f.facility_id AS facility, f.doctor, "
        "COALESCE(f.valid_from, CAST('1900-01-01' AS DATE)) AS start_day, f.valid_to AS end_day "
        "FROM people_family_doctor AS f"
    ),
    columns=(
        ID,
        PERSON,
        COMMUNE,
        Column("facility", Type.ID, description_vi="cơ sở", description_en="facility"),
        Column("doctor", Type.ID, nullable=True, description_vi="bác sĩ", description_en="doctor"),
        START,
        END,
    ),
)
