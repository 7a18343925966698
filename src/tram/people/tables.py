"""Published readings of the people room: who lives where, who is insured when, who stands on which doctor's list."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type

_ID = Column("id", Type.ID, description_vi="mã dòng", description_en="row id")
_PERSON = Column("person", Type.ID, description_vi="mã người", description_en="person id")
_COMMUNE = Column("commune", Type.CODE, description_vi="mã xã", description_en="commune code")
_START = Column("start", Type.DATE, description_vi="từ ngày", description_en="from", sql_name="start_day")
_END = Column("end", Type.DATE, nullable=True, description_vi="đến ngày", description_en="until", sql_name="end_day")


RESIDENTS = Table(
    name="people.residents",
    sql_name="people_residence",
    grain="một dòng = một thời gian thường trú hoặc tạm trú của một người (không kể người nơi khác đến, hồ sơ đã nhập)"
    "; hai nơi ở ghi trùng ngày thì mỗi ngày chỉ tính một",
    person_column="person",
    place_column="commune",
    select=(
        "SELECT r.id, r.person_id AS person, r.commune, r.village_id AS village, "
        "COALESCE(r.valid_from, CAST('1900-01-01' AS DATE)) AS start_day, "
        "CASE WHEN o.residence IS NULL THEN r.valid_to ELSE o.until END AS end_day, r.kind, p.sex, "
        "NULLIF(p.ethnicity, '') AS ethnicity, p.birth_date, p.birth_precision, p.died_on, p.sort_key AS name_sort "
        "FROM people_residence AS r JOIN people_person AS p ON p.id = r.person_id "
        "LEFT JOIN people_residence_overlap AS o ON o.residence = r.id "
        "WHERE r.kind IN ('permanent', 'temporary') AND p.merged_into_id IS NULL AND (o.residence IS NULL OR o.counts)"
    ),
    columns=(
        _ID,
        _PERSON,
        _COMMUNE,
        Column("village", Type.ID, nullable=True, description_vi="thôn, bản", description_en="village"),
        _START,
        _END,
        Column(
            "kind",
            Type.CODE,
            codes=("permanent", "temporary"),
            description_vi="thường trú hay tạm trú",
            description_en="permanent or temporary",
        ),
        Column(
            "sex",
            Type.CODE,
            codes=("male", "female", "other", "unknown"),
            description_vi="giới",
            description_en="sex",
        ),
        Column("ethnicity", Type.CODE, nullable=True, description_vi="mã dân tộc", description_en="ethnic group code"),
        Column(
            "birth_date",
            Type.DATE,
            nullable=True,
            description_vi="ngày sinh sớm nhất có thể",
            description_en="earliest day of birth",
        ),
        Column(
            "birth_precision",
            Type.CODE,
            codes=("day", "month", "year"),
            description_vi="biết đến ngày, tháng hay chỉ năm",
            description_en="how much of the birth date is known",
        ),
        Column("died_on", Type.DATE, nullable=True, description_vi="ngày mất", description_en="day of death"),
        Column("name_sort", Type.TEXT, description_vi="khoá xếp theo tên", description_en="key to sort by given name"),
    ),
)  # fmt: skip

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
        "NULLIF(c.facility_code, '') AS facility_code FROM people_cover AS c"
    ),
    columns=(
        _ID,
        _PERSON,
        _COMMUNE,
        _START,
        _END,
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
        _ID,
        _PERSON,
        _COMMUNE,
        Column("facility", Type.ID, description_vi="cơ sở", description_en="facility"),
        Column("doctor", Type.ID, nullable=True, description_vi="bác sĩ", description_en="doctor"),
        _START,
        _END,
    ),
)

TABLES = (RESIDENTS, COVERS, FAMILY_DOCTORS)
