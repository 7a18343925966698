"""Published readings of immunization. Only rows that count: no superseded and no cancelled ones.

Doses and what they count as stand under the record their person was merged into, so that numbers find them there.
"""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.immunization.models import (
    DeferralKind,
    DoseSource,
    ForecastStatus,
    HalfDay,
    MovementKind,
    SessionKind,
    SessionState,
)

_PERSON = Column("person_id", Type.ID, description_vi="mã người", description_en="person id")
_COMMUNE = Column("commune", Type.CODE, description_vi="xã nơi ghi", description_en="commune where it was recorded")
_DAY = Column("day", Type.DATE, description_vi="ngày", description_en="day in Vietnam")
_GROUP = Column(
    "group", Type.CODE, sql_name="vaccine_group", description_vi="nhóm vắc xin", description_en="vaccine group"
)
_AGE = Column(
    "age_days",
    Type.INT,
    nullable=True,
    description_vi="ngày tuổi khi tiêm, nếu biết ngày sinh",
    description_en="age in days, where the day of birth is known",
)
_STAMPS_A_MILLISECOND = 1 << 16  # a stamp is milliseconds since 1970 and a counter below them
_VIETNAM_AHEAD, _DAY_IN_MILLISECONDS = 7 * 3_600_000, 86_400_000


def _id(of_vi: str, of_en: str) -> Column:
    return Column("id", Type.ID, description_vi=f"mã {of_vi}", description_en=f"{of_en} id")


def _number(words: str, english: str) -> Column:
    return Column("number", Type.INT, nullable=True, description_vi=words, description_en=english)


def _date(name: str, words: str, english: str, sql_name: str = "") -> Column:
    return Column(name, Type.DATE, nullable=True, sql_name=sql_name, description_vi=words, description_en=english)


DOSES = Table(
    name="immunization.doses",
    sql_name="immunization_dose",
    grain="một dòng = một mũi tiêm còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("dose", "id"), ("facility", "facility_id"), ("session", "session_id"), ("vaccine", "vaccine")),
    single=("dose",),
    select=(
        "SELECT d.id AS id, s.person AS person_id, d.commune AS commune, d.day AS day, d.vaccine AS vaccine, "
        "s.vaccine_group AS vaccine_group, s.number AS number, s.valid AS valid, d.source AS source, "
        "d.facility_id AS facility_id, d.session_id AS session_id, s.age_days AS age_days, "
        f"(d.stamp / {_STAMPS_A_MILLISECOND} + {_VIETNAM_AHEAD}) / {_DAY_IN_MILLISECONDS} AS entered_day "
        "FROM immunization_standing AS s JOIN immunization_dose AS d ON d.id = s.dose"
    ),
    columns=(
        _id("mũi tiêm", "dose"),
        _PERSON,
        _COMMUNE,
        _DAY,
        Column("vaccine", Type.CODE, description_vi="mã vắc xin", description_en="vaccine code"),
        _GROUP,
        _number("mũi thứ mấy của nhóm, nếu được tính", "number in its group, when it counts"),
        Column(
            "valid",
            Type.BOOL,
            description_vi="được tính cho ít nhất một kháng nguyên",
            description_en="counts for at least one antigen",
        ),
        Column(
            "source",
            Type.CODE,
            codes=tuple(DoseSource.values),
            description_vi="tiêm tại cơ sở, nơi khác, chiến dịch, hệ thống khác gửi",
            description_en="where it was given or who sent it",
        ),
        Column("facility_id", Type.ID, nullable=True, description_vi="cơ sở tiêm", description_en="facility"),
        Column("session_id", Type.ID, nullable=True, description_vi="buổi tiêm", description_en="session"),
        _AGE,
        Column(
            "entered_day",
            Type.INT,
            description_vi="ngày ghi vào máy (số ngày từ 01/01/1970)",
            description_en="day it was entered (days since 1 January 1970)",
        ),
    ),
)

