"""A station with a doctor, a small catalogue and somebody insured: what a claim needs and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Unpack
from uuid import UUID

from tram.encounters.api import ICD10, DiagnosisInput, LineInput, VisitContent, VisitView, record_checked_visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.people.api import NewCover
from tram.people.tests.support import HERE, law, register
from tram.places.api import found_facility
from tram.supply.api import IndicatorInput, ItemInput, record_items
from tram.workforce.api import add_staff

DAY = date(2026, 10, 12)
AT = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
FOUNDED = date(2026, 1, 1)
CODE = "12042"
CARD = "DT2120123456789"
COVER = NewCover(CARD, date(2026, 1, 1), date(2026, 12, 31), facility_code=CODE)
HYPERTENSION = DiagnosisInput("I10", "main", "Tăng huyết áp vô căn (nguyên phát)", ICD10)
WEIGHT = {"29463-7": Decimal("52.5")}
ITEMS = (
    ItemInput("exam", "02.1897", "Khám Nội", "lần", Decimal(36500)),
    ItemInput("bed", "K03.1912", "Ngày giường lưu trạm", "ngày", Decimal(67800)),
    ItemInput(
        "drug", "40.491", "Amlodipin 5mg", "viên", Decimal("320.5"), strength="5mg", route="1.01",
        registration="VD-12345-10", tender="123/QĐ-SYT;G1;N4;2026",
    ),
    ItemInput("drug", "40.677", "Paracetamol 500mg", "viên", Decimal(210), strength="500mg", route="1.01",
              registration="VD-22222-15", tender="123/QĐ-SYT;G1;N4;2026"),
    ItemInput(
        "service", "23.0075.1494", "Định lượng Glucose [Máu]", "lần", Decimal(22400), group="1", machine="XN.1.A1",
        indicators=(IndicatorInput("Glucose", "15074-8", "mmol/L"),),
    ),
    ItemInput("service", "03.4246.0198", "Thay băng vết thương", "lần", Decimal(60000), group="18", icd9="93.57"),
    ItemInput("supply", "N02.03.020", "Băng cuộn 10cm", "cuộn", Decimal(2500), tender="55/QĐ-TTYT;G1;N3;2026"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """A station and who is in it; ``items`` by code."""

    station: UUID
    doctor: UUID
    nurse: Actor
    items: dict[str, UUID]
    lan: UUID


def world() -> World:
    """Everything written."""
    law()
    station = found_facility(
        by=SYSTEM, at=AT, commune=HERE, kind="commune_station", name="Trạm Y tế xã Bình Lư", day=FOUNDED, bhxh_code=CODE
    ).id
    doctor = add_staff(
        by=SYSTEM, at=AT, commune=HERE, facility=station, full_name="Hoàng Văn Sơn", profession="doctor",
        licence="000123/LC", day=FOUNDED,
    ).id  # fmt: skip
    nurse = Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}), facility=station, commune=HERE)
    ids = record_items(by=SYSTEM, at=AT, commune=HERE, day=FOUNDED, rows=ITEMS)
    lan = register("Lò Thị Lan", birth="12/03/1956", sex="female", ethnicity="03", cover=COVER)
    return World(station, doctor, nurse, {row.code: one for row, one in zip(ITEMS, ids, strict=True)}, lan)


def visit(place: World, **content: Unpack[VisitContent]) -> VisitView:
    """An insured visit of bà Lan on the day, with what the test says."""
    said: VisitContent = {
        "facility": place.station, "commune": HERE, "examiner": place.doctor, "payer": "bhyt", "started_at": AT,
        "ended_at": AT.replace(minute=30), "diagnoses": [HYPERTENSION], "vitals": WEIGHT, "reason": "Tái khám",
    }  # fmt: skip
    said.update(content)
    return record_checked_visit(by=place.nurse, at=AT.replace(minute=40), person=place.lan, **said)


def tablets(place: World, code: str = "40.491", days: int = 5, **more) -> LineInput:
    """Two times one tablet for some days."""
    return LineInput(
        "Thuốc", item=place.items[code], quantity=Decimal(2 * days), per_time=Decimal(1), times=2, days=days, **more
    )
