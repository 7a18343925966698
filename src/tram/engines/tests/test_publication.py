"""Hidden numbers stay hidden: audited by ways that know nothing of how cells are chosen."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tram.engines.definitions.head import DefinitionError
from tram.engines.publication import Rule, Shown, load_rule, suppressed
from tram.engines.query import Cell
from tram.kernel.definitions import ROOT

RULE = ROOT / "reports" / "publication.toml"
KEYS = ("place", "sex", "age")
Place = tuple[str, ...]
Counts = dict[Place, tuple[int, int]]
Known = tuple[list[Place], int]


def cells_of(counts: Counts, *, share: bool) -> list[Cell]:
    dims = KEYS[: len(next(iter(counts)))]
    return [
        Cell(dict(zip(dims, words, strict=True)), inside, inside + outside if share else None)
        for words, (inside, outside) in counts.items()
    ]


def tables(sizes: st.SearchStrategy[tuple[int, ...]], largest: int) -> st.SearchStrategy[Counts]:
    number = st.one_of(st.integers(0, largest), st.sampled_from((0, 0, 1, 2)))

    def filled(size: tuple[int, ...]) -> st.SearchStrategy[Counts]:
        places = list(product(*("abcdef"[:count] for count in size)))
        rows = st.lists(st.tuples(number, number), min_size=len(places), max_size=len(places))
        return rows.map(lambda found: dict(zip(places, found, strict=True)))

    return sizes.flatmap(filled)


def members(shown: Shown, counts: Counts) -> list[Place]:
    """The finest places a published cell is the sum of."""
    return [w for w in counts if all(shown.keys.get(key, word) == word for key, word in zip(KEYS, w, strict=False))]


def sums(published: tuple[Shown, ...], counts: Counts, kind: int) -> tuple[list[Known], list[list[Place]]]:
    """(what a reader knows: sums over places), (what is small and hidden)."""
    known, secret = [], []
    for shown in published:
        inside = members(shown, counts)
        true = sum(counts[place][kind] for place in inside)
        if shown.hidden:
            if 0 < true < 5:
                secret.append(inside)
            continue
        told = shown.numerator if kind == 0 else (shown.denominator or 0) - (shown.numerator or 0)
        assert told == true
        known.append((inside, true))
    return known, secret


def follows(secret, known, places) -> bool:
    """Whether a sum is a combination of the known sums: exact elimination."""
    rows = [[Fraction(place in inside) for place in places] for inside, _ in known]
    wanted = [Fraction(place in secret) for place in places]
    for column in range(len(places)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in [*rows, wanted]:
            factor = row[column] / pivot[column]
            if factor:
                row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    return not any(wanted)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    counts=tables(st.sampled_from(((3,), (6,), (2, 2), (3, 4), (5, 2), (2, 2, 2), (3, 2, 3))), 30), share=st.booleans()
)
def test_no_sum_of_what_is_shown_gives_a_hidden_small_number(counts: Counts, share: bool) -> None:
    published = suppressed(cells_of(counts, share=share), Rule(5))
    for kind in (0, 1) if share else (0,):
        known, secret = sums(published, counts, kind)
        assert not any(follows(one, known, list(counts)) for one in secret)


def worlds(known, places, limit: int):
    """Every way to fill the places with whole numbers up to a limit that shows the same."""
    left = [[set(inside), total] for inside, total in known]

    def fill(number: int, world: dict[Place, int]):
        if number == len(places):
            yield dict(world)
            return
        place = places[number]
        later = set(places[number + 1 :])
        for value in range(limit, -1, -1):  # far from small first: so most hidden sums are cleared at once
            world[place] = value
            so_far = [(sum(world[p] for p in inside if p in world), total, inside) for inside, total in left]
            if all(s <= total and (inside & later or s == total) for s, total, inside in so_far):
                yield from fill(number + 1, world)
            del world[place]

    return fill(0, {})


@settings(max_examples=60, deadline=None, derandomize=True)
@given(counts=tables(st.sampled_from(((3,), (4,), (2, 2), (3, 2))), 6))
def test_a_hidden_small_number_might_as_well_be_no_small_one(counts: Counts) -> None:
    """Also who knows that counts are never below nought cannot tell: all worlds are gone through."""
    assert told_small(counts, 3) == []


@settings(max_examples=150, deadline=None, derandomize=True)
@given(counts=tables(st.just((2, 2, 2)), 3))
def test_nor_in_a_table_of_three_keys(counts: Counts) -> None:
    assert told_small(counts, 2) == []


def told_small(counts: Counts, threshold: int) -> list[set[Place]]:
    """The hidden sums that are small in every world that shows the same."""
    published = suppressed(cells_of(counts, share=False), Rule(threshold))
    known, _ = sums(published, counts, 0)
    hidden = [set(members(shown, counts)) for shown in published if shown.hidden]
    left = [one for one in hidden if 0 < sum(counts[place][0] for place in one) < threshold]
    for world in worlds(known, list(counts), threshold + 6):
        left = [one for one in left if sum(world[place] for place in one) < threshold]
        if not left:
            break
    return left


@settings(max_examples=100, deadline=None, derandomize=True)
@given(counts=tables(st.sampled_from(((4,), (3, 3), (2, 3, 2))), 40), share=st.booleans())
def test_every_small_number_is_hidden_and_without_small_ones_nothing_is(counts: Counts, share: bool) -> None:
    published = suppressed(cells_of(counts, share=share), Rule(5))
    small = [shown for shown in published if not shown.hidden and 0 < (shown.numerator or 0) < 5]
    assert small == []
    if share:
        assert not [s for s in published if not s.hidden and 0 < (s.denominator or 0) - (s.numerator or 0) < 5]
    large = {place: (inside + 5, outside + 5) for place, (inside, outside) in counts.items()}
    assert not any(shown.hidden for shown in suppressed(cells_of(large, share=share), Rule(5)))


def test_totals_stay_where_they_can() -> None:
    counts: Counts = dict.fromkeys(product("abcd", "mf"), (40, 0))
    counts["a", "m"] = (2, 0)
    published = suppressed(cells_of(counts, share=False), Rule(5))
    hidden = [dict(shown.keys) for shown in published if shown.hidden]
    assert len(hidden) == 4
    assert all(len(keys) == 2 for keys in hidden)


def test_a_single_number_is_hidden_when_it_is_small() -> None:
    assert suppressed([Cell({}, 3, None)], Rule(5)) == (Shown({}, None, None),)
    assert suppressed([Cell({}, 3, 9)], Rule(3)) == (Shown({}, 3, 9),)
    assert suppressed([], Rule(5)) == ()


def test_the_rule_in_force_does_what_its_examples_say() -> None:
    body = tomllib.loads(RULE.read_text(encoding="utf-8"))
    rule = load_rule(RULE)
    assert rule.threshold == body["publication"]["threshold"]
    for example in body["examples"]:
        cells = [Cell(one["keys"], one["numerator"], one.get("denominator")) for one in example["cells"]]
        hidden = [dict(shown.keys) for shown in suppressed(cells, rule) if shown.hidden]
        assert sorted(hidden, key=repr) == sorted(example["hidden"], key=repr), example["title_vi"]


@pytest.mark.parametrize("threshold", [0, -1, True, "5", None])
def test_a_rule_without_a_threshold_is_refused(threshold: object) -> None:
    with pytest.raises(DefinitionError):
        load_rule({"id": "x", "publication": {"threshold": threshold}})
