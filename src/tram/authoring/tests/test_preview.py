"""What a draft counts here: the same as once it is published; bounded in time; names only for who may see people."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tram.authoring.api import countable, name_of, preview, preview_people, publish_text, stop
from tram.authoring.reads.bounded import bounded
from tram.authoring.reads.drafts import file_of
from tram.authoring.tests.drafts import ADULTS
from tram.kernel.actors import Actor, Role
from tram.kernel.models import ReadEntry
from tram.kernel.periods import Period
from tram.kernel.refusals import Refusal
from tram.reports.api import indicator_value
from tram.reports.tests.world import AT, HERE, NEXT, When, World, actor

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
ASKED: When = {"period": OCTOBER, "today": date(2026, 10, 31)}
ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) SELECT COUNT(*) FROM c"


@pytest.fixture
def nurse_who_writes(world: World) -> Actor:
    """Somebody of the station who also administers it: numbers and names."""
    return replace(actor(Role.NURSE, HERE), roles=frozenset({Role.NURSE, Role.ADMINISTRATOR}))


@pytest.mark.on_both
def test_a_draft_counts_what_it_will_count_once_published(world: World, author: Actor, folder: Path) -> None:
    found = preview(author, countable(author, ADULTS), **ASKED)
    assert (found.whole.numerator, found.whole.denominator, str(found.whole.value)) == (1, 2, "50.0")
    publish_text(by=replace(author, roles=frozenset(Role)), at=AT, body=file_of(author, ADULTS).text)
    value = indicator_value(author, ADULTS.id, **ASKED)
    assert (value.numerator, value.denominator) == (1, 2)


def test_it_is_divided_by_commune_and_by_sex(world: World, author: Actor) -> None:
    by_sex = preview(author, countable(author, ADULTS), split="sex", **ASKED)
    assert {line.label: (line.numerator, line.denominator) for line in by_sex.lines} == {"Nam": (0, 1), "Nữ": (1, 1)}
    by_place = preview(author, countable(author, ADULTS), split="commune", **ASKED)
    assert [(line.label, line.numerator) for line in by_place.lines] == [("Bình Lư", 1)]
    assert "encounters_visit" in by_place.sql
    assert "≥ 40" in by_place.words


def test_a_draft_that_changes_under_its_id_is_counted_anew(world: World, author: Actor) -> None:
    older = replace(ADULTS, denominator="years_between(birth_date, :at) >= 70")
    assert preview(author, countable(author, ADULTS), **ASKED).whole.denominator == 2
    assert preview(author, countable(author, older), **ASKED).whole.denominator == 1


def test_a_draft_needs_neither_title_nor_examples_to_be_counted(world: World, author: Actor) -> None:
    bare = replace(ADULTS, id="", title_vi="", title_en="", source="", effective_from="", examples="", target="")
    assert preview(author, countable(author, bare), **ASKED).whole.numerator == 1


def test_a_flow_counts_its_period_and_a_ratio_its_parts(world: World, author: Actor) -> None:
    visits = replace(
        ADULTS, kind="count", table="encounters.visits", periods=("month",), population="day between :start and :end",
        denominator="", numerator="", by=(), target="", order="",
    )  # fmt: skip
    found = preview(author, countable(author, visits), **ASKED)
    assert (found.whole.numerator, found.whole.denominator) == (1, None)
    ratio = replace(ADULTS, kind="ratio", over="ct25-managed", under="ct25-insured", per="100", by=(), target="")
    told = preview(author, countable(author, ratio), **ASKED)
    assert (told.whole.numerator, told.whole.denominator) == (1, 0)
    assert told.whole.value is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"numerator": "day > :at"}, "không có cột «day»"),
        ({"target": "tám"}, "không phải số"),
        ({"table": "people.nobody"}, "không có bảng"),
        ({"by": ("moon",)}, "không có cách chia"),
        ({"kind": "ratio", "over": "ct25-managed", "under": "ct25-nothing"}, "không có chỉ tiêu"),
    ],
)
def test_what_cannot_be_counted_says_why(
    world: World, author: Actor, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refusal) as found:
        preview(author, countable(author, replace(ADULTS, **changes)), **ASKED)  # type: ignore[arg-type]
    assert found.value.code == "preview.unfit"
    assert sentence in found.value.sentence


def test_only_who_writes_indicators_counts_drafts(world: World, author: Actor) -> None:
    ready = countable(author, ADULTS)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(Refusal) as found:
            preview(actor(role, HERE), ready, **ASKED)
        assert found.value.status == 403


def test_another_commune_is_as_if_it_were_not_there(world: World, author: Actor) -> None:
    with pytest.raises(Refusal) as found:
        preview(author, countable(author, ADULTS), commune=NEXT, **ASKED)
    assert found.value.status == 404


def test_names_are_for_who_may_see_people_and_the_read_is_logged(
    world: World, author: Actor, nurse_who_writes: Actor
) -> None:
    ready = countable(author, ADULTS)
    with pytest.raises(Refusal) as found:
        preview_people(author, ready, at=AT, **ASKED)
    assert found.value.status == 403
    assert ReadEntry.objects.count() == 0
    assert [one.name for one in preview_people(nurse_who_writes, ready, at=AT, **ASKED)] == ["Lò Thị Lan"]
    missing = preview_people(nurse_who_writes, ready, at=AT, side="missing", **ASKED)
    assert [one.name for one in missing] == ["Lý Văn Ba"]
    noted = ReadEntry.objects.order_by("pk").values_list("why", "people")
    assert list(noted) == [("authoring.preview in", 1), ("authoring.preview missing", 1)]


@pytest.mark.on_both
@pytest.mark.django_db
def test_a_runaway_count_ends_by_itself() -> None:
    began = time.monotonic()
    with pytest.raises(Refusal) as found, bounded("x", 0.4) as execute:
        execute(ENDLESS, {})
    assert found.value.code == "preview.long"
    assert time.monotonic() - began < 3
    _the_connection_still_works()


@pytest.mark.on_both
@pytest.mark.django_db
def test_a_running_count_is_stopped_by_its_author(author: Actor) -> None:
    name = name_of(author, "tab")

    def press() -> None:
        try:
            stop(name)
        finally:
            connection.close()

    timer = threading.Timer(0.5, press)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Refusal) as found, bounded(name, 20) as execute:
        execute(ENDLESS, {})
    timer.join()
    assert found.value.code == "preview.stopped"
    assert time.monotonic() - began < 5
    _the_connection_still_works()


def _the_connection_still_works() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert ReadEntry.objects.count() == 0
