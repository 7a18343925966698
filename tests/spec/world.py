"""A small published world for the engines' tests: a few tables, made-up rows, loaded into any database."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tram.engines.query import Column, Table, Type

RESIDENTS = Table(
    name="people.residents",
    sql_name="people_resident",
    grain="một dòng = một người",
    person_column="id",
    place_column="commune",
    columns=(
        Column("id", Type.ID, description_vi="mã người"),
        Column("commune", Type.CODE, description_vi="xã"),
        Column("village", Type.ID, nullable=True, description_vi="thôn"),
        Column("birth_date", Type.DATE, nullable=True, description_vi="ngày sinh"),
        Column("sex", Type.CODE, nullable=True, codes=("male", "female"), description_vi="giới"),
        Column("ethnicity", Type.CODE, nullable=True, description_vi="dân tộc"),
        Column("poor", Type.BOOL, nullable=True, description_vi="hộ nghèo"),
        Column("died_on", Type.DATE, nullable=True, description_vi="ngày mất"),
    ),
)
COVERS = Table(
    name="people.covers",
    sql_name="people_cover",
    grain="một dòng = một thời hạn thẻ",
    person_column="person",
    columns=(
        Column("id", Type.ID),
        Column("person", Type.ID, sql_name="person_id"),
        Column("start", Type.DATE, description_vi="ngày thẻ bắt đầu"),
        Column("end", Type.DATE, nullable=True, sql_name="end", description_vi="ngày thẻ hết hạn"),
    ),
)
VISITS = Table(
    name="encounters.visits",
    sql_name="encounters_visit",
    grain="một dòng = một lượt khám",
    person_column="person",
    place_column="commune",
    links=(("visit", "id"), ("village", "village")),
    columns=(
        Column("id", Type.ID),
        Column("person", Type.ID, nullable=True, sql_name="person_id"),
        Column("commune", Type.CODE),
        Column("village", Type.ID, nullable=True),
        Column("day", Type.DATE, nullable=True, description_vi="ngày khám"),
        Column("payer", Type.CODE, nullable=True, codes=("insurance", "self"), description_vi="nguồn chi trả"),
        Column("weight", Type.DECIMAL, nullable=True, scale=1, description_vi="cân nặng"),
        Column("systolic", Type.INT, nullable=True, description_vi="huyết áp tâm thu"),
    ),
)
DIAGNOSES = Table(
    name="encounters.diagnoses",
    sql_name="encounters_diagnosis",
    grain="một dòng = một chẩn đoán",
    person_column="person",
    links=(("visit", "visit"), ("icd3", "icd3")),
    columns=(
        Column("id", Type.ID),
        Column("person", Type.ID, sql_name="person_id"),
        Column("visit", Type.ID, nullable=True, sql_name="visit_id"),
        Column("icd3", Type.CODE, nullable=True, description_vi="ba ký tự đầu"),
        Column("code", Type.CODE, description_vi="mã ICD-10"),
        Column("day", Type.DATE, description_vi="ngày chẩn đoán"),
    ),
)
ICD10 = Table(
    name="encounters.icd10",
    sql_name="encounters_icd10",
    grain="một dòng = một nhóm bệnh ba ký tự",
    links=(("icd3", "icd3"),),
    single=("icd3",),
    columns=(
        Column("id", Type.INT),
        Column("icd3", Type.TEXT),
        Column("chapter", Type.CODE, codes=("04", "09"), description_vi="chương"),
    ),
)
VILLAGES = Table(
    name="places.villages",
    sql_name="places_village",
    grain="một dòng = một thôn",
    place_column="commune",
    links=(("village", "id"),),
    columns=(
        Column("id", Type.ID),
        Column("commune", Type.CODE),
        Column("area", Type.CODE, nullable=True, codes=("K1", "K2", "K3"), description_vi="khu vực"),
    ),
)
TABLES = {table.name: table for table in (RESIDENTS, COVERS, VISITS, DIAGNOSES, ICD10, VILLAGES)}

Rows = dict[str, list[dict[str, Any]]]
COMMUNES = ("03175", "03178", "03181")
AT = date(2026, 2, 28)
BIRTHS = (
    date(2000, 2, 29),
    date(1986, 2, 28),
    date(1986, 3, 1),
    date(1960, 1, 1),
    date(2024, 2, 29),
    date(2026, 2, 28),
)


def _id(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128))


def _maybe(rng: random.Random, value: Any, share: float = 0.15) -> Any:
    return None if rng.random() < share else value


def _day(rng: random.Random, back: int = 1500) -> date:
    return rng.choice((AT, date(2025, 2, 28), date(2024, 2, 29), AT - timedelta(days=rng.randrange(back))))


def populate(seed: int, people: int = 30) -> Rows:
    """A made-up population of that many people: gaps, 29 Februaries, births known by year only (1 January)."""
    rng = random.Random(seed)
    villages = [_id(rng) for _ in range(4)]
    rows: Rows = {name: [] for name in TABLES}
    rows["encounters.icd10"] = [{"id": 1, "icd3": "I10", "chapter": "09"}, {"id": 2, "icd3": "E11", "chapter": "04"}]
    rows["places.villages"] = [_village(rng, village) for village in villages]
    for _ in range(people):
        person = _resident(rng, villages)
        rows["people.residents"].append(person)
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            rows["people.covers"].append(_cover(rng, person["id"]))
        for _ in range(rng.choice((0, 1, 2, 3))):
            rows["encounters.visits"].append(_visit(rng, person))
        for _ in range(rng.choice((0, 0, 1, 2))):
            rows["encounters.diagnoses"].append(_diagnosis(rng, person["id"], rows["encounters.visits"]))
    return rows


def _village(rng: random.Random, village: UUID) -> dict[str, Any]:
    return {"id": village, "commune": rng.choice(COMMUNES), "area": _maybe(rng, rng.choice(("K1", "K2", "K3")))}


def _diagnosis(rng: random.Random, person: UUID, visits: list[dict[str, Any]]) -> dict[str, Any]:
    code = rng.choice(("I10", "I10.1", "I1", "E11.9", "J00"))
    visit = rng.choice(visits)["id"] if visits else None
    icd3 = code[:3] if len(code) > 2 else None
    told = {"id": _id(rng), "person": person, "visit": _maybe(rng, visit), "icd3": icd3}
    return {**told, "code": code, "day": _day(rng)}


def _resident(rng: random.Random, villages: list[UUID]) -> dict[str, Any]:
    birth = rng.choice((*BIRTHS, AT - timedelta(days=rng.randrange(33_000))))
    return {
        "id": _id(rng),
        "commune": rng.choice(COMMUNES),
        "village": _maybe(rng, rng.choice(villages)),
        "birth_date": _maybe(rng, birth),
        "sex": _maybe(rng, rng.choice(("male", "female"))),
        "ethnicity": _maybe(rng, rng.choice(("01", "04", "Thái\"')%"))),
        "poor": _maybe(rng, rng.random() < 0.3),
        "died_on": _maybe(rng, _day(rng), 0.9),
    }


def _cover(rng: random.Random, person: UUID) -> dict[str, Any]:
    start = _day(rng)
    end = _maybe(rng, start + timedelta(days=rng.randrange(400)))
    return {"id": _id(rng), "person": person, "start": start, "end": end}


def _visit(rng: random.Random, person: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _id(rng),
        "person": _maybe(rng, person["id"], 0.05),
        "commune": person["commune"],
        "village": person["village"],
        "day": _maybe(rng, _day(rng), 0.1),
        "payer": _maybe(rng, rng.choice(("insurance", "self"))),
        "weight": _maybe(rng, Decimal(rng.randrange(30, 1200)) / 10),
        "systolic": _maybe(rng, rng.randrange(80, 220)),
    }
