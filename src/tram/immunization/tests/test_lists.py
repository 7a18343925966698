"""Who stands on the lists of due, late and missed doses, in which order, for whom, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tram.immunization.api import due, due_counts, who_to_invite
from tram.immunization.lists.views import DueList
from tram.immunization.models import Forecast
from tram.immunization.tests.lists_world import (
    HANH,
    NGOC,
    TODAY,
    TUAN,
    actor,
    child,
    keep_forecasts,
    put_off,
    waits,
)
from tram.kernel.actors import Role
from tram.kernel.refusals import Refusal
from tram.people.tests.support import HERE, NEXT_DOOR, law, village
from tram.places.reads.law import forget

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture(autouse=True)
def _communes(db: None) -> Iterator[None]:
    law()
    keep_forecasts()
    yield
    forget()


def names(found: DueList) -> list[str]:
    return [person.name for place in found.villages for person in place.people]


def test_each_kind_of_list_holds_its_own_people() -> None:
    waits(child("Lò Thị Due"), recommended=0)
    waits(child("Lò Thị Late"), overdue=-1)
    waits(child("Lò Thị Lost"), overdue=-9, latest=-1)
    waits(child("Lò Thị Later"), recommended=1)
    waits(child("Lò Thị Long ago"), overdue=-900, latest=-366)
    waits(child("Lò Thị Done"), status="complete")
    assert names(due(HANH, HERE, TODAY, "due")) == ["Lò Thị Due"]
    assert names(due(HANH, HERE, TODAY, "overdue")) == ["Lò Thị Late"]
    assert names(due(HANH, HERE, TODAY, "missed")) == ["Lò Thị Lost"]
    ahead = due(HANH, HERE, TODAY, "due", until=TODAY + timedelta(days=7))
    assert sorted(names(ahead)) == ["Lò Thị Due", "Lò Thị Later"]


def test_a_person_is_one_line_with_every_dose_the_longest_waiting_first() -> None:
    na = child("Lò Thị Na")
    waits(na, "opv", overdue=-3, number=2)
    waits(na, "mr", overdue=-40)
    found = due(HANH, HERE, TODAY, "overdue")
    assert found.total == 1
    person = found.villages[0].people[0]
    assert [(dose.group, dose.number) for dose in person.doses] == [("mr", 1), ("opv", 2)]
    assert person.since == TODAY - timedelta(days=40)
    assert person.age == "9 tháng"


def test_villages_stand_by_alphabet_and_in_them_who_has_waited_longest() -> None:
    thuong, hon = village("Bản Thượng"), village("Bản Hon")
    for name, place, days in (("A", thuong, -5), ("B", hon, -5), ("C", hon, -50)):
        waits(child(f"Lò Thị {name}", village=place), overdue=days)
    waits(child("Lò Thị D"), overdue=-5)
    found = due(HANH, HERE, TODAY, "overdue")
    assert names(found) == ["Lò Thị C", "Lò Thị B", "Lò Thị A", "Lò Thị D"]
    assert [(one.name, one.people) for one in found.counts][:2] == [("Bản Hon", 2), ("Bản Thượng", 1)]
    assert found.counts[2].village is None


def test_a_list_is_narrowed_by_village_vaccine_and_age() -> None:
    hon = village("Bản Hon")
    waits(child("Lò Thị Na", village=hon), "mr", overdue=-5)
    waits(child("Lò Thị Bé", born=date(2024, 2, 1)), "je", overdue=-5)
    assert names(due(HANH, HERE, TODAY, "overdue", village=hon)) == ["Lò Thị Na"]
    assert names(due(HANH, HERE, TODAY, "overdue", group="je")) == ["Lò Thị Bé"]
    assert names(due(HANH, HERE, TODAY, "overdue", age="duoi-1")) == ["Lò Thị Na"]
    assert names(due(HANH, HERE, TODAY, "overdue", age="2-5")) == ["Lò Thị Bé"]


def test_pages_follow_one_another_without_losing_anybody() -> None:
    for number in range(7):
        waits(child(f"Lò Thị {chr(65 + number)}"), overdue=-5 - number)
    pages = [due(HANH, HERE, TODAY, "overdue", page=page, size=3) for page in (1, 2, 3)]
    assert [page.shown for page in pages] == [3, 3, 1]
    assert len({name for page in pages for name in names(page)}) == 7
    assert {page.total for page in pages} == {7}


def test_whoever_was_put_off_waits_until_that_day_and_then_is_back() -> None:
    na, be = child("Lò Thị Na"), child("Lò Thị Bé")
    waits(na, "mr", overdue=-5)
    waits(be, "mr", overdue=-5)
    put_off(na, TODAY + timedelta(days=3))
    put_off(be, TODAY + timedelta(days=3), group="opv")
    assert names(due(HANH, HERE, TODAY, "overdue")) == ["Lò Thị Bé"]
    assert sorted(names(due(HANH, HERE, TODAY + timedelta(days=3), "overdue"))) == ["Lò Thị Bé", "Lò Thị Na"]
    assert [one.overdue for one in due_counts(HANH, HERE, TODAY)] == [1]


def test_a_refusal_without_an_end_stays_on_the_list_and_is_told() -> None:
    na = child("Lò Thị Na")
    waits(na, overdue=-5)
    put_off(na, None, kind="refused")
    person = due(HANH, HERE, TODAY, "overdue").villages[0].people[0]
    assert person.put_off is not None
    assert (person.put_off.kind, person.put_off.reason) == ("refused", "fever")


def test_tuan_sees_nobody_of_this_commune() -> None:
    waits(child("Lò Thị Na"), overdue=-5)
    with pytest.raises(Refusal) as no:
        due(TUAN, HERE, TODAY, "overdue")
    assert no.value.status == 404
    assert due(TUAN, None, TODAY, "overdue").total == 0
    assert due_counts(TUAN, None, TODAY) == ()


def test_a_village_worker_sees_the_own_villages_only() -> None:
    hon, thuong = village("Bản Hon"), village("Bản Thượng")
    for name, place in (("A", hon), ("B", thuong), ("C", None)):
        waits(child(f"Lò Thị {name}", village=place), overdue=-5)
    pan = actor(Role.VILLAGE_HEALTH_WORKER, HERE, villages=frozenset({hon}))
    assert names(due(pan, HERE, TODAY, "overdue")) == ["Lò Thị A"]
    assert [invitee.name for invitee in who_to_invite(pan, HERE, TODAY, (), ())] == ["Lò Thị A"]


def test_the_province_counts_by_commune_and_sees_no_names() -> None:
    na = child("Lò Thị Na")
    waits(na, "mr", overdue=-5)
    waits(na, "opv", overdue=-5)
    waits(child("Lò Thị Bé", commune=NEXT_DOOR), recommended=0)
    with pytest.raises(Refusal) as no:
        due(NGOC, HERE, TODAY, "overdue")
    assert no.value.status == 403
    counted = [(one.name, one.due, one.overdue, one.missed) for one in due_counts(NGOC, "12", TODAY)]
    assert counted == [("Xã Bản Bo", 1, 0, 0), ("Xã Bình Lư", 0, 1, 0)]


def test_counts_part_a_commune_into_villages() -> None:
    hon = village("Bản Hon")
    waits(child("Lò Thị Na", village=hon), overdue=-5)
    waits(child("Lò Thị Bé"), recommended=0)
    counted = [(one.name, one.due, one.overdue) for one in due_counts(HANH, HERE, TODAY, by_village=True)]
    assert counted == [("Bản Hon", 0, 1), ("", 1, 0)]


def test_invitations_name_every_dose_of_the_day_and_put_late_people_first() -> None:
    soon, late = child("Lò Thị A"), child("Lò Thị B")
    waits(soon, "mr", recommended=2)
    waits(soon, "opv", recommended=9)
    waits(late, "mr", overdue=-5)
    waits(child("Lò Thị C"), "mr", latest=1, overdue=-5)
    found = who_to_invite(HANH, HERE, TODAY + timedelta(days=3), (), ())
    assert [one.name for one in found] == ["Lò Thị B", "Lò Thị A"]
    assert [dose.group for dose in found[1].due] == ["mr"]
    assert found[0].due[0].why == "Trễ hẹn 8 ngày: phải tiêm trước 17/11/2026."
    assert found[1].due[0].why == "Đến hạn từ 24/11/2026."


def test_invitations_are_narrowed_by_village_and_vaccine() -> None:
    hon = village("Bản Hon")
    waits(child("Lò Thị A", village=hon), "mr")
    waits(child("Lò Thị B"), "mr")
    waits(child("Lò Thị C", village=hon), "opv")
    assert [one.name for one in who_to_invite(HANH, HERE, TODAY, [hon], ["mr"])] == ["Lò Thị A"]


def queries(number: int) -> int:
    hon = village(f"Bản {number}")
    for step in range(number):
        waits(child(f"Lò Thị {number} {step}", village=hon), overdue=-5)
    with CaptureQueriesContext(connection) as asked:
        due(HANH, HERE, TODAY, "overdue")
    return len(asked)


def test_a_longer_list_costs_no_more_queries() -> None:
    few = queries(2)
    assert queries(9) == few
    assert few <= 8


def test_the_lists_walk_by_index() -> None:
    if connection.vendor == "postgresql":  # of a table this small it would rather read all
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    where = {"commune__in": [HERE], "status": "due"}
    for narrowed in ({"overdue__lt": TODAY}, {"recommended__lte": TODAY}, {"latest__lt": TODAY}):
        plan = Forecast.objects.filter(**where, **narrowed).explain()
        assert "immunization_forecast" in plan
        assert "scan immunization_forecast" not in plan.lower()
        assert "seq scan" not in plan.lower()


def test_the_person_who_moved_away_is_no_longer_ours() -> None:
    na = child("Lò Thị Na")
    waits(na, overdue=-5)
    Forecast.objects.filter(person=na).update(commune=NEXT_DOOR, village=None)
    assert due(HANH, HERE, TODAY, "overdue").total == 0
    assert names(due(TUAN, NEXT_DOOR, TODAY, "overdue")) == ["Lò Thị Na"]


def test_ids_are_whole() -> None:
    na = child("Lò Thị Na")
    waits(na, overdue=-5)
    found = due(HANH, HERE, TODAY, "overdue").villages[0].people[0].person
    assert isinstance(found, UUID)
    assert found == na
