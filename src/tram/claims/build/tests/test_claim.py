"""A claim follows from the visit: its type, its lines, its sums, and every field as the decisions want it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tram.claims.build import claim_of, claims_of, document, number_of, visit_of_number
from tram.claims.build.tests.world import AT, CARD, CODE, HYPERTENSION, World, tablets, visit
from tram.claims.format import field_faults, layout, read_file
from tram.encounters.api import (
    TRADITIONAL,
    DiagnosisInput,
    ObservationInput,
    ProcedureInput,
    SupplyInput,
    amend_visit,
)
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal

LATER = AT + timedelta(hours=5)


def faults(claim) -> list[str]:
    return [f"{one.table} {one.line} {one.field}: {one.sentence}" for one in field_faults(claim.layout, claim.tables)]


def head(claim) -> dict[str, str]:
    return dict(claim.tables["XML1"][0])


@pytest.mark.on_both
def test_a_plain_visit_has_its_examination_and_drugs_without_typing(place: World):
    claim = claim_of(visit(place, prescription=[tablets(place)]).id, LATER)
    assert faults(claim) == []
    assert {name: len(rows) for name, rows in claim.tables.items()} == {"XML1": 1, "XML2": 1, "XML3": 1, "CHECKIN": 1}
    assert claim.tables["XML2"][0]["LIEU_DUNG"] == "1 viên/lần * 2 lần/ngày * 5 ngày [2 viên/ngày]"
    assert (head(claim)["T_TONGCHI_BV"], head(claim)["T_BHTT"], head(claim)["T_BNCCT"]) == ("39705", "39705", "0")
    assert (head(claim)["MA_LOAI_KCB"], head(claim)["MA_DOITUONG_KCB"]) == ("01", "1.2")
    assert (head(claim)["MA_THE_BHYT"], head(claim)["MA_CSKCB"]) == (CARD, CODE)
    assert claim.layout.decision == "1931"


def test_each_amount_says_why(place: World):
    claim = claim_of(visit(place, prescription=[tablets(place)]).id, LATER)
    assert claim.whys["XML2", 1, "THANH_TIEN_BV"].sentence == "10 × 320,5 đ = 3.205 đ."
    assert "trạm y tế" in claim.whys["XML3", 1, "MUC_HUONG"].sentence.lower()
    assert claim.whys["XML1", 1, "MA_LOAI_KCB"].status == "assumed"


def test_a_test_goes_with_its_result_and_a_dressing_with_its_supply(place: World):
    glucose, dressing = uuid7(), uuid7()
    claim = claim_of(
        visit(
            place,
            procedures=[
                ProcedureInput("23.0075.1494", "urn:vn:bhyt:dvkt", "Glucose", item=place.items["23.0075.1494"],
                               ref=glucose, performer=place.doctor, ended_at=AT + timedelta(minutes=20)),
                ProcedureInput("03.4246.0198", "urn:vn:bhyt:dvkt", "Thay băng", item=place.items["03.4246.0198"],
                               ref=dressing, performer=place.doctor),
            ],
            observations=[ObservationInput("15074-8", display="Glucose", number=Decimal("6.1"), unit="mmol/L",
                                           procedure=glucose)],
            supplies=[SupplyInput("Băng cuộn", item=place.items["N02.03.020"], quantity=Decimal(2),
                                  procedure=dressing)],
        ).id,
        LATER,
    )  # fmt: skip
    assert faults(claim) == []
    assert [row["MA_NHOM"] for row in claim.tables["XML3"]] == ["13", "18", "1", "10"]
    assert claim.tables["XML3"][3]["MA_DICH_VU"] == "03.4246.0198"
    result = claim.tables["XML4"][0]
    assert (result["GIA_TRI"], result["DON_VI_DO"], result["NGAY_KQ"]) == ("6.1", "mmol/L", "202610120920")
    assert (head(claim)["T_VTYT"], head(claim)["MA_PTTT_QT"]) == ("5000", "93.57")


def test_a_night_at_the_station_is_a_stay_with_a_bed_for_each_day(place: World):
    end = AT + timedelta(days=2, hours=3)
    claim = claim_of(visit(place, stay_from=AT + timedelta(minutes=30), ended_at=end, treatment="Theo dõi").id, end)
    assert faults(claim) == []
    assert head(claim)["MA_LOAI_KCB"] == "06"
    assert head(claim)["SO_NGAY_DTRI"] == "3"
    beds = [row for row in claim.tables["XML3"] if row["MA_NHOM"] == "16"]
    assert [row["NGAY_YL"] for row in beds] == ["202610120930", "202610130930"]
    assert [row["MA_GIUONG"] for row in beds] == ["H001", "H001"]
    assert {"XML5", "XML8"} <= claim.tables.keys()


@pytest.mark.parametrize(("hours", "beds"), [(3, 0), (5, 1), (24, 1), (25, 1), (49, 2)])
def test_beds_count_from_four_hours_on(place: World, hours: int, beds: int):
    end = AT + timedelta(hours=hours)
    claim = claim_of(visit(place, stay_from=AT, ended_at=end).id, end)
    assert sum(row["MA_NHOM"] == "16" for row in claim.tables["XML3"]) == beds


def test_drugs_fetched_by_appointment_have_no_examination(place: World):
    lines = [tablets(place, days=30, prescriber=place.doctor)]
    claim = claim_of(visit(place, examiner=None, purpose="followup", prescription=lines).id, LATER)
    assert faults(claim) == []
    assert (head(claim)["MA_LOAI_KCB"], head(claim)["MA_DOITUONG_KCB"]) == ("07", "10")
    assert "XML3" not in claim.tables


def test_a_return_with_drugs_for_a_month_is_chronic_care(place: World):
    claim = claim_of(visit(place, purpose="followup", prescription=[tablets(place, days=30)]).id, LATER)
    assert faults(claim) == []
    assert (head(claim)["MA_LOAI_KCB"], head(claim)["SO_NGAY_DTRI"]) == ("05", "30")


def test_a_referral_carries_its_letter(place: World):
    claim = claim_of(
        visit(
            place,
            outcome="referred",
            referred_to="12001",
            referral_reason="2",
            symptoms="Đau ngực",
            advice="Chụp X quang",
        ).id,
        LATER,
    )
    assert faults(claim) == []
    letter = claim.tables["XML13"][0]
    assert (letter["MA_CSKCB_DEN"], letter["MA_LOAI_RV"], letter["DAU_HIEU_LS"]) == ("12001", "2", "Đau ngực")
    assert letter["CHAN_DOAN_RV"] == head(claim)["CHAN_DOAN_RV"]


def test_an_appointment_carries_its_letter_and_old_ones_have_twelve_signs(place: World):
    kept = visit(place, follow_up_on=date(2026, 11, 12)).id
    assert claim_of(kept, LATER).tables["XML14"][0]["NGAY_HEN_KL"] == "20261112"
    assert claim_of(kept, LATER, layout="4750").tables["XML14"][0]["NGAY_HEN_KL"] == "202611120000"


def test_aid_pays_the_whole_drug_and_the_fund_nothing(place: World):
    claim = claim_of(visit(place, prescription=[tablets(place, paid_by="3")]).id, LATER)
    row = claim.tables["XML2"][0]
    assert faults(claim) == []
    assert (row["NGUON_CTRA"], row["T_BHTT"], row["T_NGUONKHAC"], row["TYLE_TT_BH"]) == ("3", "0", "3205", "0")


def test_the_second_examination_of_a_day_is_paid_at_thirty_percent(place: World):
    visit(place)
    again = visit(place, started_at=AT + timedelta(hours=3), ended_at=AT + timedelta(hours=4))
    row = claim_of(again.id, LATER).tables["XML3"][0]
    assert (row["TYLE_TT_DV"], row["THANH_TIEN_BH"]) == ("30", "10950")


def test_what_is_not_in_the_catalogue_is_left_out_and_told(place: World):
    line = tablets(place)
    claim = claim_of(visit(place, prescription=[line, type(line)("Cao dán")]).id, LATER)
    assert claim.left_out == ("Thuốc «Cao dán» không chọn từ danh mục nên không đưa vào hồ sơ.",)


def test_the_number_stays_through_an_amendment(place: World):
    first = visit(place)
    new = amend_visit(
        by=place.nurse, at=LATER, visit=first.id, change_reason="Thêm thuốc", prescription=[tablets(place)]
    )
    claim = claim_of(first.id, LATER)
    assert (claim.number, claim.visit, claim.visit_now) == (number_of(CODE, first.id), first.id, new.id)
    assert visit_of_number(claim.number) == first.id
    assert visit_of_number("2026.123") is None


def test_a_visit_that_is_not_insured_has_no_claim(place: World):
    with pytest.raises(Refusal) as said:
        claim_of(visit(place, payer="self").id, LATER)
    assert said.value.code == "claim.not_insured"


def test_an_older_visit_renders_under_the_older_decision(place: World):
    claim = claim_of(visit(place).id, LATER, layout="130")
    assert faults(claim) == []
    assert claim.layout is layout("130")
    assert len(head(claim)["MA_NGHE_NGHIEP"]) == 5


def test_the_document_reads_back_to_the_same_tables(place: World):
    claim = claim_of(visit(place, prescription=[tablets(place)]).id, LATER)
    back = next(iter(read_file(io.BytesIO(document(claim, date(2026, 11, 1))))))
    assert back.number == claim.number
    for table, rows in back.tables.items():
        assert [dict(row) for row in rows] == [dict(row) for row in claim.tables[table]]


def test_many_claims_are_read_in_a_fixed_number_of_queries(place: World, django_assert_max_num_queries):
    ids = [visit(place, started_at=AT - timedelta(days=n), ended_at=AT - timedelta(days=n)).id for n in range(30)]
    with django_assert_max_num_queries(60):
        few = list(claims_of(ids[:1]))
    with django_assert_max_num_queries(80):
        many = list(claims_of(ids))
    assert (len(few), len(many)) == (1, 30)


def test_diagnoses_of_traditional_medicine_go_into_their_own_field(place: World):
    both = [HYPERTENSION, DiagnosisInput("U50.001", "accompanying", "Huyễn vựng", TRADITIONAL)]
    claim = claim_of(visit(place, diagnoses=both, traditional=True).id, LATER)
    assert (head(claim)["MA_BENH_YHCT"], head(claim)["MA_BENH_KT"], head(claim)["MA_KHOA"]) == ("U50.001", "", "K16")


def test_times_are_those_of_vietnam(place: World):
    late = datetime(2026, 10, 31, 17, 30, tzinfo=UTC)
    claim = claim_of(visit(place, started_at=late, ended_at=late).id, LATER)
    assert (head(claim)["NGAY_VAO"], claim.month) == ("202611010030", date(2026, 11, 1))
