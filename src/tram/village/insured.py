"""Insured visits of every kind a commune station has, by the deeds a nurse's screen uses: for claims to be built from.

Everything is drawn from one seed. People are registered for these visits alone, so that each kind of cover is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from uuid import UUID

from tram.encounters.api import (
    DRUG,
    LOINC,
    SERVICE,
    TRADITIONAL,
    DiagnosisInput,
    LineInput,
    ObservationInput,
    ProcedureInput,
    SupplyInput,
    VisitContent,
    record_checked_visit,
)
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ
from tram.kernel.facts import batch
from tram.kernel.ids import uuid7
from tram.people.api import NewCover, NewIdentifier, register_person
from tram.supply.api import ItemView
from tram.village.network import Network, insurer_code

VISITS_A_PERSON, BATCH, BEDS = 5, 500, 997
WEIGHT, SYSTOLIC, DIASTOLIC, PULSE, TEMPERATURE = "29463-7", "8480-6", "8462-4", "8867-4", "8310-5"
ABOVE = "12001"  # the code of the hospital above, in the shape of the insurer's codes
FAMILIES = ("Lò", "Vàng", "Giàng", "Tòng", "Hoàng", "Nguyễn", "Lường", "Sùng")
GIVEN = ("Văn Thắng", "Thị Hoa", "Văn Nam", "Thị Nga", "Văn Phong", "Thị Ính", "A Páo", "Thị Dung")


@dataclass(frozen=True, slots=True)
class Cover:
    """A kind of insured person: holder code with benefit digit, and the ages they are of ("" card: none)."""

    card: str
    youngest: int
    oldest: int


COVERS = (
    Cover("DT2", 20, 70),  # ethnic minority, all of the cost
    Cover("GD4", 20, 70),  # household, 80 %
    Cover("HN2", 20, 70),  # poor
    Cover("HT3", 62, 85),  # pensioner, 95 %
    Cover("DN4", 22, 55),  # employee
    Cover("CN3", 25, 60),  # nearly poor: 95 %, all of it since 2026
    Cover("TE1", 1, 5),
    Cover("", 20, 60),
)


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who comes, and what they weigh."""

    id: UUID
    birth: date
    weight: Decimal
    insured: bool


@dataclass(slots=True)
class Desk:
    """A station's desk while visits are written at it; ``items`` of its catalogue by code."""

    network: Network
    items: Mapping[str, ItemView]
    rng: Random
    serial: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**6)))

    @property
    def doctor(self) -> UUID:
        """Who examines and orders."""
        return self.network.examiners[0]

    @property
    def helper(self) -> UUID:
        """Who carries out what was ordered."""
        return self.network.examiners[-1]

    def drug(self, code: str, at: datetime, *, days: int = 0, paid_by: str = "") -> LineInput:
        """A drug in its usual dose, for its usual days unless said, handed out ten minutes later."""
        item = self.items[code]
        amount, times, usual = (int(part) for part in item.usual_dose.split("x"))
        length = days or usual
        return LineInput(
            item.name, f"Ngày uống {times} lần, mỗi lần {amount} {item.unit}", DRUG, code, item=item.id,
            quantity=Decimal(amount * times * length), unit=item.unit, route=item.route, per_time=Decimal(amount),
            times=times, days=length, instructions="Uống sau ăn", dispensed_at=at + timedelta(minutes=10),
            prescriber=self.doctor, paid_by=paid_by,
        )  # fmt: skip

    def herbs(self, at: datetime, packets: int) -> list[LineInput]:
        """A decoction: a packet a day of every herb there is."""
        found = {item.id: item for item in self.items.values() if item.kind == "herb"}.values()
        return [
            LineInput(
                item.name, f"{item.usual_dose}g * 1 thang * {packets} ngày", DRUG, item.code, item=item.id,
                quantity=Decimal(item.usual_dose) * packets, unit=item.unit, route=item.route,
                per_time=Decimal(item.usual_dose), days=packets, doses=1, dispensed_at=at + timedelta(minutes=10),
                prescriber=self.doctor,
            )
            for item in found
        ]  # fmt: skip

    def service(self, code: str, at: datetime, *, conclusion: str = "", description: str = "") -> ProcedureInput:
        """A service that was ordered, done and finished within half an hour; its id is its ``ref``."""
        item = self.items[code]
        return ProcedureInput(
            code, SERVICE, item.name, at=at + timedelta(minutes=8), ref=uuid7(), item=item.id, quantity=Decimal(1),
            ordered_by=self.doctor, performer=self.helper, ordered_at=at + timedelta(minutes=3),
            ended_at=at + timedelta(minutes=20), machine=item.machine, conclusion=conclusion, description=description,
        )  # fmt: skip

    def results(self, test: ProcedureInput) -> list[ObservationInput]:
        """What a test gave: a plausible number for each of its indicators, or words."""
        found = self.items[test.code].indicators
        return [
            ObservationInput(
                one.code, LOINC, one.name, number=Decimal(self.rng.randrange(40, 90)) / 10, unit=one.unit,
                at=test.ended_at, procedure=test.ref,
            )
            if one.unit
            else ObservationInput(one.code, LOINC, one.name, text="Âm tính", at=test.ended_at, procedure=test.ref)
            for one in found
        ]  # fmt: skip

    def supply(self, code: str, used_for: ProcedureInput) -> SupplyInput:
        """One piece of a supply used for a service."""
        item = self.items[code]
        return SupplyInput(item.name, item.id, code, Decimal(1), item.unit, procedure=used_for.ref)


