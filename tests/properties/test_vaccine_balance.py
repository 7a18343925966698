"""The balance of a lot, whatever happened to it and in whatever order it was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tram.immunization.stock.rules import Figures, Moved, least_vials, reckon

SESSIONS = (None, UUID(int=1), UUID(int=2))
PER_VIAL = st.sampled_from((1, 5, 10, 20))
Lot = tuple[int, list[Moved], list[UUID | None]]


@st.composite
def movements(draw: st.DrawFn, per_vial: int) -> Moved:
    """A row of the store as its deeds write them."""
    kind = draw(st.sampled_from(("receipt", "waste", "open", "return", "count", "use")))
    vials = draw(st.integers(1, 9))
    session = draw(st.sampled_from(SESSIONS))
    if kind == "use":
        return Moved("use", -vials, 0, session or SESSIONS[1])
    if kind == "open":
        return Moved("waste", 0, -draw(st.integers(1, per_vial)), session, "open")
    if kind == "count":
        doses = draw(st.integers(-30, 30))
        return Moved("count", doses // per_vial, doses)
    sign = 1 if kind == "receipt" else -1
    return Moved(kind, sign * vials, sign * vials * per_vial, None, "broken" if kind == "waste" else "")


@st.composite
def lots(draw: st.DrawFn) -> Lot:
    """Doses a vial, movements, and the session of each dose given."""
    per_vial = draw(PER_VIAL)
    moved = draw(st.lists(movements(per_vial), max_size=12))
    return per_vial, moved, draw(st.lists(st.sampled_from(SESSIONS), max_size=40))


def figures(per_vial: int, moved: Sequence[Moved], given_: Sequence[UUID | None]) -> Figures:
    return reckon(per_vial, moved, Counter(given_))


@given(lots())
def test_the_balance_is_what_moved_less_doses_given_less_what_was_left_open(lot: Lot) -> None:
    per_vial, moved, doses = lot
    found = figures(per_vial, moved, doses)
    written = sum(one.doses for one in moved)
    assert found.balance == written - len(doses) - found.left_open
    assert found.given == len(doses)
    assert found.left_open >= 0
    assert found.balance == found.vials * per_vial + found.open_doses + found.loose
    assert abs(found.loose) < per_vial


@given(lots(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_were_written_changes_nothing(lot: Lot, random: Random) -> None:
    per_vial, moved, doses = lot
    mixed, given_ = list(moved), list(doses)
    random.shuffle(mixed)
    random.shuffle(given_)
    assert figures(per_vial, mixed, given_) == figures(per_vial, moved, doses)


@given(lots(), lots())
def test_what_two_machines_wrote_apart_adds_up(one: Lot, other: Lot) -> None:
    per_vial, moved, doses = one
    apart = {None: None, SESSIONS[1]: UUID(int=3), SESSIONS[2]: UUID(int=4)}  # each machine held sessions of its own
    theirs = [Moved(m.kind, m.vials, m.doses, apart[m.session], m.reason) for m in other[1]]
    given_ = [apart[session] for session in other[2]]
    both = figures(per_vial, [*moved, *theirs], [*doses, *given_])
    assert both.balance == figures(per_vial, moved, doses).balance + figures(per_vial, theirs, given_).balance


@given(lots(), st.sampled_from(SESSIONS[1:]))
def test_a_session_settled_in_full_leaves_whole_vials_only(lot: Lot, session: UUID) -> None:
    per_vial, _, doses = lot
    taken = sum(1 for each in doses if each == session)
    opened = Moved("use", -max(1, least_vials(taken, per_vial)), 0, session)
    received = Moved("receipt", 50, 50 * per_vial)
    found = figures(per_vial, [received, opened], [each for each in doses if each == session])
    assert not found.short
    assert (found.open_doses, found.loose, found.balance % per_vial) == (0, 0, 0)


@given(lots(), st.sampled_from(SESSIONS[1:]))
def test_correcting_a_dose_of_a_settled_session_moves_waste_and_not_the_balance(lot: Lot, session: UUID) -> None:
    per_vial, moved, doses = lot
    others = [one for one in moved if one.kind != "use" and one.reason != "open"]
    settled = [*others, Moved("use", -(least_vials(len(doses), per_vial) + 1), 0, session)]
    before = figures(per_vial, settled, [session] * len(doses))
    after = figures(per_vial, settled, [session] * max(0, len(doses) - 1))
    assert after.balance == before.balance
    assert after.left_open - before.left_open == before.given - after.given
