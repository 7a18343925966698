"""The cast: the few people every story, test and training is about. Invented, like everything in the village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from tram.kernel.actors import SYSTEM, Role
from tram.places.api import found_facility, villages
from tram.village.build import record, register
from tram.village.network import Network, licence
from tram.village.plan import HOME, NEXT, PROVINCE, Plan
from tram.village.specs import CoverSpec, PersonSpec, VisitSpec
from tram.workforce.api import add_staff, grant_role, open_account


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who signs in: user name, name, role, and over which place."""

    username: str
    name: str
    role: Role
    commune: str = ""
    profession: str = ""


@dataclass(slots=True)
class Cast:
    """Who is who, by their short name: people of the village and accounts."""

    people: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)


PLAYERS = (
    Player("hanh", "Lò Thị Hạnh", Role.NURSE, HOME, "nurse"),
    Player("son", "Hoàng Văn Sơn", Role.DOCTOR, HOME, "doctor"),
    Player("thu", "Nguyễn Thị Thu", Role.STATION_HEAD, HOME, "assistant_doctor"),
    Player("pan", "Lường Thị Pản", Role.VILLAGE_HEALTH_WORKER, HOME, "village_health_worker"),
    Player("tuan", "Vàng Văn Tuấn", Role.NURSE, NEXT, "nurse"),
    Player("oanh", "Trần Thị Oanh", Role.CENTRE),
    Player("ngoc", "Lê Minh Ngọc", Role.PROVINCE),
    Player("quantri", "Quản trị Trạm", Role.ADMINISTRATOR),
)
MINH = ("Đỗ Văn Minh", "pharmacist")


def found_centre(plan: Plan) -> UUID:
    """The regional centre that leads the plan's stations."""
    return found_facility(
        by=SYSTEM,
        at=_at(plan),
        commune=HOME,
        kind="regional_centre",
        name="Trung tâm Y tế khu vực Tam Đường",
        day=plan.founding,
    ).id


def enter(
    plan: Plan, networks: dict[str, Network], centre: UUID, password: str, come: Mapping[str, UUID] | None = None
) -> Cast:
    """Brings the cast on: staff with accounts, and the people every story is about; ``come`` are there already."""
    cast = Cast(people=dict(come or {}))
    station = networks[HOME]
    name, profession = MINH
    add_staff(
        by=SYSTEM, at=_at(plan), commune=HOME, facility=station.station, full_name=name, profession=profession,
        day=plan.founding,
    )  # fmt: skip
    for player in PLAYERS:
        cast.accounts[player.username] = _sign_on(plan, networks, centre, player, password)
    for short, person in cast_people(plan).items():
        if short not in cast.people:
            cast.people[short] = settle(plan, station, person)
    _lan_comes(plan, station, cast.people["lan"])
    return cast


def _sign_on(plan: Plan, networks: dict[str, Network], centre: UUID, player: Player, password: str) -> UUID:
    network = networks.get(player.commune)
    staff = None
    if network is not None and player.profession:
        staff = add_staff(
            by=SYSTEM, at=_at(plan), commune=player.commune, facility=network.station, full_name=player.name,
            profession=player.profession, day=plan.founding,
            licence=licence(player.commune, 10 + PLAYERS.index(player)),
        ).id  # fmt: skip
    account = open_account(
        by=SYSTEM, at=_at(plan), username=player.username, name=player.name, password=password, commune=player.commune,
        staff=staff, must_change=False,
    ).id  # fmt: skip
    village = villages(player.commune, plan.founding)[0].id if player.role == Role.VILLAGE_HEALTH_WORKER else None
    grant_role(
        by=SYSTEM,
        at=_at(plan),
        account=account,
        role=player.role,
        day=plan.founding,
        commune="" if village else player.commune,
        village=village,
        centre=centre if player.role == Role.CENTRE else None,
        province=PROVINCE if player.role == Role.PROVINCE else "",
        facility=network.station if network else centre if player.role == Role.CENTRE else None,
    )
    return account


def settle(plan: Plan, station: Network, person: PersonSpec) -> UUID:
    """Registers one of the cast in the station's first village; returns the id."""
    return register(plan, station, station.villages[0], None, person, listed=True)


def cast_people(plan: Plan) -> dict[str, PersonSpec]:
    """The people every story is about, by their short names."""
    year = CoverSpec("DT2120123456789", "2", date(2026, 1, 1), date(2026, 12, 31))
    baby = plan.end - timedelta(days=280)
    return {
        "lan": PersonSpec("Lò Thị Lan", "female", date(1961, 3, 12), "12/03/1961", "03", "6", "other",
                          "012161004321", "0912345670", (year,), ("I10",)),
        "mai": PersonSpec("Tòng Thị Mai", "female", date(1999, 8, 5), "05/08/1999", "03", "5", "other",
                          "012199007788", "0912345671", (CoverSpec("GD4120123456790", "4", year.start, year.end),)),
        "na": PersonSpec("Lò Thị Na", "female", baby, baby.strftime("%d/%m/%Y"), "03", "00000", "other", "", "",
                         (CoverSpec("TE1120123456791", "1", baby, date(2031, 9, 30)),)),
        "ba": PersonSpec("Giàng A Ba", "male", date(1952, 1, 1), "1952", "08", "6", "other", "012052001122", "",
                         (CoverSpec("DT2120123456792", "2", year.start, year.end),)),
        "ba_again": PersonSpec("Giàng A Pa", "male", date(1952, 1, 1), "1952", "08", "6", "other", "", "", ()),
    }  # fmt: skip


def _lan_comes(plan: Plan, station: Network, lan: UUID) -> None:
    """Bà Lan came once, forty days ago, and is overdue for her blood pressure."""
    day = plan.end - timedelta(days=40)
    visit = VisitSpec(
        at=datetime.combine(day, time(1, 20), UTC),
        payer="bhyt",
        reason="Tái khám tăng huyết áp",
        symptoms="Không đau ngực; thỉnh thoảng chóng mặt",
        treatment="Tiếp tục thuốc huyết áp; ăn nhạt",
        advice="Uống thuốc đều; tái khám đúng hẹn",
        codes=("I10",),
        lines=("Amlodipin 5 mg x 30 viên: 1 viên buổi sáng",),
        vitals=(("8480-6", "152"), ("8462-4", "92"), ("8867-4", "80")),
        follow_up=day + timedelta(days=30),
    )
    record(station.nurse, station, lan, visit, station.examiners[0])


def _at(plan: Plan) -> datetime:
    return datetime.combine(plan.begin, time(1), UTC)