Kind = Callable[[Desk, datetime], VisitContent]


def _exam(desk: Desk, at: datetime) -> VisitContent:
    drugs = [desk.drug("40.48", at), desk.drug("40.155", at), desk.drug("40.85", at)]
    return {"reason": "Ho, sốt", "diagnoses": [DiagnosisInput("J02.9")], "prescription": drugs, "purpose": "illness"}


def _chronic(desk: Desk, at: datetime) -> VisitContent:
    return {
        "reason": "Tái khám tăng huyết áp",
        "diagnoses": [DiagnosisInput("I10"), DiagnosisInput("K29.7", "accompanying")],
        "prescription": [desk.drug("40.491", at), desk.drug("40.501", at)],
        "purpose": "followup",
        "follow_up_on": at.astimezone(VN_TZ).date() + timedelta(days=28),
    }


def _chronic_with_test(desk: Desk, at: datetime) -> VisitContent:
    test = desk.service("23.0075.1494", at)
    return {
        "reason": "Tái khám đái tháo đường",
        "diagnoses": [DiagnosisInput("E11")],
        "prescription": [desk.drug("40.807", at), desk.drug("40.801", at)],
        "procedures": [test],
        "observations": desk.results(test),
        "purpose": "followup",
        "follow_up_on": at.astimezone(VN_TZ).date() + timedelta(days=28),
    }


def _drugs_only(desk: Desk, at: datetime) -> VisitContent:
    lines = [desk.drug("40.491", at, days=14)]
    return {"examiner": None, "reason": "Lĩnh thuốc theo hẹn", "diagnoses": [DiagnosisInput("I10")],
            "prescription": lines, "purpose": "followup"}  # fmt: skip


def _stay(desk: Desk, at: datetime) -> VisitContent:
    lain, bed = at + timedelta(minutes=15), desk.items["16.TYT.01"]
    day = ProcedureInput(
        bed.code, SERVICE, bed.name, at=lain, item=bed.id, quantity=Decimal(1), ordered_by=desk.doctor,
        performer=desk.helper, ordered_at=lain, ended_at=at + timedelta(days=1, hours=2),
        bed=f"H{next(desk.serial) % BEDS + 1:03d}",
    )  # fmt: skip
    return {
        "procedures": [day],
        "reason": "Đau bụng, tiêu chảy nhiều lần",
        "symptoms": "Mệt, khát nước; bụng mềm",
        "treatment": "Bù nước, theo dõi tại trạm",
        "diagnoses": [DiagnosisInput("A09")],
        "prescription": [desk.drug("40.725", at, days=2)],
        "stay_from": lain,
        "ended_at": at + timedelta(days=1, hours=2),
        "purpose": "illness",
    }


def _emergency(desk: Desk, at: datetime) -> VisitContent:
    sewn = desk.service("03.3827.0216", at)
    return {
        "kind": "EMER",
        "reason": "Dao cắt vào tay",
        "diagnoses": [DiagnosisInput("S61.0")],
        "procedures": [sewn],
        "supplies": [desk.supply("N02.01.010.TYT", sewn), desk.supply("N03.02.070.TYT", sewn)],
        "prescription": [desk.drug("40.155", at, days=5)],
        "purpose": "emergency",
    }


