"""A vaccination day for a station that is served: thirty children who are due, their mothers, a store of vaccine.

Run as a program against a data folder (``TRAM_HOME``): ``python -m tests.support.vaccination_day`` says in JSON who and
what it made; ``… told SESSION`` what the record holds of a session.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

NAMES = (
    "Lò Thị Na", "Vàng A Páo", "Sùng Thị Sua", "Giàng A Chứ", "Hoàng Thị Ánh", "Lường Văn Đức", "Tòng Thị Uyên",
    "Lò Văn Ún", "Mùa Thị Dở", "Cứ A Lềnh", "Phàn Thị Mẩy", "Tẩn A Phủ", "Lý Thị Xuân", "Đèo Văn Thắng",
    "Quàng Thị Hương", "Cà Văn Nghĩa", "Vàng Thị Say", "Sùng A Tủa", "Giàng Thị Mỷ", "Lò Văn Toàn", "Hoàng Thị Ngọc",
    "Lường Thị Yến",
    "Tòng Văn Khánh", "Mùa A Sình", "Cứ Thị Bầu", "Phàn A Sài", "Tẩn Thị Lở", "Lý Văn Quý", "Đèo Thị Phượng",
    "Quàng Văn Ơn",
)  # fmt: skip
WALK_IN = "Chang Thị Vui"
SPARE = ("Khoàng Thị Mon", "Poòng Văn Lả", "Chìn Thị Sen", "Ly Thị Vân")
VILLAGE = "Nà Khương"
STORE = {
    "bcg": 10,
    "dpt-vgb-hib": 1,
    "dpt": 10,
    "opv": 20,
    "ipv": 10,
    "rota": 1,
    "pcv": 4,
    "measles": 10,
    "mr": 10,
    "je": 5,
}
VIALS = {1: 40, 4: 12, 5: 6, 10: 6, 20: 3}
AGES = (10, 10, 15, 15, 20, 42, 42, 42, 80, 80)  # weeks, one after the other


@dataclass(frozen=True)
class Made:
    """Who and what stands ready: ids by name, the lots by vaccine, the lot that is on hold."""

    village: str
    children: dict[str, str]
    lots: dict[str, str]
    held: str
    walk_in: str
    spare: list[str]
    today: str


def prepare() -> Made:
    """Makes the day in the data folder of this process."""
    from tram.kernel.actors import SYSTEM
    from tram.kernel.clock import now, today_vn
    from tram.people.api import open_household
    from tram.places.api import found_village, villages
    from tram.workforce.api import account_by_username, actor_for

    at = now()
    account = account_by_username("hanh")
    assert account is not None
    hanh = actor_for(account, at)
    today = today_vn(at)
    elsewhere = villages(hanh.commune, today)[0].id
    since = date(2025, 7, 1)
    ours = found_village(by=SYSTEM, at=at, commune=hanh.commune, name=VILLAGE, kind="ban", day=since).id
    children = {}
    for number, name in enumerate((*NAMES, WALK_IN, *SPARE)):
        village = ours if name in NAMES else elsewhere
        home = open_household(by=hanh, at=at, commune=hanh.commune, since=since, village=village)
        _person(hanh, at, "Lò Thị " + name.split()[-1] + " mẹ", date(1998, 1, 1), village, home.id, "head", number)
        born = today - timedelta(weeks=AGES[number % len(AGES)], days=number % 3)
        child = _person(hanh, at, name, born, village, home.id, "child", None)
        _before(hanh, at, child, born, today)
        children[name] = str(child)
    spare = [children.pop(name) for name in SPARE]
    lots, held = _store(hanh, at, today)
    return Made(str(ours), children, lots, held, children.pop(WALK_IN), spare, today.isoformat())


def _person(
    by: Any, at: datetime, name: str, born: date, village: UUID, home: UUID, relation: str, phone: int | None
) -> UUID:
    from tram.people.api import register_person

    made = register_person(
        by=by,
        at=at,
        full_name=name,
        commune=by.commune,
        birth=f"{born:%d/%m/%Y}",
        sex="female" if "Thị" in name else "male",
        village=village,
        household=home,
        relation=relation,
        member_since=max(born, date(2025, 7, 1)),
        phone="" if phone is None else f"09{phone:08d}",
        same_name_is_new=True,
    )
    found: UUID = made.id
    return found


def _before(by: Any, at: datetime, child: UUID, born: date, today: date) -> None:
    """What a child of that age had on time, so that one visit is due today."""
    from tram.immunization.api import DoseInput
    from tram.immunization.record.actions import carry_doses

    plan = (
        (0, ("hepb", "bcg")),
        (9, ("dpt-vgb-hib", "opv", "rota", "pcv")),
        (14, ("dpt-vgb-hib", "opv", "rota")),
        (19, ("dpt-vgb-hib", "opv", "pcv")),
        (24, ("ipv",)),
        (40, ("measles",)),
        (53, ("je", "pcv")),
        (55, ("je",)),
    )
    age = (today - born).days // 7
    doses = [
        DoseInput(vaccine=code, day=born + timedelta(weeks=week, days=1), source="elsewhere", place_name="Trạm Y tế")
        for week, codes in plan
        if week + 3 <= age
        for code in codes
    ]
    carry_doses(by=by, at=at, person=child, commune=by.commune, doses=doses)


def _store(by: Any, at: datetime, today: date) -> tuple[dict[str, str], str]:
    """A lot of each vaccine, a later one of DPT-VGB-Hib, and an earlier one of measles that is on hold."""
    from tram.immunization.api import ReceiptLine, hold_lot, receive_vaccine

    def line(code: str, number: str, days: int) -> ReceiptLine:
        size = STORE[code]
        return ReceiptLine(code, number, today + timedelta(days=days), VIALS[size], size, "IVAC", "QLVX-0001-26")

    firsts = [line(code, number_of(code), 40) for code in STORE]
    extra = [line("dpt-vgb-hib", "T-DPT-09", 80), line("measles", "T-MEA-GIU", 30)]
    told = {"by": by, "at": at, "commune": by.commune, "day": today, "document": "PX-118", "partner": "TTYT khu vực"}
    made = receive_vaccine(lines=[*firsts, *extra], **told)
    held = made[-1]
    hold_lot(by=by, at=at, lot=held, reason="Trung tâm yêu cầu giữ, chờ kết quả kiểm định")
    return {code: str(lot) for code, lot in zip(STORE, made, strict=False)}, str(held)


def number_of(vaccine: str) -> str:
    """The number of the lot of a vaccine that is used first."""
    return f"T-{vaccine.upper().replace('-', '')[:6]}-01"


def told(session: str) -> dict[str, Any]:
    """What the data folder says of a session: doses by vaccine, balances by lot number, who stands where, holds."""
    from tram.immunization.api import balances
    from tram.immunization.models import AdverseEvent, Attendance, Dose, RowStatus, VaccineLot
    from tram.kernel import facts
    from tram.kernel.clock import now, today_vn
    from tram.workforce.api import account_by_username, actor_for

    at = now()
    account = account_by_username("hanh")
    assert account is not None
    hanh = actor_for(account, at)
    there_id = UUID(session) if session else UUID(int=0)
    given = Dose.objects.filter(session_id=there_id, status=RowStatus.CURRENT)
    there = Attendance.objects.filter(session_id=there_id)
    return {
        "doses": _count(given.values_list("vaccine", flat=True)),
        "lots": _count(given.values_list("lot_number", flat=True)),
        "complete": all(each.lot_id and each.given_by_id and each.site and each.quantity for each in given),
        "decisions": _count(there.values_list("decision", flat=True)),
        "outcomes": _count(there.values_list("observed_outcome", flat=True)),
        "balances": {lot.number: lot.doses for lot in balances(hanh, hanh.commune, today_vn(at))},
        "held": sorted(VaccineLot.objects.filter(held_on__isnull=False).values_list("number", flat=True)),
        "events": _count(AdverseEvent.objects.filter(session_id=there_id).values_list("serious", flat=True)),
        "proved": facts.verify().holds,
    }


def _count(values: Iterable[object]) -> dict[str, int]:
    return dict(Counter(str(each) for each in values))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
    import django

    django.setup()
    said = told(*sys.argv[2:]) if sys.argv[1:2] == ["told"] else prepare().__dict__
    sys.stdout.write(json.dumps(said, ensure_ascii=False))