ANTIGEN_DOSES = Table(
    name="immunization.antigen_doses",
    sql_name="immunization_evaluation",
    grain="một dòng = một mũi tiêm còn hiệu lực xét cho một kháng nguyên",
    person_column="person_id",
    place_column="commune",
    links=(("dose", "dose_id"), ("antigen", "antigen")),
    select=(
        "SELECT e.id AS id, e.dose AS dose_id, e.person AS person_id, d.commune AS commune, d.day AS day, "
        "e.antigen AS antigen, e.number AS number, "
        "CASE WHEN e.status = 'valid' THEN TRUE ELSE FALSE END AS valid, e.on_time AS on_time, "
        "s.age_days AS age_days FROM immunization_evaluation AS e JOIN immunization_dose AS d ON d.id = e.dose "
        "JOIN immunization_standing AS s ON s.dose = e.dose"
    ),
    columns=(
        _id("dòng", "row"),
        Column("dose_id", Type.ID, description_vi="mũi tiêm", description_en="dose"),
        _PERSON,
        _COMMUNE,
        _DAY,
        Column("antigen", Type.CODE, description_vi="kháng nguyên", description_en="antigen"),
        _number("mũi thứ mấy của kháng nguyên, nếu được tính", "number for the antigen, when it counts"),
        Column("valid", Type.BOOL, description_vi="được tính", description_en="counts"),
        Column(
            "on_time",
            Type.BOOL,
            nullable=True,
            description_vi="đúng lịch, nếu lịch nói đến khi nào là muộn",
            description_en="in time, where the schedule says when it is late",
        ),
        _AGE,
    ),
)

FORECASTS = Table(
    name="immunization.forecasts",
    sql_name="immunization_forecast",
    grain="một dòng = một người được theo dõi đứng ở đâu trong một nhóm vắc xin",
    person_column="person_id",
    place_column="commune",
    links=(("village", "village_id"),),
    select=(
        "SELECT f.id AS id, f.person AS person_id, f.commune AS commune, f.village AS village_id, "
        "f.vaccine_group AS vaccine_group, f.status AS status, f.number AS number, f.earliest AS earliest, "
        "f.recommended AS recommended, f.overdue AS overdue, f.latest AS latest, f.valid_doses AS valid_doses "
        "FROM immunization_forecast AS f JOIN people_person AS p ON p.id = f.person"
    ),
    columns=(
        _id("dòng", "row"),
        _PERSON,
        Column("commune", Type.CODE, description_vi="xã nơi ở", description_en="commune of residence"),
        Column("village_id", Type.ID, nullable=True, description_vi="thôn, bản", description_en="village"),
        _GROUP,
        Column(
            "status",
            Type.CODE,
            codes=tuple(ForecastStatus.values),
            description_vi="còn mũi phải tiêm, đã đủ, quá tuổi, chống chỉ định, có miễn dịch, không cần",
            description_en="where the person stands with the group",
        ),
        _number("mũi sắp tới", "number of the next dose"),
        _date("earliest", "tiêm được từ ngày", "may be given from"),
        _date("recommended", "nên tiêm ngày", "recommended day"),
        _date("overdue", "ngày cuối còn đúng lịch", "last day in time"),
        _date("latest", "ngày cuối còn tiêm được", "last day it may be given"),
        Column("valid_doses", Type.INT, description_vi="số mũi được tính", description_en="doses that count"),
    ),
)

DEFERRALS = Table(
    name="immunization.deferrals",
    sql_name="immunization_deferral",
    grain="một dòng = một lần hoãn, từ chối, chống chỉ định hoặc vắng mặt",
    person_column="person_id",
    place_column="commune",
    links=(("session", "session_id"),),
    select=(
        "SELECT id, person_id, commune, day, vaccine_group, kind, reason, session_id "
        "FROM immunization_deferral WHERE status = 'current'"
    ),
    columns=(
        _id("dòng", "row"),
        _PERSON,
        _COMMUNE,
        _DAY,
        Column(
            "group",
            Type.CODE,
            sql_name="vaccine_group",
            description_vi="nhóm vắc xin; trống là mọi vắc xin",
            description_en="vaccine group; empty: all",
        ),
        Column(
            "kind",
            Type.CODE,
            codes=tuple(DeferralKind.values),
            description_vi="hoãn, từ chối, chống chỉ định, vắng mặt",
            description_en="deferred, refused, contraindicated, absent",
        ),
        Column("reason", Type.CODE, description_vi="mã lý do", description_en="reason code"),
        Column("session_id", Type.ID, nullable=True, description_vi="buổi tiêm", description_en="session"),
    ),
)

