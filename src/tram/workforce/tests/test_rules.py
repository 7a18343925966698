"""Pure rules of workforce."""

from __future__ import annotations

import pytest

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.workforce.rules import RANK, SCOPES, USERNAME, mixes, rank, within


def test_every_role_has_a_rank_and_a_reach() -> None:
    assert set(RANK) == set(SCOPES) == set(Role)
    assert rank([]) == 0
    assert rank([Role.NURSE, Role.STATION_HEAD]) == rank([Role.STATION_HEAD])


@pytest.mark.parametrize(
    ("held", "role", "scope", "code", "answer"),
    [
        ([], "nurse", "commune", "A", False),
        ([("nurse", "commune", "A")], "station_head", "commune", "A", False),
        ([("nurse", "commune", "A")], "nurse", "commune", "B", False),
        ([("nurse", "commune", "A")], "station_head", "commune", "B", True),
        ([("village_health_worker", "village", "V")], "village_health_worker", "village", "W", False),
        ([("village_health_worker", "village", "V")], "village_health_worker", "commune", "B", True),
    ],
)
def test_roles_mix_only_where_nothing_leaks(
    held: list[tuple[str, str, str]], role: str, scope: str, code: str, answer: bool
) -> None:
    assert mixes(held, role, scope, code) is answer


def test_a_scope_holds_what_lies_inside_it() -> None:
    one = Actor(id=uuid7(), name="", roles=frozenset(), communes=frozenset({"A"}))
    assert within(one, frozenset({"A"}))
    assert not within(one, frozenset({"A", "B"}))
    assert not within(one, None)
    assert within(SYSTEM, None)
    villager = Actor(id=uuid7(), name="", roles=frozenset(), communes=frozenset({"A"}), villages=frozenset({uuid7()}))
    assert not within(villager, frozenset({"A"}))


@pytest.mark.parametrize("name", ["ab", "Hanh", "hạnh", "a" * 61, ".ab", "a b c"])
def test_a_user_name_is_plain(name: str) -> None:
    assert not USERNAME.fullmatch(name)
