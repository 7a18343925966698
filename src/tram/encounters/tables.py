"""Published readings of the health record. Only rows that count: no superseded and no cancelled ones."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type

_PERSON = Column("person_id", Type.ID, description_vi="mã người", description_en="person id")
_COMMUNE = Column("commune", Type.CODE, description_vi="xã nơi ghi", description_en="commune where it was recorded")
_DAY = Column("day", Type.DATE, description_vi="ngày", description_en="day in Vietnam")
_VISIT = Column("visit_id", Type.ID, nullable=True, description_vi="lần khám", description_en="visit it belongs to")

VISITS = Table(
    name="encounters.visits",
    sql_name="encounters_visit",
    grain="một dòng = một lần khám còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("facility", "facility_id"), ("staff", "examiner_id")),
    select=(
        "SELECT id, person_id, commune, facility_id, examiner_id, day, kind, status, payer, follow_up_on, source "
        "FROM encounters_visit WHERE status IN ('finished', 'in-progress')"
    ),
    columns=(
        Column("id", Type.ID, description_vi="mã lần khám", description_en="visit id"),
        _PERSON,
        _COMMUNE,
        Column("facility_id", Type.ID, nullable=True, description_vi="cơ sở khám", description_en="facility"),
        Column("examiner_id", Type.ID, nullable=True, description_vi="người khám", description_en="examiner"),
        _DAY,
        Column(
            "kind",
            Type.CODE,
            codes=("AMB", "HH", "EMER", "VR", "FLD", "IMP"),
            description_vi="hình thức khám (FHIR ActCode)",
            description_en="kind of visit (FHIR ActCode)",
        ),
        Column("status", Type.CODE, codes=("finished", "in-progress"), description_vi="đã xong hay đang khám"),
        Column(
            "payer",
            Type.CODE,
            codes=("bhyt", "self", "free", "other"),
            description_vi="nguồn chi trả",
            description_en="who pays",
        ),
        Column(
            "follow_up_on", Type.DATE, nullable=True, description_vi="ngày hẹn khám lại", description_en="next visit"
        ),
        Column("source", Type.TEXT, description_vi="nhập từ đâu", description_en="where it was entered"),
    ),
)

DIAGNOSES = Table(
    name="encounters.diagnoses",
    sql_name="encounters_diagnosis",
    grain="một dòng = một chẩn đoán còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "visit_id"),),
    select=(
        "SELECT id, person_id, commune, visit_id, day, system, code, role, certainty, rank, "
        "CASE WHEN system = 'http://hl7.org/fhir/sid/icd-10' THEN SUBSTRING(code, 1, 3) END AS icd3 "
        "FROM encounters_diagnosis WHERE status = 'current'"
    ),
    columns=(
        Column("id", Type.ID, description_vi="mã chẩn đoán", description_en="diagnosis id"),
        _PERSON,
        _COMMUNE,
        _VISIT,
        _DAY,
        Column("system", Type.TEXT, description_vi="hệ mã", description_en="code system"),
        Column("code", Type.CODE, description_vi="mã bệnh", description_en="code"),
        Column(
            "icd3",
            Type.CODE,
            nullable=True,
            description_vi="ba ký tự đầu của mã ICD-10",
            description_en="ICD-10 category; missing for other code systems",
        ),
        Column("role", Type.CODE, codes=("main", "accompanying", "problem"), description_vi="bệnh chính, kèm theo"),
        Column("certainty", Type.CODE, codes=("provisional", "confirmed"), description_vi="sơ bộ, xác định"),
        Column("rank", Type.INT, description_vi="thứ tự", description_en="rank within the visit"),
    ),
)

OBSERVATIONS = Table(
    name="encounters.observations",
    sql_name="encounters_observation",
    grain="một dòng = một giá trị đo còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "visit_id"),),
    select=(
        "SELECT id, person_id, commune, visit_id, day, system, code, number, unit, value_code "
        "FROM encounters_observation WHERE status = 'current'"
    ),
    columns=(
        Column("id", Type.ID, description_vi="mã chỉ số", description_en="observation id"),
        _PERSON,
        _COMMUNE,
        _VISIT,
        _DAY,
        Column("system", Type.TEXT, description_vi="hệ mã", description_en="code system"),
        Column("code", Type.CODE, description_vi="mã chỉ số (LOINC)", description_en="code (LOINC)"),
        Column("number", Type.DECIMAL, nullable=True, scale=4, description_vi="giá trị", description_en="value"),
        Column("unit", Type.TEXT, description_vi="đơn vị (UCUM)", description_en="unit (UCUM)"),
        Column("value_code", Type.CODE, description_vi="giá trị mã hoá", description_en="coded value"),
    ),
)

TABLES = (VISITS, DIAGNOSES, OBSERVATIONS)