CIRCUMSTANCES = Table(
    name="immunization.circumstances",
    sql_name="immunization_circumstance",
    grain="một dòng = một tình trạng liên quan tiêm chủng còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    select=(
        "SELECT id, person_id, commune, code, started_on, ended_on, due_on "
        "FROM immunization_circumstance WHERE status = 'current'"
    ),
    columns=(
        _id("dòng", "row"),
        _PERSON,
        _COMMUNE,
        Column("code", Type.CODE, description_vi="mã tình trạng", description_en="circumstance code"),
        Column("start", Type.DATE, sql_name="started_on", description_vi="từ ngày", description_en="from"),
        _date("end", "đến ngày", "until", "ended_on"),
        _date("due_on", "dự kiến sinh", "expected birth"),
    ),
)

SESSIONS = Table(
    name="immunization.sessions",
    sql_name="immunization_session",
    grain="một dòng = một buổi tiêm",
    place_column="commune",
    links=(("session", "id"),),
    single=("session",),
    select=(
        "SELECT s.id AS id, s.commune AS commune, s.day AS day, s.kind AS kind, s.state AS state, "
        "COALESCE(a.invited, 0) AS invited, COALESCE(a.came, 0) AS came FROM immunization_session AS s "
        "LEFT JOIN (SELECT session_id, COUNT(DISTINCT CASE WHEN invited THEN person_id END) AS invited, "
        "COUNT(DISTINCT CASE WHEN arrived_at IS NOT NULL THEN person_id END) AS came FROM immunization_attendance "
        "WHERE status = 'current' GROUP BY session_id) AS a ON a.session_id = s.id"
    ),
    columns=(
        _id("buổi tiêm", "session"),
        _COMMUNE,
        _DAY,
        Column(
            "kind",
            Type.CODE,
            codes=tuple(SessionKind.values),
            description_vi="tại trạm, ngoài trạm, chiến dịch",
            description_en="at the station, outreach, campaign",
        ),
        Column(
            "state",
            Type.CODE,
            codes=tuple(SessionState.values),
            description_vi="đến đâu",
            description_en="how far it has come",
        ),
        Column("invited", Type.INT, description_vi="số người được mời", description_en="people invited"),
        Column("came", Type.INT, description_vi="số người đến", description_en="people who came"),
    ),
)

ADVERSE_EVENTS = Table(
    name="immunization.adverse_events",
    sql_name="immunization_adverse_event",
    grain="một dòng = một phản ứng sau tiêm còn hiệu lực",
    person_column="person_id",
    place_column="commune",
    links=(("dose", "dose_id"), ("session", "session_id")),
    select=(
        "SELECT e.id AS id, e.person_id AS person_id, e.commune AS commune, t.day AS day, e.serious AS serious, "
        "e.dose_id AS dose_id, e.session_id AS session_id, e.vaccine AS vaccine, t.notified_hours AS notified_hours "
        "FROM immunization_adverse_event AS e JOIN immunization_event_standing AS t ON t.event = e.id "
        "WHERE e.status = 'current'"
    ),
    columns=(
        _id("phản ứng", "event"),
        _PERSON,
        _COMMUNE,
        _DAY,
        Column("serious", Type.BOOL, description_vi="nặng", description_en="serious"),
        Column("dose_id", Type.ID, nullable=True, description_vi="mũi tiêm", description_en="dose"),
        Column("session_id", Type.ID, nullable=True, description_vi="buổi tiêm", description_en="session"),
        Column("vaccine", Type.CODE, description_vi="mã vắc xin", description_en="vaccine code"),
        Column(
            "notified_hours",
            Type.INT,
            nullable=True,
            description_vi="số giờ từ khi biết đến khi báo, làm tròn lên",
            description_en="hours from knowing to notifying, rounded up",
        ),
    ),
)

