"""Scopes: what lies inside, what contains what; and codes that notice a slip of the finger."""

from __future__ import annotations

import os

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tram.kernel.refusals import Refusal
from tram.sync.rules.codes import ALPHABET, Code, fingerprint, handle_of, read_code
from tram.sync.rules.scope import Scope

COMMUNES = {"03424": "12", "03390": "12", "03430": "12", "00001": "01", "00002": "01"}
PLACES = st.sets(st.sampled_from([*COMMUNES, "12", "01"]), max_size=4).map(" ".join)
KINDS = st.sets(st.sampled_from(["people", "encounters", "places"]), max_size=2).map(" ".join)
SCOPES = st.builds(Scope.parse, PLACES, KINDS)


def _province(commune: str) -> str:
    return COMMUNES.get(commune, "")


def test_a_station_covers_its_commune_and_nothing_else() -> None:
    station = Scope.parse("03424")
    assert [place for place in ["", "12", *COMMUNES] if station.covers(place, _province)] == ["03424"]


def test_a_province_covers_its_communes_though_their_codes_do_not_begin_with_its_own() -> None:
    province = Scope.parse("12")
    inside = [place for place in ["", "12", "01", *COMMUNES, "12345"] if province.covers(place, _province)]
    assert inside == ["12", "03424", "03390", "03430"]


def test_the_nation_covers_everything() -> None:
    assert all(Scope().covers(place, _province) for place in ["", "12", "03424", "99999"])


@given(outer=SCOPES, inner=SCOPES)
def test_a_scope_contains_another_just_when_it_covers_all_that_the_other_covers(outer: Scope, inner: Scope) -> None:
    places = [place for place in ["", "12", "01", *COMMUNES] if inner.covers(place, _province)]
    rooms = [room for room in ["people", "encounters", "places", "claims"] if inner.allows(room)]
    covered = all(outer.covers(place, _province) for place in places) and all(outer.allows(room) for room in rooms)
    assert outer.contains(inner, _province) == covered


@given(first=SCOPES, second=SCOPES, third=SCOPES)
def test_containing_goes_down_the_line(first: Scope, second: Scope, third: Scope) -> None:
    assert first.contains(first, _province)
    if first.contains(second, _province) and second.contains(third, _province):
        assert first.contains(third, _province)


@given(scope=SCOPES)
def test_a_scope_is_read_as_it_was_written(scope: Scope) -> None:
    assert Scope.parse(scope.places_text, scope.kinds_text) == scope


@pytest.mark.parametrize("places", [" ", "1", "123", "03424 ", " 03424", "03424,03390", "0342a", "١٢", "03424\n"])
def test_what_is_no_scope_is_refused_and_never_read_as_the_nation(places: str) -> None:
    with pytest.raises(Refusal) as refused:
        Scope.parse(places)
    assert refused.value.code == "scope.unreadable"


def _code(secret: bytes = bytes(range(10))) -> Code:
    return Code(handle_of(b"\x01\x02\x03"), secret, fingerprint(b"key"))


@given(secret=st.binary(min_size=10, max_size=10))
def test_a_code_is_read_as_it_was_written(secret: bytes) -> None:
    code = _code(secret)
    assert read_code(code.text()) == code
    assert read_code(code.text().lower().replace("-", " ")) == code
    assert read_code(code.text().removeprefix("TRAM-").replace("0", "o").replace("1", "l")) == code


@given(place=st.integers(0, 29), sign=st.sampled_from(ALPHABET))
def test_a_mistyped_sign_is_noticed(place: int, sign: str) -> None:
    signs = _code().text().removeprefix("TRAM-").replace("-", "")
    assume(signs[place] != sign)
    with pytest.raises(Refusal) as refused:
        read_code(signs[:place] + sign + signs[place + 1 :])
    assert refused.value.code == "code.typo"


@pytest.mark.parametrize("text", ["", "TRAM", "TRAM-12345", "x" * 30, "é" * 30, "0" * 31])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_code(text)
    assert refused.value.code == "code.typo"


def test_a_code_does_not_show_its_secret_when_printed() -> None:
    secret = os.urandom(10)
    assert repr(secret) not in repr(_code(secret))
