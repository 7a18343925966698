"""Deeds about villages, facilities, staff and accounts."""

from __future__ import annotations

from django.test import override_settings

from tests.support.deeds.hands import NAMES, SINCE, Hands, often
from tram.kernel.refusals import Refusal
from tram.places import api as places
from tram.places.models import Facility, Village
from tram.workforce import api as workforce
from tram.workforce.models import Account, RoleGrant, StaffMember

FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@often(2)
def found_village(hands: Hands) -> object:
    """A new village."""
    name = f"Bản {hands.random.randint(1, 99)}"
    return places.found_village(**hands.who, commune=hands.here(), name=name, day=SINCE)


@often(2)
def rename_village(hands: Hands) -> object:
    """A village gets another name."""
    row = hands.any_of(Village, commune__in=hands.communes)
    name = f"Nà {hands.random.randint(1, 99)}"
    return places.rename_village(**hands.who, village=row.id, name=name, day=hands.day())


@often(1)
def merge_villages(hands: Hands) -> object:
    """A village goes up in another."""
    one, other = (hands.any_of(Village, commune__in=hands.communes) for _ in range(2))
    return places.merge_villages(**hands.who, villages=[one.id], into=other.id, day=hands.day())


@often(1)
def found_facility(hands: Hands) -> object:
    """A new facility, led by a station at times."""
    leader = hands.any_of(Facility, kind="commune_station")
    parent = hands.maybe(leader.id)
    return places.found_facility(
        **hands.who, commune=hands.here(), kind="village_post", name="Điểm y tế", day=SINCE, parent=parent
    )


@often(2)
def rename_facility(hands: Hands) -> object:
    """A facility gets another name."""
    row = hands.any_of(Facility, commune__in=hands.communes)
    name = f"Trạm {hands.random.randint(1, 9)}"
    return places.rename_facility(**hands.who, facility=row.id, name=name, day=hands.day())


@often(1)
def move_facility(hands: Hands) -> object:
    """A facility moves, to another commune of the machine at times."""
    row = hands.any_of(Facility, commune__in=hands.communes)
    return places.move_facility(
        **hands.who, facility=row.id, day=hands.day(), address="Bên đường", commune=hands.here()
    )


@often(1)
def close_facility(hands: Hands) -> object:
    """A village post closes."""
    row = hands.any_of(Facility, commune__in=hands.communes, kind="village_post")
    return places.close_facility(**hands.who, facility=row.id, day=hands.day())


@often(2)
def count_staff(hands: Hands) -> object:
    """How many doctors a station has."""
    row = hands.any_of(Facility, commune__in=hands.communes)
    number = hands.random.randint(0, 3)
    return places.set_staff_count(**hands.who, category="doctor", number=number, day=hands.day(), facility=row.id)


@often(1)
def add_staff(hands: Hands) -> object:
    """Somebody begins to work."""
    name = hands.random.choice(NAMES)
    return workforce.add_staff(**hands.who, full_name=name, profession="nurse", commune=hands.here(), day=SINCE)


@often(1)
def end_staff(hands: Hands) -> object:
    """Somebody stops working."""
    row = hands.any_of(StaffMember, commune__in=hands.communes)
    return workforce.end_staff(**hands.who, staff=row.id, day=hands.day())


@often(1)
def open_account(hands: Hands) -> object:
    """An account with a role."""
    commune = hands.here()
    with override_settings(PASSWORD_HASHERS=FAST):
        view = workforce.open_account(
            **hands.who, username=f"nv{hands.random.randint(0, 999)}", name="Hạnh", commune=commune,
            password="mot-cau-that-dai-de-nho",  # pragma: allowlist secret
        )  # fmt: skip
    return workforce.grant_role(**hands.who, account=view.id, role="nurse", day=hands.day(), commune=commune)


@often(1)
def end_role(hands: Hands) -> object:
    """A role is taken back."""
    row = hands.any_of(RoleGrant, commune__in=hands.communes)
    return workforce.end_role(**hands.who, grant=row.id, day=hands.day())


@often(1)
def close_account(hands: Hands) -> object:
    """An account is closed."""
    found = Account.objects.filter(is_active=True).order_by("pk").first()
    if found is None:
        raise Refusal("test.nothing_there", "Chưa có tài khoản.")
    return workforce.close_account(**hands.who, account=found.id)