def _home(desk: Desk, at: datetime) -> VisitContent:
    return {"kind": "HH", "reason": "Đau lưng, đi lại khó", "diagnoses": [DiagnosisInput("M54.5")],
            "prescription": [desk.drug("40.30", at)], "purpose": "illness"}  # fmt: skip


def _field(desk: Desk, at: datetime) -> VisitContent:
    return {"kind": "FLD", "reason": "Khám lưu động tại bản", "diagnoses": [DiagnosisInput("J00")],
            "prescription": [desk.drug("40.48", at)], "purpose": "illness"}  # fmt: skip


def _tests(desk: Desk, at: datetime) -> VisitContent:
    tests = [desk.service("22.0121.1369", at), desk.service("23.0206.1596", at), desk.service("24.0117.1646", at)]
    return {
        "reason": "Mệt mỏi, tiểu buốt",
        "diagnoses": [DiagnosisInput("N39.0")],
        "procedures": tests,
        "observations": [row for test in tests for row in desk.results(test)],
        "prescription": [desk.drug("40.157", at)],
        "purpose": "illness",
    }


def _imaging(desk: Desk, at: datetime) -> VisitContent:
    seen = desk.service("18.0015.0001", at, description="Gan, thận, tụy không to", conclusion="Chưa thấy bất thường")
    heart = desk.service("02.0085.1778", at, description="Nhịp xoang 78 lần/phút", conclusion="Điện tim bình thường")
    return {"reason": "Đau bụng âm ỉ", "diagnoses": [DiagnosisInput("K29.7")], "procedures": [seen, heart],
            "prescription": [desk.drug("40.677", at)], "purpose": "illness"}  # fmt: skip


def _traditional(desk: Desk, at: datetime) -> VisitContent:
    needles = desk.service("08.0005.0230", at)
    return {
        "reason": "Đau lưng mạn tính",
        "treatment": "Điện châm, thuốc thang",
        "diagnoses": [DiagnosisInput("M54.5"), DiagnosisInput("U62.392", "accompanying", "Yêu thống", TRADITIONAL)],
        "procedures": [needles],
        "prescription": desk.herbs(at, 5),
        "traditional": True,
        "purpose": "illness",
    }


def _referred_out(desk: Desk, at: datetime) -> VisitContent:
    return {
        "reason": "Đau ngực, khó thở",
        "symptoms": "Đau tức ngực trái, vã mồ hôi",
        "treatment": "Thở oxy, chuyển tuyến trên",
        "diagnoses": [DiagnosisInput("I20.9")],
        "prescription": [desk.drug("40.492", at, days=1)],
        "outcome": "referred",
        "referred_to": ABOVE,
        "referral_reason": "1",
        "referral_number": f"{next(desk.serial):05d}/GCT",
        "purpose": "illness",
    }


def _referred_in(desk: Desk, at: datetime) -> VisitContent:
    content = _chronic(desk, at)
    return {**content, "referred_from": ABOVE, "referral_number": f"{next(desk.serial):05d}/HK"}


def _aided(desk: Desk, at: datetime) -> VisitContent:
    lines = [desk.drug("40.453", at, paid_by="3"), desk.drug("40.1061", at)]
    return {"reason": "Mệt, da xanh", "diagnoses": [DiagnosisInput("D50.9")], "prescription": lines,
            "purpose": "illness"}  # fmt: skip


KINDS: Mapping[str, Kind] = {
    "exam": _exam,
    "chronic": _chronic,
    "chronic with a test": _chronic_with_test,
    "drugs on appointment": _drugs_only,
    "stay": _stay,
    "emergency": _emergency,
    "at home": _home,
    "in the field": _field,
    "tests": _tests,
    "imaging": _imaging,
    "traditional": _traditional,
    "referred out": _referred_out,
    "referred in": _referred_in,
    "drugs of a programme": _aided,
}


