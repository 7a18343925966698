"""Residents from a file: read however it was written, taken row by row, the same file twice changes nothing."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter

from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import NewCover, household, identifiers_of, person_card
from tram.people.models import Household, ImportJob, Membership, Person
from tram.people.residents_file import jobs
from tram.people.residents_file.reading import Sheet, read_sheet, safe_name
from tram.people.residents_file.run import Counts, import_residents
from tram.people.residents_file.workbooks import refused_csv, refused_rows, template
from tram.people.rules.residents import COLUMNS, guess_mapping, read_resident
from tram.people.tests.support import AT, CLERK, HANH, HERE, TUAN, cccd, register, village

TODAY = date(2026, 11, 22)
HEAD = (
    "Họ và tên", "Ngày sinh", "Giới tính", "Số căn cước", "Dân tộc", "Thôn, bản", "Mã hộ", "Quan hệ với chủ hộ",
    "Số thẻ BHYT", "BHYT từ ngày", "BHYT đến ngày", "Điện thoại",
)  # fmt: skip
LAN = (
    "Lò Thị Lan", "12/03/1956", "Nữ", "012156001234", "Thái", "Bản Hon", "H001", "Chủ hộ",
    "DT4120123456789", "01/01/2026", "31/12/2026", "0912345678",
)  # fmt: skip
BA = ("Lò Văn Ba", "1980", "Nam", "012080000001", "Thái", "Bản Hon", "H001", "con", "", "", "", "")


def csv_of(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(rows: Sequence[Sequence[object]]) -> bytes:
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                else:
                    sheet.write(line, place, cell)
    return memory.getvalue()


def take(data: bytes, **told) -> Counts:
    sheet = read_sheet(data)
    given: dict[str, Any] = {"by": HANH, "at": AT, "commune": HERE, "mapping": guess_mapping(sheet.headers)} | told
    return import_residents(sheet=sheet, **given)


def told(counts: Counts) -> tuple[int, int, int, int]:
    return counts.new, counts.changed, counts.same, counts.refused


def reasons(counts: Counts) -> list[tuple[int, str]]:
    return [(fault.row, fault.field) for fault in counts.faults]


@pytest.mark.parametrize(
    "data",
    [
        csv_of([HEAD, LAN]),
        csv_of([HEAD, LAN], ";", "utf-8-sig"),
        csv_of([HEAD, LAN], "\t", "utf-16"),
        csv_of([["DANH SÁCH NHÂN KHẨU"], [], HEAD, LAN]),
        csv_of([HEAD, LAN]).replace(b"\n", b"\r\n"),
        xlsx_of([HEAD, LAN]),
        xlsx_of([["Danh sách"], HEAD, LAN]),
    ],
    ids=["utf-8", "semicolons", "utf-16 tabs", "lines above", "crlf", "xlsx", "xlsx lines above"],
)
def test_a_file_is_read_however_it_was_written(data: bytes) -> None:
    sheet = read_sheet(data)
    mapping = guess_mapping(sheet.headers)
    [(number, cells)] = sheet.rows
    row = read_resident(number, cells, mapping, TODAY)
    assert not isinstance(row, list)
    assert (row.full_name, row.cccd, row.ethnicity, row.village, row.phone) == (
        "Lò Thị Lan", "012156001234", "03", "Bản Hon", "0912345678",
    )  # fmt: skip
    assert (row.bhyt_from, row.relation, row.birth and row.birth.text) == (date(2026, 1, 1), "head", "12/03/1956")


def test_vietnamese_windows_letters_are_read() -> None:
    text = "Họ và tên;Năm sinh\nLo\u0300 Thi\u0323 Đa\u0300o;1956\n"
    data = "Ho\u0323 va\u0300 tên;Năm sinh\n".encode("cp1258") + text.partition("\n")[2].encode("cp1258")
    assert read_sheet(data).rows[0][1] == ("Lò Thị Đào", "1956")


def test_excel_dates_and_numbers_without_their_zeros_are_understood() -> None:
    sheet = read_sheet(
        xlsx_of(
            [
                ("Họ tên", "Ngày sinh", "CCCD", "SĐT", "Mã BHYT"),
                ("Lò Thị Lan", date(1956, 3, 12), 12156001234, 912345678, 123456789),
            ]
        )
    )
    row = read_resident(*sheet.rows[0], guess_mapping(sheet.headers), TODAY)
    assert not isinstance(row, list)
    assert (row.cccd, row.phone, row.card and row.card.number, row.birth and row.birth.text) == (
        "012156001234", "0912345678", "0123456789", "12/03/1956",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["STT", "HỌ TÊN", "NĂM SINH", "GIỚI", "SỐ CCCD/CMND"], ["full_name", "birth", "sex", "cccd"]),
        (
            ["ho va ten", "ngay sinh", "nam/nu", "dan toc", "so dien thoai"],
            ["full_name", "birth", "sex", "ethnicity", "phone"],
        ),
        (["Tên chủ thẻ", "Mã thẻ BHYT", "Hạn thẻ"], ["bhyt", "bhyt_to"]),
        (["xyz"], []),
    ],
)
def test_columns_are_guessed_by_their_headings(headers: list[str], fields: list[str]) -> None:
    assert sorted(guess_mapping(headers)) == sorted(fields)


def test_the_templates_own_columns_are_all_guessed() -> None:
    assert guess_mapping([column.title for column in COLUMNS]) == {c.field: n for n, c in enumerate(COLUMNS)}
    with pytest.raises(Refusal, match="chỉ có dòng tiêu đề"):
        read_sheet(template(["Bản Hon"]))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b"\n\n,,\n", "import.empty"),
        (csv_of([HEAD]), "import.no_rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "import.old_excel"),
        (b"%PDF-1.7 ...", "import.kind"),
        (b"PK\x03\x04 not a zip", "import.broken"),
        (xlsx_of([HEAD, LAN])[:-200], "import.broken"),
        (b'a,"' + b"x" * 200_000, "import.broken"),
        (b"x" * (20 * 1024 * 1024 + 1), "import.large"),
    ],
    ids=range(9),
)
def test_what_is_no_list_of_people_is_refused_in_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_sheet(data)
    assert refusal.value.code == code


def test_a_small_file_that_unpacks_into_a_huge_one_is_refused_unopened() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(310):
            part.write(b"0" * 1024 * 1024)
    assert len(memory.getvalue()) < 1024 * 1024
    with pytest.raises(Refusal) as refusal:
        read_sheet(memory.getvalue())
    assert refusal.value.code == "import.bomb"


def test_bytes_changed_at_random_never_break_the_reader() -> None:
    dice = random.Random(3)
    whole = [xlsx_of([HEAD, LAN, BA]), csv_of([HEAD, LAN, BA])]
    for _ in range(150):
        data = bytearray(dice.choice(whole))
        for _ in range(dice.randint(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with suppress(Refusal):
            read_sheet(bytes(data))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\tệp\\danh sách.xlsx", "danh sách.xlsx"),
        ("a\x00\n<b>.csv", "ab.csv"),
        ("", "tep"),
    ],
)
def test_a_files_name_keeps_no_folder(given: str, shown: str) -> None:
    assert safe_name(given) == shown


def test_refused_rows_come_back_as_text_with_their_reasons() -> None:
    sheet = Sheet(("Họ tên", "Ghi chú"), ((2, ('=HYPERLINK("x")', "+1")), (3, ("Lan",))))
    row = read_resident(2, sheet.rows[0][1], {"full_name": 0}, TODAY)
    assert isinstance(row, list)
    back = read_sheet(refused_rows(sheet, row))
    assert back.headers == ("Họ tên", "Ghi chú", "Dòng trong tệp", "Lý do chưa nhập")
    assert back.rows[0][1][:3] == ('=HYPERLINK("x")', "+1", "2")
    inside = zipfile.ZipFile(io.BytesIO(refused_rows(sheet, row))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inside
    assert b"'=HYPERLINK" in refused_csv(sheet, row)


@pytest.mark.django_db
@pytest.mark.on_both
@pytest.mark.usefixtures("communes")
class TestImport:
    @pytest.fixture(autouse=True)
    def hon(self, communes: None) -> None:
        village("Bản Hon")

    def test_a_file_becomes_people_and_households_and_twice_changes_nothing(self) -> None:
        data = csv_of([HEAD, LAN, BA])
        assert told(take(data)) == (2, 0, 0, 0)
        lan = Person.objects.get(full_name="Lò Thị Lan")
        card = person_card(HANH, lan.id, AT)
        assert (card.age, card.ethnicity_name, card.person.village_name, card.cover and card.cover.state) == (
            "70 tuổi", "Thái", "Bản Hon", "valid",
        )  # fmt: skip
        assert lan.household_id
        assert [m.relation for m in household(HANH, lan.household_id, AT).members] == ["head", "child"]
        facts = Fact.objects.count()
        assert told(take(data)) == (0, 0, 2, 0)
        assert Fact.objects.count() == facts
        assert verify(rows=True).holds

    def test_the_same_person_twice_in_a_file_is_one_person(self) -> None:
        assert told(take(csv_of([HEAD, LAN, LAN, (*LAN[:11], "0987654321")]))) == (1, 1, 1, 0)
        assert Person.objects.get().phone == "0987654321"

    def test_somebody_without_a_number_is_known_by_name_birth_village_and_household(self) -> None:
        plain = ("Vàng A Tủa", "1990", "Nam", "", "Hmông", "Hon", "H9", "chủ hộ", "", "", "", "")
        assert told(take(csv_of([HEAD, plain]))) == (1, 0, 0, 0)
        assert told(take(csv_of([HEAD, plain]))) == (0, 0, 1, 0)

    def test_what_the_file_adds_is_brought_up_to_date_once(self) -> None:
        person = register("Lò Thị Lan", birth="12/03/1956")
        first = take(csv_of([HEAD, ("Lò Thị Lan", "12/03/1956", "Nữ", "012156001234", *[""] * 8)]))
        assert told(first) == (0, 1, 0, 0)
        assert [one.value for one in identifiers_of(person)] == ["012156001234"]
        assert told(take(csv_of([HEAD, LAN]))) == (0, 1, 0, 0)
        card = person_card(HANH, person, AT)
        assert (card.ethnicity, card.person.phone, card.person.village_name, card.cover is not None) == (
            "03", "0912345678", "Bản Hon", True,
        )  # fmt: skip
        assert Membership.objects.get().relation == "head"
        assert told(take(csv_of([HEAD, LAN]))) == (0, 0, 1, 0)
        assert told(take(csv_of([HEAD, ("Lò Thị Lan", "1956", "", "012156001234", *[""] * 8)]))) == (0, 0, 1, 0)

    def test_somebody_alike_is_held_back_until_one_insists(self) -> None:
        register("Lò Văn Ba", birth="1980")
        held = take(csv_of([HEAD, BA]))
        assert (told(held), reasons(held)) == ((0, 0, 0, 1), [(2, "Họ và tên")])
        assert told(take(csv_of([HEAD, BA]), alike_is_new=True)) == (1, 0, 0, 0)
        assert told(take(csv_of([HEAD, BA]))) == (0, 0, 1, 0)

    @pytest.mark.parametrize(
        ("there", "comes", "new"),
        [
            (("1980", "012080999999"), ("1980", "012080000001"), True),
            (("03/02/1980", ""), ("04/02/1980", "012080000001"), True),
            (("03/02/1980", "012080999999"), ("03/02/1980", "012080000001"), False),
            (("1980", ""), ("1980", "012080000001"), False),
            (("02/1980", ""), ("04/03/1980", ""), False),
        ],
    )
    def test_people_of_one_name_are_told_apart_by_day_of_birth_or_number(self, there, comes, new) -> None:
        register("Lò Văn Ba", birth=there[0], identifiers=[cccd(there[1])] if there[1] else [])
        counts = take(csv_of([HEAD, ("Lò Văn Ba", comes[0], "Nam", comes[1], *[""] * 8)]))
        assert told(counts) == ((1, 0, 0, 0) if new else (0, 0, 0, 1))

    def test_a_number_of_somebody_else_and_an_unknown_village_are_refused(self) -> None:
        register("Giàng A Sử", birth="1970", identifiers=[cccd("012156001234")])
        found = take(csv_of([HEAD, LAN, (*BA[:5], "Bản Lạ", *BA[6:])]))
        assert (told(found), reasons(found)) == ((0, 0, 0, 2), [(2, "Số căn cước"), (3, "Thôn, bản")])

    def test_a_household_gets_no_second_head(self) -> None:
        second = take(csv_of([HEAD, LAN, (*BA[:7], "chủ hộ", *BA[8:])]))
        assert (told(second), reasons(second)) == ((1, 0, 0, 1), [(3, "Quan hệ với chủ hộ")])
        assert told(take(csv_of([HEAD, LAN]))) == (0, 0, 1, 0)

    def test_a_row_that_fails_half_way_leaves_nothing_behind(self) -> None:
        person = register(
            "Lò Thị Lan",
            birth="12/03/1956",
            identifiers=[cccd("012156001234")],
            cover=NewCover("DT4120123456789", date(2026, 6, 1)),
        )
        facts = Fact.objects.count()
        counts = take(csv_of([HEAD, LAN]))
        assert (told(counts), reasons(counts)) == ((0, 0, 0, 1), [(2, "Cả dòng")])
        assert (Fact.objects.count(), person_card(HANH, person, AT).person.phone, Household.objects.count()) == (
            facts,
            "",
            0,
        )

    def test_nobody_imports_outside_their_places_or_their_role(self) -> None:
        for actor in (TUAN, CLERK):
            with pytest.raises(Refusal):
                take(csv_of([HEAD, LAN]), by=actor)
        assert not Person.objects.exists()

    def test_stopping_and_running_again_ends_with_the_same_people(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tram.people.residents_file.run.CHUNK", 3)
        rows = [
            (f"Lò Văn {name}", "1980", "Nam", f"0120800000{n:02}", *[""] * 8) for n, name in enumerate("ABCDEFGHIK", 1)
        ]
        half = take(csv_of([HEAD, *rows]), progress=lambda counts: counts.done < 6)
        assert told(half) == (6, 0, 0, 0)
        assert told(take(csv_of([HEAD, *rows]))) == (4, 0, 6, 0)

    @pytest.mark.parametrize("seed", [1, 2])
    def test_two_thousand_malformed_rows_are_each_refused_with_file_row_field_and_reason(self, seed: int) -> None:
        dice = random.Random(seed)
        rows = [spoiled(dice) for _ in range(1000)]
        for data in (csv_of([HEAD, *rows]), xlsx_of([HEAD, *rows])):
            counts = take(data)
            assert told(counts) == (0, 0, 0, 1000)
            assert {fault.row for fault in counts.faults} == set(range(2, 1002))
            assert all(fault.field and fault.reason.endswith(".") for fault in counts.faults)
        assert not Person.objects.exists()
        assert not Membership.objects.exists()


SPOILS = {
    0: ["", "123", "<b>", "=1+1", "a" * 161, "|"],
    1: ["mai", "30/02/1980", "31/13/1990", "12/03/56", "01/01/2999", "1800", "-1", "1e3", "0/0/0"],
    2: ["X", "con trai", "77"],
    3: ["12", "0121560012345", "abcdefghijkl", "1.2E+11", "012156O01234"],
    4: ["Sao Hoả", "99", "00"],
    5: ["Bản Không Có", "' OR 1=1 --", "../.."],
    7: ["hàng xóm", "7"],
    8: ["DT", "ZZ99", "12345678", "DT412012345678X"],
    9: ["hôm qua", "31/02/2026"],
    11: ["12", "abc", "0112345678", "+1 555"],
}


def spoiled(dice: random.Random) -> list[str]:
    row = list(dice.choice((LAN, BA)))
    for place in dice.sample(sorted(SPOILS), dice.randint(1, 4)):
        row[place] = dice.choice(SPOILS[place])
    return row


@pytest.mark.django_db
@pytest.mark.usefixtures("communes")
class TestJobs:
    @pytest.fixture(autouse=True)
    def home(self, settings, tmp_path, communes: None) -> None:
        settings.HOME = tmp_path
        village("Bản Hon")

    def receive(self, rows: Sequence[Sequence[str]] = (HEAD, LAN, (*BA[:3], "x", *BA[4:]))):
        return jobs.receive_file(by=HANH, at=AT, commune=HERE, name="../dân.csv", data=csv_of(rows))

    def test_a_job_is_previewed_run_and_gives_back_what_it_could_not_take(self) -> None:
        job = self.receive()
        seen = jobs.job_preview(HANH, job, AT)
        assert (seen.total, seen.refused, [line.fate for line in seen.lines]) == (2, 1, ["new", "refused"])
        assert not Person.objects.exists()
        jobs.start_job(by=HANH, at=AT, job_id=job, alike_is_new=False, wait=True)
        view = jobs.job_view(HANH, job, AT)
        assert (view.file_name, view.state, view.new, view.refused, view.percent) == ("dân.csv", "done", 1, 1, 100)
        assert read_sheet(jobs.answer_file(HANH, job).read_bytes()).rows[0][1][-2] == "3"

    def test_a_job_cut_off_is_shown_as_interrupted_and_runs_again(self) -> None:
        job = self.receive()
        ImportJob.objects.update(state="running", updated_at=AT - timedelta(minutes=5))
        assert jobs.job_view(HANH, job, AT).state == "interrupted"
        jobs.start_job(by=HANH, at=AT, job_id=job, alike_is_new=False, wait=True)
        assert jobs.job_view(HANH, job, AT).state == "done"

    def test_a_running_job_is_not_started_twice_and_stops_when_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tram.people.residents_file.run.CHUNK", 1)
        job = self.receive()
        ImportJob.objects.update(state="running", updated_at=AT)
        with pytest.raises(Refusal, match="đang được nhập"):
            jobs.start_job(by=HANH, at=AT, job_id=job, alike_is_new=False, wait=True)
        ImportJob.objects.update(state="uploaded")
        note = jobs._note

        def stopping(key, counts):
            jobs.stop_job(by=HANH, job_id=key)
            return note(key, counts)

        monkeypatch.setattr(jobs, "_note", stopping)
        jobs.start_job(by=HANH, at=AT, job_id=job, alike_is_new=False, wait=True)
        assert (jobs.job_view(HANH, job, AT).state, Person.objects.count()) == ("stopped", 1)

    def test_columns_can_be_corrected_and_must_hold_names(self) -> None:
        job = self.receive([("A", "B"), ("Lò Thị Lan", "1956")])
        assert jobs.job_sheet(HANH, job)[1] == {}
        with pytest.raises(Refusal, match="họ và tên"):
            jobs.choose_columns(by=HANH, at=AT, job_id=job, mapping={"birth": 1})
        with pytest.raises(Refusal, match="Một cột"):
            jobs.choose_columns(by=HANH, at=AT, job_id=job, mapping={"full_name": 0, "birth": 0})
        jobs.choose_columns(by=HANH, at=AT, job_id=job, mapping={"full_name": 0, "birth": 1, "odd": 1})
        jobs.start_job(by=HANH, at=AT, job_id=job, alike_is_new=False, wait=True)
        assert Person.objects.get().birth_date == date(1956, 1, 1)

    def test_a_weeks_old_file_is_cleared_away(self) -> None:
        job = self.receive()
        ImportJob.objects.update(updated_at=AT - timedelta(days=8))
        self.receive()
        with pytest.raises(Refusal, match="dọn"):
            jobs.job_sheet(HANH, job)

    def test_the_next_station_knows_of_no_job(self) -> None:
        job = self.receive()
        for ask in (
            lambda: jobs.job_view(TUAN, job, AT),
            lambda: jobs.job_sheet(TUAN, job),
            lambda: jobs.job_preview(TUAN, job, AT),
            lambda: jobs.answer_file(TUAN, job),
            lambda: jobs.recent_jobs(TUAN, HERE, AT),
            lambda: jobs.start_job(by=TUAN, at=AT, job_id=job, alike_is_new=False),
            lambda: jobs.stop_job(by=TUAN, job_id=job),
            lambda: jobs.receive_file(by=TUAN, at=AT, commune=HERE, name="x", data=csv_of([HEAD, LAN])),
        ):
            with pytest.raises(Refusal) as refusal:
                ask()
            assert refusal.value.status == 404
