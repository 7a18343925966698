"""Published readings of the health record. Only rows that count: no superseded and no cancelled ones."""

from __future__ import annotations

from tram.encounters.models import Outcome, Purpose
from tram.engines.query import Column, Table, Type

_PERSON = Column("person_id", Type.ID, description_vi="mã người", description_en="person id")
_COMMUNE = Column("commune", Type.CODE, description_vi="xã nơi ghi", description_en="commune where it was recorded")
_DAY = Column("day", Type.DATE, description_vi="ngày", description_en="day in Vietnam")
_STAMPS_A_MILLISECOND = 1 << 16  # a stamp is milliseconds since 1970 and a counter below them
_VIETNAM_AHEAD, _DAY_IN_MILLISECONDS = 7 * 3_600_000, 86_400_000
_WHOLE = "CAST(number AS BIGINT)"
_VISIT = Column("visit_id", Type.ID, nullable=True, description_vi="lần khám", description_en="visit it belongs to")

VISITS = Table(
    name="encounters.visits",
    sql_name="encounters_visit",
    grain="một dòng = một lần khám còn hiệu lực; không ghi kết thúc thì là về nhà, không ghi y học cổ truyền thì là"
    " không",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "id"), ("facility", "facility_id"), ("staff", "examiner_id")),
    select=(
        "SELECT id, person_id, commune, facility_id, examiner_id, day, kind, status, payer, follow_up_on, source, "
        "CASE WHEN outcome <> '' THEN outcome ELSE 'home' END AS outcome, "
        "CASE WHEN purpose <> '' THEN purpose WHEN kind = 'EMER' THEN 'emergency' ELSE 'illness' END AS purpose, "
        "COALESCE(traditional, FALSE) AS traditional, "
        f"(stamp / {_STAMPS_A_MILLISECOND} + {_VIETNAM_AHEAD}) / {_DAY_IN_MILLISECONDS} AS entered_day "
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
        Column(
            "outcome",
            Type.CODE,
            codes=tuple(Outcome.values),
            description_vi="kết thúc",
            description_en="outcome",
        ),
        Column(
            "purpose",
            Type.CODE,
            codes=tuple(Purpose.values),
            description_vi="mục đích khám",
            description_en="purpose",
        ),
        Column(
            "traditional",
            Type.BOOL,
            description_vi="dùng y học cổ truyền",
            description_en="traditional medicine was used",
        ),
        Column(
            "entered_day",
            Type.INT,
            description_vi="ngày ghi vào máy (số ngày từ 01/01/1970)",
            description_en="day it was entered (days since 1 January 1970)",
        ),
    ),
)

DIAGNOSES = Table(
    name="encounters.diagnoses",
    sql_name="encounters_diagnosis",
    grain="một dòng = một chẩn đoán còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "visit_id"), ("icd3", "icd3")),
    select=(
        "SELECT id, person_id, commune, visit_id, day, system, code, role, certainty, rank, onset_on, "
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
        Column(
            "onset",
            Type.DATE,
            nullable=True,
            sql_name="onset_on",
            description_vi="ngày bắt đầu mắc, nếu biết",
            description_en="day the illness began, if known",
        ),
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
        "SELECT id, person_id, commune, visit_id, day, system, code, number, unit, value_code, "
        f"CASE WHEN number = {_WHOLE} THEN ABS({_WHOLE} - {_WHOLE} / 10 * 10) END AS last_digit "
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
        Column(
            "last_digit",
            Type.INT,
            nullable=True,
            description_vi="chữ số cuối",
            description_en="last digit",
        ),
    ),
)

_SYSTEM = Column("system", Type.TEXT, description_vi="hệ mã", description_en="code system; empty where it is text only")
_PAID_BY = Column(
    "paid_by",
    Type.CODE,
    codes=("", "2", "3", "4"),
    description_vi="nguồn trả: trống là nguồn của lần khám, 2 dự án, 3 chương trình mục tiêu, 4 nguồn khác",
    description_en="who pays: empty the visit's payer, 2 a project, 3 a national programme, 4 another source",
)
_QUANTITY = Column(
    "quantity", Type.DECIMAL, nullable=True, scale=3, description_vi="số lượng", description_en="how much, if told"
)

DRUGS = Table(
    name="encounters.drugs",
    sql_name="encounters_prescription_line",
    grain="một dòng = một thuốc trong đơn còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "visit_id"),),
    select=(
        "SELECT l.id AS id, l.person_id AS person_id, l.commune AS commune, p.visit_id AS visit_id, p.day AS day, "
        "l.system AS system, l.code AS code, l.quantity AS quantity, l.unit AS unit, l.days AS days, "
        "l.paid_by AS paid_by, CASE WHEN l.dispensed_at IS NULL THEN FALSE ELSE TRUE END AS dispensed "
        "FROM encounters_prescription_line AS l JOIN encounters_prescription AS p ON p.id = l.prescription_id "
        "WHERE l.status = 'current'"
    ),
    columns=(
        Column("id", Type.ID, description_vi="mã dòng thuốc", description_en="line id"),
        _PERSON,
        _COMMUNE,
        _VISIT,
        _DAY,
        _SYSTEM,
        Column("code", Type.CODE, description_vi="mã thuốc", description_en="code of the drug; empty for text"),
        _QUANTITY,
        Column("unit", Type.TEXT, description_vi="đơn vị", description_en="unit of the quantity"),
        Column("days", Type.INT, nullable=True, description_vi="số ngày dùng", description_en="days it is taken"),
        _PAID_BY,
        Column("dispensed", Type.BOOL, description_vi="đã phát", description_en="handed out at the station"),
    ),
)

PROCEDURES = Table(
    name="encounters.procedures",
    sql_name="encounters_procedure",
    grain="một dòng = một dịch vụ kỹ thuật, xét nghiệm, thủ thuật còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "visit_id"),),
    select=(
        "SELECT id, person_id, commune, visit_id, day, system, code, quantity FROM encounters_procedure "
        "WHERE status = 'current'"
    ),
    columns=(
        Column("id", Type.ID, description_vi="mã dịch vụ đã làm", description_en="procedure id"),
        _PERSON,
        _COMMUNE,
        _VISIT,
        _DAY,
        _SYSTEM,
        Column("code", Type.CODE, description_vi="mã dịch vụ", description_en="code of the service"),
        _QUANTITY,
    ),
)

ICD10 = Table(
    name="encounters.icd10",
    sql_name="encounters_icd_category",
    grain="một dòng = một nhóm ba ký tự của ICD-10 với khối và chương của nó",
    links=(("icd3", "icd3"),),
    single=("icd3",),
    columns=(
        Column("id", Type.INT, description_vi="số dòng", description_en="row number"),
        Column("icd3", Type.CODE, sql_name="code", description_vi="mã ba ký tự", description_en="category"),
        Column("chapter", Type.CODE, description_vi="chương, 01 đến 22", description_en="chapter, 01 to 22"),
        Column("block", Type.CODE, description_vi="khối, như A00-A09", description_en="block, such as A00-A09"),
    ),
)

TABLES = (VISITS, DIAGNOSES, OBSERVATIONS, DRUGS, PROCEDURES, ICD10)
