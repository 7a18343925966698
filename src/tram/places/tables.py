"""What the places room publishes for queries: communes, villages, facilities, staff numbers."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.places.models import FacilityKind, StaffCategory, VillageArea, VillageKind

_START = Column(
    "start", Type.DATE, sql_name="valid_from", description_vi="ngày bắt đầu", description_en="first day"
)  # fmt: skip
_END = Column(
    "end", Type.DATE, nullable=True, sql_name="valid_to", description_vi="ngày cuối", description_en="last day"
)  # fmt: skip
_COMMUNE = Column("commune", Type.CODE, description_vi="mã xã hiện nay", description_en="present commune code")

COMMUNES = Table(
    name="places.communes",
    sql_name="places_commune",
    grain="một dòng = một xã, phường, đặc khu trong một thời kỳ",
    place_column="commune",
    columns=(
        Column("id", Type.INT, description_vi="số dòng", description_en="row number"),
        Column("commune", Type.CODE, sql_name="code", description_vi="mã xã", description_en="commune code"),
        Column("name", Type.TEXT, sql_name="full_name", description_vi="tên đầy đủ", description_en="full name"),
        Column("unit_type", Type.TEXT, description_vi="loại đơn vị", description_en="kind of unit"),
        Column(
            "province", Type.CODE, sql_name="province_code", description_vi="mã tỉnh", description_en="province code"
        ),
        Column("population", Type.INT, nullable=True, description_vi="dân số 2025", description_en="population 2025"),
        Column(
            "area_km2", Type.DECIMAL, nullable=True, scale=2, description_vi="diện tích km²", description_en="area km²"
        ),
        _START,
        _END,
    ),
)
VILLAGES = Table(
    name="places.villages",
    sql_name="places_village",
    grain="một dòng = một thôn, bản, tổ dân phố",
    place_column="commune",
    links=(("village", "id"),),
    columns=(
        Column("id", Type.ID, description_vi="mã thôn", description_en="village id"),
        _COMMUNE,
        Column("name", Type.TEXT, description_vi="tên hiện nay", description_en="present name", identifying=True),
        Column(
            "kind", Type.CODE, codes=tuple(VillageKind.values), description_vi="loại", description_en="kind of village"
        ),
        Column(
            "area",
            Type.CODE,
            nullable=True,
            codes=tuple(VillageArea.values),
            description_vi="khu vực sinh sống (MA_KHUVUC)",
            description_en="area of living (MA_KHUVUC)",
        ),
        _START,
        _END,
    ),
    select=(
        "SELECT v.id, v.commune, v.name, v.kind, NULLIF(v.area, '') AS area, v.valid_from, v.valid_to "
        "FROM places_village AS v"
    ),
)
FACILITIES = Table(
    name="places.facilities",
    sql_name="places_facility",
    grain="một dòng = một cơ sở của mạng lưới, ở xã hiện nay của nó",
    place_column="commune",
    links=(("facility", "id"),),
    columns=(
        Column("id", Type.ID, description_vi="mã cơ sở", description_en="facility id"),
        _COMMUNE,
        Column("kind", Type.CODE, codes=tuple(FacilityKind.values), description_vi="loại cơ sở", description_en="kind"),
        Column(
            "parent",
            Type.ID,
            nullable=True,
            sql_name="parent_id",
            description_vi="cơ sở quản lý hiện nay",
            description_en="present leading facility",
        ),
        _START,
        _END,
    ),
)
STAFF_COUNTS = Table(
    name="places.staff_counts",
    sql_name="places_staff_count",
    grain="một dòng = số người do quản trị nhập cho một cơ sở hoặc một thôn trong một thời kỳ",
    place_column="commune",
    links=(("facility", "facility"), ("village", "village")),
    columns=(
        Column("id", Type.ID, description_vi="mã dòng", description_en="row id"),
        _COMMUNE,
        Column(
            "facility",
            Type.ID,
            nullable=True,
            sql_name="facility_id",
            description_vi="cơ sở",
            description_en="facility",
        ),
        Column(
            "village",
            Type.ID,
            nullable=True,
            sql_name="village_id",
            description_vi="thôn, bản",
            description_en="village",
        ),
        Column(
            "category", Type.CODE, codes=tuple(StaffCategory.values), description_vi="nhóm", description_en="category"
        ),
        Column("number", Type.INT, description_vi="số người", description_en="number of staff"),
        _START,
        _END,
    ),
)
TABLES = (COMMUNES, VILLAGES, FACILITIES, STAFF_COUNTS)
