"""A small world, a data folder of its own for what is published, and the people who ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.definitions import generation
from tram.reports.tests.world import AT, HERE, World, actor, add_person, add_visit, found_world
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account


@pytest.fixture
def world(db: None) -> World:
    """Lan (66) and Ba (76) here, Na a child; Lan came this October, Ba a year and a half ago."""
    made = found_world()
    add_person(made, "lan", "Lò Thị Lan", "1960-05-01")
    add_person(made, "ba", "Lý Văn Ba", "1950-01-01", sex="male", village=1)
    add_person(made, "na", "Giàng Thị Na", "2026-01-20", village=1)
    add_visit(made, "lan", "2026-10-05")
    add_visit(made, "ba", "2025-08-05")
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own: what is published here counts nowhere else."""
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    generation(look=True)
    yield tmp_path
    monkeypatch.undo()
    generation(look=True)


@pytest.fixture
def author() -> Actor:
    """An administrator: numbers, no names."""
    return actor(Role.ADMINISTRATOR, HERE)


@pytest.fixture
def author_at_desk(world: World) -> Client:
    """An administrator's browser."""
    return signed_in(world, Role.ADMINISTRATOR, "quantri")


@pytest.fixture
def hanh_at_desk(world: World) -> Client:
    """A nurse's browser."""
    return signed_in(world, Role.NURSE, "hanh")


def signed_in(world: World, role: Role, username: str) -> Client:
    """A browser in which somebody with that role here is signed in."""
    account = open_account(
        by=SYSTEM, at=AT, username=username, name="Lò Thị Hạnh", password="ruộng bậc thang 25", commune=HERE,
        must_change=False,
    )  # fmt: skip
    day = date(2026, 10, 1)
    grant_role(by=SYSTEM, at=AT, account=account.id, role=role, commune=HERE, facility=world.stations[HERE], day=day)
    client = Client()
    client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
    return client
