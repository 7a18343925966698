"""The pages: only authors enter; what is typed wrong gets a sentence; a published file is in force at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tram.authoring.tests.drafts import ADULTS, EXAMPLE, posted
from tram.kernel.definitions import ROOT
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.reports.api import indicator, indicators
from tram.sync.models import Pin, PinRole, PublishedDefinition

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
GETS = ("index", "editor", "text")
POSTS = ("editor", "text", "check", "preview", "people", "trial", "stop")
A1 = (ROOT / "reports" / "register-a1.toml").read_text(encoding="utf-8")


def text_of(client: Client, name: str, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"authoring:{name}"), query)
    assert answer.status_code == status, answer.content[:600]
    return answer.content.decode()


def sent(client: Client, name: str, data: dict[str, object], status: int = 200) -> str:
    answer = client.post(reverse(f"authoring:{name}"), data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


@pytest.mark.parametrize("name", GETS)
def test_a_nurse_may_not_look(hanh_at_desk: Client, name: str) -> None:
    text_of(hanh_at_desk, name, status=403)


@pytest.mark.parametrize("name", POSTS)
def test_a_nurse_may_not_write(hanh_at_desk: Client, name: str) -> None:
    data = posted(body=A1, do="publish", ma="x")
    assert hanh_at_desk.post(reverse(f"authoring:{name}"), data).status_code == 403
    assert not PublishedDefinition.objects.exists()


def test_the_list_has_every_kind_with_its_versions(author_at_desk: Client, folder: Path) -> None:
    page = text_of(author_at_desk, "index")
    assert "ct25-insured" in page
    assert reverse("authoring:editor") + "?tu=ct25-insured@1" in page
    registers = text_of(author_at_desk, "index", loai="register")
    assert "register-a1" in registers
    assert "?tu=register-a1@2&amp;moi=1" in registers
    assert "?tu=register-a1@1&amp;moi=1" not in registers


def test_conditions_are_checked_while_they_are_typed(author_at_desk: Client) -> None:
    answer = author_at_desk.post(reverse("authoring:check"), posted(replace(ADULTS, numerator='sex = "femal"')))
    told = answer.json()
    assert told["ready"] is False
    assert told["parts"]["denominator"]["words"] == "số năm tròn từ ngày sinh sớm nhất có thể đến ngày tính ≥ 40"
    wrong = told["parts"]["numerator"]
    assert (wrong["start"], wrong["end"], wrong["hint"]) == (6, 13, "có phải «female»?")
    good = author_at_desk.post(reverse("authoring:check"), posted()).json()
    assert (good["ready"], good["reason"]) == (True, "")


def test_the_number_is_shown_and_names_are_not(author_at_desk: Client) -> None:
    page = sent(author_at_desk, "preview", posted(ky="2026-10", theo="sex"))
    assert "50,0" in page
    assert "Nữ" in page
    assert "Lan" not in page
    assert sent(author_at_desk, "people", posted(ky="2026-10", phia="in"), status=403)


def test_without_script_the_button_shows_the_number_in_the_page(author_at_desk: Client) -> None:
    page = sent(author_at_desk, "editor", posted(ky="2026-10", do="preview"))
    assert "50,0" in page
    assert ADULTS.title_vi in page


def test_a_test_person_is_judged_and_kept(author_at_desk: Client) -> None:
    rows = {
        "t:people.residents:0:start": "01/01/2020", "t:people.residents:0:birth_date": "01/05/1960",
        "t:encounters.visits:0:day": "01/11/2026", "t:encounters.visits:1:day": "",
    }  # fmt: skip
    bare = posted(replace(ADULTS, examples=""), ky="2026-11-20", **rows)
    told = sent(author_at_desk, "trial", {**bare, "do": "trial"})
    assert "Được đếm" in told
    unnamed = sent(author_at_desk, "trial", {**bare, "do": "keep"})
    assert "Hãy đặt tên" in unnamed
    answer = author_at_desk.post(
        reverse("authoring:trial"),
        {**bare, "do": "keep", "nguoi_thu": "Lan khám đầu tháng"},
        headers={"HX-Request": "true"},
    )
    kept = answer.content.decode()
    assert "hx-swap-oob" in kept
    assert "title_vi = &quot;Lan khám đầu tháng&quot;" in kept
    more = sent(author_at_desk, "trial", {**bare, "do": "more:encounters.visits"})
    assert "t:encounters.visits:2:day" in more


def test_what_is_missing_is_said_before_there_is_a_file(author_at_desk: Client) -> None:
    wrong = replace(ADULTS, title_en="", effective_from="32/01/2026", examples="")
    page = sent(author_at_desk, "editor", posted(wrong, do="review"), status=422)
    for words in ("Chưa có tên tiếng Anh", "Ngày «32/01/2026» không đọc được", "Chưa có ví dụ"):
        assert words in page
    assert 'value="32/01/2026"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"numerator": "dai > :at"}, "không có cột «dai»"),
        ({"examples": EXAMPLE.replace("numerator = 1", "numerator = 0")}, "được 1/1, chờ 0/1"),
        ({"examples": EXAMPLE.replace("birth_date", "birthday")}, "không có cột «birthday»"),
        ({"status": "sure"}, "status «sure» không có"),
        ({"effective_to": "01/01/2020"}, "effective_to trước effective_from"),
        ({"id": "ct25-insured"}, "đã có bản 1"),
        ({"group": "weather"}, "group «weather» không có"),
    ],
)
def test_a_file_is_checked_as_at_start_up(
    author_at_desk: Client, folder: Path, changes: dict[str, str], sentence: str
) -> None:
    draft = replace(ADULTS, **changes)  # type: ignore[arg-type]
    draft = replace(draft, effective_from="01/01/2020") if "id" in changes else draft
    page = sent(author_at_desk, "editor", posted(draft, do="review"), status=422)
    assert "Chưa phát hành được" in page
    assert sentence in page
    assert 'value="publish"' not in page


def _file(client: Client, **changes: str) -> str:
    """The text the review page shows."""
    page = sent(client, "editor", posted(replace(ADULTS, **changes), do="review"))  # type: ignore[arg-type]
    assert 'value="publish"' in page
    return unescape(page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0])


def test_a_published_indicator_is_in_force_at_once_and_the_next_version_stands_beside_it(
    author_at_desk: Client, folder: Path
) -> None:
    answer = author_at_desk.post(reverse("authoring:text"), {"body": _file(author_at_desk), "do": "publish"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert Fact.objects.filter(name="definition.published").count() == 1
    assert "kham-tu-40" in [one.id for one in indicators(date(2026, 10, 31))]
    assert "Đã phát hành" in text_of(author_at_desk, "index")

    form = text_of(author_at_desk, "editor", tu="kham-tu-40@1")
    assert "bản 2" in form
    body = _file(author_at_desk, base="kham-tu-40@1", target="90", effective_from="01/01/2027")
    assert "version = 2" in body
    author_at_desk.post(reverse("authoring:text"), {"body": body, "do": "publish"})
    before, after = (indicator("kham-tu-40", date(year, 12, 31)).definition for year in (2026, 2027))
    assert [before.target, after.target] == [80, 90]


def test_a_register_is_written_as_text_with_the_same_checks(author_at_desk: Client, folder: Path) -> None:
    opened = text_of(author_at_desk, "text", tu="register-a1@2", moi="1")
    assert "version = 3" in opened
    body = A1.replace("version = 2", "version = 3").replace(
        "effective_from = 2025-07-01", "effective_from = 2027-03-01"
    )
    body = body.replace("effective_to = 2027-02-28\n", "")
    wrong = sent(
        author_at_desk, "text", {"body": body.replace('value = "sex"', 'value = "gender"'), "do": "check"}, 422
    )
    assert "không có cột «gender»" in wrong
    sound = sent(author_at_desk, "text", {"body": body, "do": "check"})
    assert "các ví dụ ra đúng kết quả" in sound
    assert author_at_desk.post(reverse("authoring:text"), {"body": body, "do": "publish"}).status_code == 302
    assert "Đã phát hành" in text_of(author_at_desk, "index", loai="register")


def test_a_report_is_written_as_text_with_the_same_checks(author_at_desk: Client, folder: Path) -> None:
    assert "report-14-bct" in text_of(author_at_desk, "index", loai="report")
    opened = unescape(text_of(author_at_desk, "text", tu="report-14-bct@1", moi="1"))
    body = opened.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0]
    assert "các ví dụ ra đúng kết quả" in sent(author_at_desk, "text", {"body": body, "do": "check"})
    wrong = body.replace('indicator = "visits-disease"', 'indicator = "visits-nothing"')
    assert "visits-nothing" in sent(author_at_desk, "text", {"body": wrong, "do": "check"}, 422)


@pytest.mark.parametrize("body", ["", "title = ", "id = 3", "x" * 600_000, 'id = "../x"\n'])
def test_text_that_is_no_definition_is_refused_in_a_sentence(author_at_desk: Client, folder: Path, body: str) -> None:
    for do in ("check", "publish"):
        page = sent(author_at_desk, "text", {"body": body, "do": do}, 422)
        assert "Chưa phát hành được" in page
    assert not PublishedDefinition.objects.exists()


def test_a_file_can_be_taken_away_and_opened_in_the_form(author_at_desk: Client) -> None:
    body = (ROOT / "reports" / "ct25-managed.toml").read_text(encoding="utf-8")
    answer = author_at_desk.post(reverse("authoring:text"), {"body": body, "do": "file"})
    assert answer["Content-Disposition"] == 'attachment; filename="ct25-managed.toml"'
    assert answer.content.decode() == body
    form = sent(author_at_desk, "editor", {"body": body, "do": "edit"})
    assert "day &gt; :at - 12 months" in form


def test_below_another_machine_nothing_is_published(author_at_desk: Client, folder: Path) -> None:
    body = _file(author_at_desk)
    Pin.objects.create(node=uuid7(), role=PinRole.PARENT, certificate=b"")
    assert "Máy này có tuyến trên" in text_of(author_at_desk, "index")
    page = sent(author_at_desk, "text", {"body": body, "do": "publish"}, 403)
    assert "chỉ phát hành từ máy trên cùng" in page
    assert not PublishedDefinition.objects.exists()


def test_what_is_not_there_answers_404(author_at_desk: Client) -> None:
    text_of(author_at_desk, "text", status=404, tu="nothing@1")
    text_of(author_at_desk, "editor", status=404, tu="ct25-insured@9")


@pytest.mark.parametrize("body", ["a=" + "[" * 50_000, "a=" + "{a=" * 1000 + "1" + "}" * 1000, "a." * 60_000 + "b=1"])
def test_a_file_that_only_wears_the_reader_out_gets_a_sentence_at_once(author_at_desk: Client, body: str) -> None:
    assert "không phải TOML" in unescape(sent(author_at_desk, "text", {"body": body, "do": "check"}, status=422))
    sent(author_at_desk, "check", posted(replace(ADULTS, examples=body)))
