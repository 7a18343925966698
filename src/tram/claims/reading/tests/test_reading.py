"""Claims of an old system become people, visits and what was found and given; nothing twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tram.claims.format import layout, render_file
from tram.claims.models import Claim
from tram.claims.reading import read_claims
from tram.claims.reading.tests.conftest import AT, CODE, DRUG, HERE, claim, together
from tram.encounters.api import visit_view
from tram.encounters.models import Diagnosis, Observation, PrescriptionLine, Procedure, Visit
from tram.kernel.actors import SYSTEM
from tram.people.api import NewIdentifier, register_person
from tram.people.models import Cover, Identifier, Person, Residence
from tram.places.api import found_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(station, tmp_path):
    """Reads files given as bytes; returns the report."""

    def go(*files: bytes, by=SYSTEM, at=AT):
        folder = tmp_path / f"read-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for number, data in enumerate(files):
            (folder / f"{number:04d}.xml").write_bytes(data)
        return read_claims(by=by, at=at, paths=[folder])

    return go


def test_a_village_at_the_end_of_the_address_is_known(read, station):
    village = found_village(by=SYSTEM, at=AT, commune=HERE, name="Bản Hon", day=date(2025, 7, 1)).id
    read(claim(DIA_CHI="Số 5, bản Hon, Xã Bản Bo, Lai Châu"))
    assert Person.objects.get().village_id == village
    assert Residence.objects.get().address == "Số 5"


def test_a_claim_becomes_a_person_a_cover_and_a_visit(read, station):
    report = read(claim())
    assert (report.read, report.new, report.people_new, report.refused) == (1, 1, 1, 0), report.faults
    person, cover, visit = Person.objects.get(), Cover.objects.get(), Visit.objects.get()
    assert (person.full_name, person.birth_date, person.sex, person.ethnicity) == (
        "Lò Thị Lan", date(1960, 5, 1), "female", "06",
    )  # fmt: skip
    assert Residence.objects.get().kind == "permanent"
    assert Residence.objects.get().address == "Bản Hon"
    assert (cover.number, cover.valid_to, cover.facility_code) == ("DT2120123456789", date(2026, 12, 31), CODE)
    assert (visit.day, visit.facility_id, visit.payer, visit.source) == (date(2026, 10, 5), station, "bhyt", "claims")
    assert visit.follow_up_on == date(2026, 11, 4)


def test_the_visit_holds_what_was_found_and_given(read, hanh):
    read(claim())
    view = visit_view(hanh, Visit.objects.get().id)
    assert [(one.code, one.role) for one in view.diagnoses] == [
        ("I10", "main"), ("E11.9", "accompanying"), ("K29", "accompanying"),
    ]  # fmt: skip
    line = PrescriptionLine.objects.get()
    assert (line.per_time, line.quantity) == (Decimal(1), Decimal(30))
    assert (line.times, line.days) == (1, 30)
    assert (line.code, "Amlodipin 5mg" in line.text) == ("40.30.1", True)
    assert {one.code for one in Procedure.objects.all()} == {"02.1897", "23.0075.1494"}
    measured = {one.code: one.number for one in Observation.objects.all()}
    assert measured == {"29463-7": Decimal("52.5"), "GLU": Decimal("7.2")}
    assert view.symptoms == "Tỉnh, huyết áp 150/90"
    test = Procedure.objects.get(code="23.0075.1494")
    assert Observation.objects.get(code="GLU").procedure == test.id


def test_the_claims_row_keeps_its_number_and_money(read):
    read(claim())
    row = Claim.objects.get()
    assert (row.number, row.state, row.attempt, row.month) == ("HIS-0001", "accepted", 0, date(2026, 10, 1))
    assert (row.total, row.fund, row.decision) == (Decimal(56500), Decimal(56500), "1931")


@pytest.mark.on_both
def test_reading_again_changes_nothing(read):
    read(claim(), claim("HIS-0002", NGAY_VAO="202610120730", NGAY_RA="202610120815"))
    before = [model.objects.count() for model in (Person, Visit, Cover, Claim, Diagnosis, Identifier)]
    again = read(claim(), claim("HIS-0002", NGAY_VAO="202610120730", NGAY_RA="202610120815"))
    assert (again.read, again.same, again.new, again.people_new) == (2, 2, 0, 0)
    assert [model.objects.count() for model in (Person, Visit, Cover, Claim, Diagnosis, Identifier)] == before
    assert (Person.objects.count(), Visit.objects.count()) == (1, 2)


def test_an_import_that_broke_off_between_visit_and_claim_is_finished(read, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("tram.claims.reading.take.add_claim", lambda *_args: None)
        read(claim())
    assert (Visit.objects.count(), Claim.objects.count()) == (1, 0)
    assert read(claim()).same == 1
    assert (Visit.objects.count(), Claim.objects.count()) == (1, 1)


@pytest.mark.on_both
def test_a_corrected_claim_becomes_a_new_version_of_its_visit(read):
    read(claim())
    report = read(claim(made_on=date(2026, 10, 9), MA_BENH_CHINH="I11", T_BHTT="50000"))
    assert (report.changed, report.new) == (1, 0), report.faults
    current = Visit.objects.get(status="finished")
    assert current.supersedes_id == Visit.objects.get(status="superseded").id
    assert Diagnosis.objects.get(visit=current, role="main").code == "I11"
    assert (Claim.objects.get().fund, Claim.objects.get().visit_now) == (Decimal(50000), current.id)


def test_an_older_file_does_not_undo_a_newer_one(read):
    read(claim(made_on=date(2026, 10, 9)))
    assert read(claim(made_on=date(2026, 10, 6), MA_BENH_CHINH="I11")).same == 1
    assert Diagnosis.objects.get(role="main").code == "I10"


def test_the_same_claim_twice_in_one_file_is_one_visit(read):
    report = read(together(claim(), claim(), claim(MA_BENH_CHINH="I11")))
    assert (report.new, report.same, report.changed) == (1, 1, 1), report.faults
    assert Visit.objects.filter(status="finished").count() == 1


@pytest.mark.on_both
def test_somebody_here_already_is_not_registered_again(read, station):
    known = register_person(
        by=SYSTEM, at=AT, full_name="Lò Thị Lan", commune=HERE, birth="01/05/1960",
        identifiers=[NewIdentifier("cccd", "012160000017")],
    ).id  # fmt: skip
    report = read(claim())
    assert (report.new, report.people_new) == (1, 0)
    assert Visit.objects.get().person_id == known
    assert Cover.objects.get().person_id == known


def test_without_any_number_the_name_and_birth_in_the_commune_decide(read, station):
    known = register_person(by=SYSTEM, at=AT, full_name="Lò Thị Lan", commune=HERE, birth="01/05/1960").id
    read(claim(SO_CCCD="", MA_THE_BHYT="", MA_DKBD="", GT_THE_TU="", GT_THE_DEN=""))
    assert Visit.objects.get().person_id == known
    assert Visit.objects.get().payer == "self"


def test_of_two_people_of_the_same_name_and_birth_neither_is_guessed(read, station):
    for _each in range(2):
        register_person(
            by=SYSTEM, at=AT, full_name="Lò Thị Lan", commune=HERE, birth="01/05/1960", same_name_is_new=True
        )
    assert read(claim(SO_CCCD="")).people_new == 1


def test_newborns_who_share_a_temporary_card_are_two(read):
    temporary = {
        "MA_THE_BHYT": "TE1120000000001", "MA_DKBD": "12000", "SO_CCCD": "", "NGAY_SINH": "202609300000",
        "GT_THE_TU": "20260930", "GT_THE_DEN": "20261005", "MA_DOITUONG_KCB": "1.7",
    }  # fmt: skip
    first = claim("A", HO_TEN="Lò Thị Bé Một", MA_BN="1", **temporary)
    read(first, claim("B", HO_TEN="Vàng Thị Bé Hai", MA_BN="2", **temporary))
    assert (Person.objects.count(), Cover.objects.count()) == (2, 0)
    assert {one.payer for one in Visit.objects.all()} == {"bhyt"}


def test_a_citizen_id_of_somebody_else_is_told(read, station):
    register_person(
        by=SYSTEM, at=AT, full_name="Vàng A Sử", commune=HERE, birth="1990",
        identifiers=[NewIdentifier("cccd", "012160000017")],
    )  # fmt: skip
    report = read(claim(), claim("HIS-0002", SO_CCCD="012160000018"))
    assert (report.refused, report.new) == (1, 1)
    assert (report.faults[0].number, report.faults[0].field) == ("HIS-0001", "SO_CCCD")


OTHER = {"HO_TEN": "Vàng Thị Ính", "SO_CCCD": "012160000099", "MA_BN": "BN99"}


def test_a_borrowed_card_does_not_put_one_humans_visit_on_another(read):
    report = read(claim(), claim("HIS-0002", **OTHER))
    assert (report.new, report.people_new, report.noted) == (2, 2, 1)
    assert Visit.objects.values("person").distinct().count() == 2
    assert (report.faults[0].number, report.faults[0].field, report.faults[0].taken) == (
        "HIS-0002",
        "MA_THE_BHYT",
        True,
    )


def test_a_childs_visit_under_the_mothers_card_is_noted(read):
    report = read(claim(), claim("HIS-0002", **OTHER | {"SO_CCCD": "", "NGAY_SINH": "202405050000"}))
    assert (report.people_new, report.noted) == (2, 1)


def test_another_spelling_of_a_name_is_the_same_human_and_noted(read):
    report = read(claim(), claim("HIS-0002", HO_TEN="Lò Thị Lann"))
    assert (report.people_new, report.noted) == (1, 1)
    assert report.faults[0].field == "HO_TEN"


def test_a_patient_of_another_commune_is_a_visitor(read):
    read(claim(MAXA_CU_TRU="00001", DIA_CHI="Thôn 3, xã khác"))
    assert (Residence.objects.get().kind, Residence.objects.get().address) == ("visitor", "Thôn 3, xã khác")


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"HO_TEN": ""}, "HO_TEN", "để trống"),
        ({"NGAY_SINH": "199913450000"}, "NGAY_SINH", "lịch"),
        ({"NGAY_SINH": "202612010000"}, "NGAY_SINH", "sinh"),
        ({"NGAY_VAO": "chiều qua"}, "NGAY_VAO", "không phải ngày giờ"),
        ({"NGAY_RA": "202610040700"}, "NGAY_RA", "sớm hơn"),
        ({"NGAY_RA": "202703040700"}, "NGAY_RA", "sau ngày hôm nay"),
        ({"MA_BENH_CHINH": "ZZZ"}, "MA_BENH_CHINH", "ICD-10"),
        ({"MA_BENH_CHINH": ""}, "MA_BENH_CHINH", "ICD-10"),
        ({"MA_CSKCB": "99999"}, "MA_CSKCB", "Mã cơ sở"),
        ({"MA_THE_BHYT": "không rõ"}, "MA_THE_BHYT", "15 ký tự"),
        ({"CAN_NANG": "nặng"}, "CAN_NANG", "không phải số"),
        ({"NGAY_VAO": "000101010000"}, "NGAY_VAO", "không phải ngày giờ"),
        ({"T_BHTT": "1e15"}, "T_BHTT", "không phải số"),
    ],
)
def test_a_bad_claim_is_returned_with_its_place_and_the_rest_is_taken(read, changed, field, word):
    report = read(together(claim("HIS-0009", **changed), claim()))
    assert (report.read, report.refused, report.new) == (2, 1, 1)
    fault = report.faults[0]
    assert (fault.number, fault.table, fault.field) == ("HIS-0009", "XML1", field)
    assert word in fault.sentence
    assert Visit.objects.count() == 1


def test_a_bad_row_of_drugs_is_told_by_its_line(read):
    report = read(claim(tables={"XML2": (DRUG, DRUG | {"STT": "2", "SO_LUONG": "ba"})}))
    assert (report.faults[0].table, report.faults[0].line, report.faults[0].field) == ("XML2", 2, "SO_LUONG")
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("count", ["1000000000", "-1", "NaN"])
def test_a_quantity_that_cannot_be_is_told(read, count):
    report = read(claim(tables={"XML2": (DRUG | {"SO_LUONG": count},)}))
    assert (report.refused, report.faults[0].field) == (1, "SO_LUONG")


def test_words_too_long_for_their_place_are_kept_whole_in_a_note(read, hanh):
    read(claim(GHI_CHU="Ăn nhạt. " * 200))
    view = visit_view(hanh, Visit.objects.get().id)
    assert len(view.advice) == 1000
    assert [one.title for one in view.documents] == ["Nguyên văn của hồ sơ"]
    assert ("Ăn nhạt. " * 200).strip() in view.documents[0].text


def test_codes_that_are_in_no_list_are_kept_as_the_file_says(read):
    read(claim(MA_BENH_KT="QQ9;I10", MA_BENH_YHCT="U58.651"))
    kept = {(one.system, one.code) for one in Diagnosis.objects.exclude(role="main")}
    assert kept == {("urn:vn:bhyt:ma-benh", "QQ9"), ("urn:vn:yhct", "U58.651")}


def test_cards_that_overlap_are_noted_and_the_visit_is_taken(read):
    read(claim())
    report = read(claim("HIS-0002", GT_THE_TU="20251201"))
    assert (report.new, report.noted, report.refused) == (1, 1, 0)
    assert report.faults[0].taken


def test_what_is_no_claim_file_is_told_and_the_others_are_read(read):
    report = read(b"<html>nothing</html>", claim(), b'<!DOCTYPE x [<!ENTITY a "b">]><GIAMDINHHS/>')
    assert (report.files, report.files_refused, report.new) == (3, 2, 1)


def test_a_file_that_breaks_off_keeps_what_stood_before(read):
    whole = together(claim(), claim("HIS-0002", SO_CCCD="", MA_BN="2"))
    report = read(whole[: whole.rindex(b"<HOSO>") + 40])
    assert (report.new, report.files_refused) == (1, 1)


def test_reading_stops_when_asked_and_goes_on_later(station, tmp_path, monkeypatch):
    monkeypatch.setattr("tram.claims.reading.deeds.CHUNK", 1)
    for number in range(3):
        (tmp_path / f"{number}.xml").write_bytes(claim(f"HIS-{number}"))
    first = read_claims(by=SYSTEM, at=AT, paths=[tmp_path], progress=lambda report: report.read < 1)
    assert (first.stopped, first.new) == (True, 1)
    assert read_claims(by=SYSTEM, at=AT, paths=[tmp_path]).new == 2


OLD = {
    "MA_LK": "OLD-1", "STT": "1", "MA_BN": "77", "HO_TEN": "VÀNG A PÁO", "NGAY_SINH": "1956", "GIOI_TINH": "1",
    "DIA_CHI": "Bản Nà Khương", "MA_THE": "HN2120123456780", "MA_DKBD": CODE, "GT_THE_TU": "20200101",
    "GT_THE_DEN": "20201231", "TEN_BENH": "Viêm họng cấp", "MA_BENH": "J02.9", "MA_BENHKHAC": "R05",
    "MA_LYDO_VVIEN": "2", "NGAY_VAO": "202003050730", "NGAY_RA": "202003050815", "SO_NGAY_DTRI": "0",
    "KET_QUA_DTRI": "1", "TINH_TRANG_RV": "1", "T_TONGCHI": "32000", "T_BHTT": "32000", "NAM_QT": "2020",
    "THANG_QT": "3", "MA_LOAI_KCB": "1", "MA_KHOA": "K01", "MA_CSKCB": CODE,
}  # fmt: skip


def test_a_file_of_2020_is_read_under_its_old_names(read):
    drug = {
        "MA_LK": "OLD-1", "STT": "1", "MA_THUOC": "40.155", "MA_NHOM": "4", "TEN_THUOC": "Amoxicilin", "TYLE_TT": "100",
        "DON_VI_TINH": "Viên", "HAM_LUONG": "500mg", "LIEU_DUNG": "Ngày 2 lần", "SO_LUONG": "10", "DON_GIA": "500",
        "THANH_TIEN": "5000", "NGAY_YL": "202003050800", "MA_BAC_SI": "1",
    }  # fmt: skip
    course = {"MA_LK": "OLD-1", "STT": "1", "DIEN_BIEN": "Họng đỏ", "NGAY_YL": "202003050740"}
    tables = {"XML1": (OLD,), "XML2": (drug,), "XML5": (course,)}
    report = read(render_file(layout("4210"), tables, facility=CODE, made_on=date(2020, 3, 6)))
    assert (report.new, report.refused) == (1, 0), report.faults
    person, visit, line = Person.objects.get(), Visit.objects.get(), PrescriptionLine.objects.get()
    assert (person.full_name, person.birth_precision) == ("Vàng A Páo", "year")
    assert Residence.objects.get().kind == "permanent"
    assert (visit.day, visit.kind, visit.symptoms) == (date(2020, 3, 5), "EMER", "Họng đỏ")
    assert {one.code for one in Diagnosis.objects.all()} == {"J02.9", "R05"}
    assert (line.quantity, line.dosage) == (Decimal(10), "Ngày 2 lần")
    assert (Claim.objects.get().decision, Claim.objects.get().total) == ("4210", Decimal(32000))
    assert read(render_file(layout("4210"), tables, facility=CODE, made_on=date(2020, 3, 6))).same == 1
