"""Who acts, in which roles, over which communes; and the one table of which role may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tram.kernel.refusals import Refusal


class Role(StrEnum):
    """What a person of the network is, where they are bound to a place."""

    VILLAGE_HEALTH_WORKER = "village_health_worker"
    NURSE = "nurse"
    DOCTOR = "doctor"
    STATION_HEAD = "station_head"
    CENTRE = "centre"
    PROVINCE = "province"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.VILLAGE_HEALTH_WORKER: "Nhân viên y tế thôn",
    Role.NURSE: "Điều dưỡng",
    Role.DOCTOR: "Bác sĩ",
    Role.STATION_HEAD: "Trưởng trạm",
    Role.CENTRE: "Trung tâm y tế",
    Role.PROVINCE: "Sở Y tế",
    Role.ADMINISTRATOR: "Quản trị",
}

_VILLAGE = frozenset({Role.VILLAGE_HEALTH_WORKER})
_CARE = frozenset({Role.NURSE, Role.DOCTOR, Role.STATION_HEAD})
_LEAD = frozenset({Role.STATION_HEAD, Role.CENTRE, Role.PROVINCE})
_ADMIN = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "person.read": _VILLAGE | _CARE | {Role.CENTRE},
    "person.write": _VILLAGE | _CARE | {Role.CENTRE},
    "person.import": _CARE | _ADMIN,
    "person.erase": frozenset({Role.STATION_HEAD}) | _ADMIN,
    "visit.read": _VILLAGE | _CARE | {Role.CENTRE},
    "visit.write": _CARE,
    "vaccination.read": _VILLAGE | _CARE | {Role.CENTRE},
    "vaccination.write": _CARE,
    "session.manage": _CARE,
    "vaccine_stock.read": _CARE | {Role.CENTRE},
    "vaccine_stock.write": _CARE,
    "adverse_event.read": _CARE | {Role.CENTRE},
    "adverse_event.write": _CARE,
    "catalogue.read": _VILLAGE | _CARE | {Role.CENTRE},
    "catalogue.write": frozenset({Role.STATION_HEAD, Role.CENTRE}),
    "claim.read": _CARE | {Role.CENTRE},
    "claim.write": _CARE,
    "claim.send": _CARE,
    "cover.check": _CARE,
    "register.read": _CARE | {Role.CENTRE},
    "register.private": _CARE,
    "indicator.read": _VILLAGE | _CARE | _LEAD | _ADMIN,
    "indicator.people": _VILLAGE | _CARE | {Role.CENTRE},
    "place.write": frozenset({Role.STATION_HEAD, Role.CENTRE, Role.PROVINCE}) | _ADMIN,
    "account.manage": frozenset({Role.STATION_HEAD}) | _ADMIN,
    "exchange.import": frozenset({Role.STATION_HEAD}) | _ADMIN,
    "system.manage": _ADMIN,
    "sync.read": _CARE | _LEAD | _ADMIN,
    "outbox.manage": _CARE | {Role.CENTRE},
    "node.manage": frozenset({Role.CENTRE, Role.PROVINCE}) | _ADMIN,
    "person.lend": frozenset({Role.CENTRE, Role.PROVINCE}) | _ADMIN,
    "report.read": _CARE | _LEAD | _ADMIN,
    "report.close": _LEAD,
    "target.set": _LEAD | _ADMIN,
    "indicator.author": _ADMIN,
    "store.manage": frozenset({Role.PROVINCE}) | _ADMIN,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who asks or does. ``communes`` None means the whole nation; ``villages`` None means every village."""

    id: UUID
    name: str
    roles: frozenset[Role]
    communes: frozenset[str] | None = frozenset()
    villages: frozenset[UUID] | None = None
    facility: UUID | None = None
    commune: str = ""


SYSTEM = Actor(
    id=UUID("00000000-0000-7000-8000-000000000001"),
    name="Trạm",
    roles=frozenset(Role),
    communes=None,
)
NOBODY = Actor(id=UUID(int=0), name="", roles=frozenset())


def may(actor: Actor, deed: str) -> bool:
    """Whether one of the actor's roles allows the deed (somewhere)."""
    return not PERMISSIONS[deed].isdisjoint(actor.roles)


def may_see(actor: Actor, commune: str, village: UUID | None = None) -> bool:
    """Whether a row of this commune (and village) lies in the actor's scope. Rows of the nation ('') are for all."""
    if actor.communes is not None and commune and commune not in actor.communes:
        return False
    return actor.villages is None or village is None or village in actor.villages


def require(actor: Actor, deed: str, commune: str | None = None, village: UUID | None = None) -> None:
    """Refuses when the actor may not do the deed, or not there.

    A place out of scope answers like something that does not exist (404), so that nobody learns what lies there.
    """
    if not may(actor, deed):
        raise Refusal(
            "access.role",
            "Vai trò của bạn không được làm việc này. Hãy nhờ trưởng trạm hoặc người quản trị.",
            {"deed": deed},
            status=403,
        )
    if commune is not None and not may_see(actor, commune, village):
        raise not_found()


def not_found() -> Refusal:
    """The answer for what is absent and for what the actor may not see: the same, on purpose."""
    return Refusal("access.not_found", "Không tìm thấy trong phạm vi bạn được xem.", status=404)
