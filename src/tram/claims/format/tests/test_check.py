"""`tram definitions check` over the tables: ours are whole, and each thing that can be wrong with them is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tram.claims.format.check import check_format
from tram.kernel.definitions import ROOT

Edit = Callable[[str], str]


def test_our_own_tables_are_whole() -> None:
    assert check_format(ROOT) == []


def test_a_folder_without_tables_says_nothing(tmp_path: Path) -> None:
    assert check_format(tmp_path) == []


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str, str, str], str]:
    """Changes one place of one list in a copy of our definitions; gives what is then found wrong."""
    shutil.copytree(ROOT / "claims", tmp_path / "claims")

    def change(name: str, old: str, new: str) -> str:
        path = tmp_path / "claims" / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return "\n".join(map(str, check_format(tmp_path)))

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("xml1", "NGAY_VAO,Thời điểm vào,datetime", "NGAY_VAO,Thời điểm vào,giờ", "không có kiểu «giờ»"),
        ("xml1", ",text,100,,yes,", ",text,100,,có,", "required «có» không có"),
        ("xml1", ",,,,,transcribed,", ",,,,,sure,", "status «sure» không có"),
        ("xml1", ",GIOI_TINH,,", ",GIOI,,", "không có danh mục «GIOI»"),
        ("xml1", "ma_the_bhyt is known", "ma_the is known", "ma_the"),
        ("xml1", "STT,Số thứ tự", "MA_LK,Số thứ tự", "trường có hai lần: MA_LK"),
        (
            "xml1",
            "NGAY_RA,Thời điểm ra,datetime,12,,yes,",
            'NGAY_RA,Thời điểm ra,datetime,12,,yes,ma_lk = "1"',
            "when chỉ",
        ),
        ("decisions", "2024-06-30", "2024-06-29", "QĐ 4750 không nối ngay sau QĐ 130"),
        ("codes", "GIOI_TINH,2,", "GIOI_TINH,1,", "GIOI_TINH 1: hai dòng cùng một ngày"),
        ("codes", "GIOI_TINH,2,", "GIOI,2,", "không có danh mục «GIOI»"),
        ("decisions", "2024-06-30", "hôm qua", "hôm qua"),
        ("decisions", "decision,", "quyet_dinh,", "thiếu hoặc sai «'decision'»"),
    ],
)
def test_what_is_wrong_is_told(told, name: str, old: str, new: str, sentence: str) -> None:
    assert sentence in told(name, old, new)
