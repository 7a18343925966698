"""The condition language refuses what makes no sense: where, why, and what to do instead."""

from __future__ import annotations

import pytest

from tram.engines.expression import ExpressionError, Kind, Reach, Scope, Type, condition

VISITS = {
    "id": Kind(Type.ID),
    "day": Kind(Type.DATE),
    "code": Kind(Type.CODE, codes=("I10", "E11")),
    "systolic": Kind(Type.INT, nullable=True),
}
SCOPE = Scope(
    columns={
        "birth_date": Kind(Type.DATE, nullable=True),
        "sex": Kind(Type.CODE, codes=("male", "female")),
        "poor": Kind(Type.BOOL, nullable=True),
        "weight": Kind(Type.DECIMAL, nullable=True, scale=2),
    },
    parameters={"at": Kind(Type.DATE)},
    tables={"visits": Reach(VISITS), "cards": Reach({"number": Kind(Type.TEXT)}, single=True)},
)
REFUSED = [
    ("birth_dat = :at", "không có cột «birth_dat»", "có phải «birth_date»?", 1),
    ("sex =", "điều kiện chưa viết hết", "viết nốt vế còn lại", 6),
    ("sex = 'male'", "không đọc được «'»", "ngoặc kép", 7),
    ('sex == "male"', "«=» không đứng được ở đây", "", 6),
    ("sex & poor", "không đọc được «&»", "and, or, not", 5),
    ("(poor", "điều kiện chưa viết hết", "", 6),
    ('sex = "mal"', "không có mã «mal»", "có phải «male»?", 7),
    ('sex in ["male", "x"]', "không có mã «x»", "", 17),
    ("sex = 1", "không so sánh được mã với số nguyên", "cùng loại", 1),
    ('sex < "male"', "mã không có thứ tự lớn nhỏ", "chỉ dùng =, !=", 1),
    ("birth_date > 5", "không so sánh được ngày với số nguyên", "", 1),
    ("birth_date = 2026-02-30", "không có ngày 2026-02-30", "năm-tháng-ngày", 14),
    ("birth_date - 12 > :at", "phép - chỉ dùng cho số", "12 months", 1),
    ("weight / 2 > 1", "phép chia không dùng trong truy vấn", "nhân chéo", 1),
    ("weight * 2 * 3 > 1", "chỉ nhân hai số", "bớt một phép nhân", 1),
    ("years_betwen(birth_date, :at) > 1", "không có hàm «years_betwen»", "years_between", 1),
    ("years_between(birth_date) > 1", "hàm years_between cần 2 giá trị", "years_between(birth_date, :at)", 1),
    ("years_between(sex, :at) > 1", "hàm years_between không nhận mã", "", 15),
    ("starts_with(sex, sex)", "vế sau phải viết thẳng", "", 18),
    ("sex is missing", "không bao giờ trống", "bỏ", 1),
    (":now = birth_date", "không có tham số «:now»", "có: at", 1),
    ("birth_date", "đây là ngày, không phải điều kiện", "thêm phép so sánh", 1),
    ("poor and weight", "cần một điều kiện, đây là số thập phân", "", 10),
    ("exists(visit where day = :at)", "không có bảng «visit»", "có phải «visits»?", 1),
    ('exists(visits where sex = "male")', "không có cột «sex»", "subject.sex", 21),
    ("exists(visits where exists(cards))", "không lồng bảng trong bảng", "tách", 21),
    ("last(visits where day = :at).day = :at", "last cần thứ tự", "order by", 1),
    ("last(visits order by code).day = :at", "không xếp thứ tự theo mã", "ngày hoặc số", 1),
    ("one(visits).day = :at", "không phải mỗi người một dòng", "last(", 1),
    ("last(visits order by day).systolc > 1", "không có cột «systolc»", "systolic", 1),
    ('exists(visits where code = "I11")', "không có mã «I11»", "", 28),
    ('includes(sex, "x")', "hàm includes không nhận mã", "", 10),
    ('case when poor then 1 else "a" end = 1', "không so sánh được số nguyên với chữ", "", 1),
    ("not " * 70 + "poor", "lồng nhau quá sâu", "tách", 1),
    ("-" * 3000 + "1 > 0", "lồng nhau quá sâu", "tách", 1),
    ("weight" + " + 1" * 900 + " > 0", "lồng nhau quá sâu", "tách", 1),
    ("poor or " * 1000 + "poor", "dài quá", "chia", 1),
    ("weight > 99999999999999", "số quá lớn", "tối đa", 10),
    ("birth_date + 1 month - 1 day > :at", "một cột ngày chỉ dịch một lần", "gộp", 1),
    ("birth_date + 99999 days > :at", "dịch ngày quá xa", "", 1),
]


@pytest.mark.parametrize(("text", "sentence", "hint", "column"), REFUSED, ids=[text[:40] for text, *_rest in REFUSED])
def test_it_refuses_with_the_place_and_a_hint(text: str, sentence: str, hint: str, column: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        condition(text, SCOPE)
    assert sentence in str(refused.value)
    assert hint in refused.value.hint
    assert refused.value.place == (1, column)


def test_the_place_counts_lines() -> None:
    with pytest.raises(ExpressionError) as refused:
        condition('poor\n  and colour = "red"', SCOPE)
    assert str(refused.value).startswith("dòng 2, cột 7: không có cột «colour»")


def test_brackets_alone_are_no_depth() -> None:
    condition("(" * 900 + "poor" + ")" * 900, SCOPE)
    condition(" or ".join(["poor"] * 500), SCOPE)


def test_keywords_may_be_parts_of_names() -> None:
    scope = Scope(columns={"order_by_android": Kind(Type.BOOL), "months": Kind(Type.INT), "last": Kind(Type.INT)})
    condition("order_by_android and months = 3 and last > 2", scope)


def test_no_text_makes_the_parser_fail_in_any_other_way() -> None:
    for text in (
        "",
        " ",
        "\x00",
        "::",
        "1",
        '"',
        "exists(",
        "a.b",
        "not",
        "-",
        "()",
        "in []",
        "case end",
        "é",
        "😀" * 9,
    ):
        with pytest.raises(ExpressionError):
            condition(text, SCOPE)