def insured_visits(
    network: Network, items: Mapping[str, ItemView], *, days: Sequence[date], n: int, seed: int = 6
) -> tuple[UUID, ...]:
    """Registers people of every cover and records ``n`` visits of every kind on the days, in order of time; the ids.

    One visit in twenty is of a newborn without a card; uninsured ones are among them, so not every visit is a claim.
    """
    desk = Desk(network, items, Random(seed))
    moments = sorted(_moments(desk.rng, days, n))
    found: list[UUID] = []
    with batch(BATCH):
        patients = [_patient(desk, cover, days[0]) for cover, _ in zip(cycle(COVERS), range(-(-n // VISITS_A_PERSON)))]
        for place, (at, kind) in enumerate(zip(moments, cycle(KINDS.values()), strict=False)):
            if place % 20 == 19:
                found.append(_record(desk, _newborn(desk, at), at, _cold))
            else:
                found.append(_record(desk, patients[place * 7 % len(patients)], at, kind))
    return tuple(found)


def _cold(desk: Desk, at: datetime) -> VisitContent:
    return {"reason": "Trẻ sơ sinh quấy khóc, ngạt mũi", "diagnoses": [DiagnosisInput("J00")],
            "prescription": [desk.drug("40.1025", at)], "purpose": "illness"}  # fmt: skip


def _moments(rng: Random, days: Sequence[date], n: int) -> Iterator[datetime]:
    for _ in range(n):
        day = rng.choice(days)
        yield datetime.combine(day, time(7), VN_TZ).astimezone(UTC) + timedelta(minutes=rng.randrange(9 * 60))


def _patient(desk: Desk, cover: Cover, first: date) -> Patient:
    rng = desk.rng
    birth = first - timedelta(days=rng.randrange(cover.youngest * 366, cover.oldest * 365))
    male = rng.random() < 0.5
    number, year = next(desk.serial), birth.year
    citizen = f"012{(0 if male else 1) + (2 if year >= 2000 else 0)}{year % 100:02d}{number:06d}"
    cards = NewCover(
        f"{cover.card}12{number:010d}",
        first.replace(month=1, day=1),
        date(first.year + 1, 12, 31),
        facility_code=insurer_code(desk.network.commune),
        five_years_on=first.replace(month=1, day=1),
    )
    id_ = register_person(
        by=SYSTEM,
        at=datetime.combine(first, time(0, 30), UTC),
        full_name=f"{rng.choice(FAMILIES)} {rng.choice(GIVEN)}",
        commune=desk.network.commune,
        birth=f"{birth:%d/%m/%Y}",
        sex="male" if male else "female",
        ethnicity="03",
        occupation="6",
        village=desk.network.villages[number % len(desk.network.villages)],
        resident_since=first - timedelta(days=1),
        identifiers=[NewIdentifier("cccd", citizen)],
        cover=cards if cover.card else None,
        check_duplicates=False,
    ).id
    grown = birth < first - timedelta(days=12 * 365)
    return Patient(id_, birth, Decimal(rng.randrange(42, 75) if grown else rng.randrange(9, 20)), bool(cover.card))


def _newborn(desk: Desk, at: datetime) -> Patient:
    birth = at.astimezone(VN_TZ).date() - timedelta(days=desk.rng.randrange(3, 25))
    id_ = register_person(
        by=SYSTEM,
        at=at - timedelta(hours=1),
        full_name=f"{desk.rng.choice(FAMILIES)} Thị Bé {next(desk.serial)}",
        commune=desk.network.commune,
        birth=f"{birth:%d/%m/%Y}",
        sex="female",
        ethnicity="03",
        village=desk.network.villages[0],
        resident_since=birth,
        check_duplicates=False,
    ).id
    return Patient(id_, birth, Decimal("3.6"), insured=True)


def _record(desk: Desk, patient: Patient, at: datetime, kind: Kind) -> UUID:
    content = kind(desk, at)
    vitals = {WEIGHT: patient.weight, PULSE: Decimal(78), TEMPERATURE: Decimal("36.8")}
    if patient.birth < at.date() - timedelta(days=15 * 365):
        vitals |= {SYSTOLIC: Decimal(desk.rng.randrange(110, 150)), DIASTOLIC: Decimal(desk.rng.randrange(65, 90))}
    usual: VisitContent = {
        "commune": desk.network.commune,
        "facility": desk.network.station,
        "examiner": desk.doctor,
        "started_at": at,
        "ended_at": at + timedelta(minutes=45),
        "payer": "bhyt" if patient.insured else "self",
        "vitals": vitals,
    }
    said: VisitContent = {**usual, **content}
    return record_checked_visit(by=desk.network.nurse, at=at, person=patient.id, **said).id