STOCK = Table(
    name="immunization.stock",
    sql_name="immunization_stock_movement",
    grain="một dòng = một lần nhập, dùng, hao phí, trả lại hoặc kiểm kê; lọ đã mở tính đủ liều của lọ",
    place_column="commune",
    links=(("session", "session_id"), ("vaccine", "vaccine")),
    select=(
        "SELECT m.id AS id, m.commune AS commune, m.day AS day, l.vaccine AS vaccine, m.kind AS kind, "
        "m.reason AS reason, m.session_id AS session_id, m.vials AS vials, "
        "CASE WHEN m.kind = 'use' THEN m.vials * l.presentation ELSE m.doses END AS doses "
        "FROM immunization_stock_movement AS m JOIN immunization_vaccine_lot AS l ON l.id = m.lot_id "
        "WHERE m.status = 'current'"
    ),
    columns=(
        _id("dòng kho", "movement"),
        _COMMUNE,
        _DAY,
        Column("vaccine", Type.CODE, description_vi="mã vắc xin", description_en="vaccine code"),
        Column(
            "kind",
            Type.CODE,
            codes=tuple(MovementKind.values),
            description_vi="nhập, dùng, hao phí, trả lại, kiểm kê",
            description_en="receipt, use, waste, return, count",
        ),
        Column("reason", Type.CODE, description_vi="mã lý do", description_en="reason code"),
        Column("session_id", Type.ID, nullable=True, description_vi="buổi tiêm", description_en="session"),
        Column("vials", Type.INT, description_vi="số lọ, có dấu", description_en="vials, signed"),
        Column("doses", Type.INT, description_vi="số liều, có dấu", description_en="doses, signed"),
    ),
)

FRIDGES = Table(
    name="immunization.fridges",
    sql_name="immunization_fridge",
    grain="một dòng = một tủ lạnh vắc xin",
    place_column="commune",
    links=(("fridge", "id"),),
    single=("fridge",),
    columns=(
        _id("tủ lạnh", "fridge"),
        _COMMUNE,
        Column("name", Type.TEXT, identifying=True, description_vi="tên tủ", description_en="name"),
        Column("start", Type.DATE, sql_name="valid_from", description_vi="dùng từ ngày", description_en="from"),
        _date("end", "dùng đến ngày", "until", "valid_to"),
    ),
)

FRIDGE_READINGS = Table(
    name="immunization.fridge_readings",
    sql_name="immunization_fridge_reading",
    grain="một dòng = một lần đọc nhiệt độ tủ lạnh vắc xin",
    place_column="commune",
    links=(("fridge", "fridge_id"),),
    select=(
        "SELECT id, commune, fridge_id, day, half, celsius, alarm FROM immunization_fridge_reading "
        "WHERE status = 'current'"
    ),
    columns=(
        _id("lần đọc", "reading"),
        _COMMUNE,
        Column("fridge_id", Type.ID, description_vi="tủ lạnh", description_en="fridge"),
        _DAY,
        Column(
            "half", Type.CODE, codes=tuple(HalfDay.values), description_vi="sáng, chiều", description_en="half of day"
        ),
        Column("celsius", Type.DECIMAL, scale=1, description_vi="nhiệt độ °C", description_en="temperature in °C"),
        Column("alarm", Type.BOOL, description_vi="ngoài giới hạn", description_en="out of bounds"),
    ),
)

TABLES = (
    DOSES,
    ANTIGEN_DOSES,
    FORECASTS,
    DEFERRALS,
    CIRCUMSTANCES,
    SESSIONS,
    ADVERSE_EVENTS,
    STOCK,
    FRIDGES,
    FRIDGE_READINGS,
)
