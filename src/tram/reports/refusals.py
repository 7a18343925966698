"""How the reports room says No."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tram.kernel.refusals import Refusal


def unknown_indicator(wanted: str, known: Sequence[str]) -> Refusal:
    """No such indicator on that day."""
    choices = ", ".join(known) or "chưa có chỉ tiêu nào có hiệu lực"
    return Refusal(
        "indicator.unknown",
        f"Không có chỉ tiêu “{wanted[:40]}” vào ngày này. Hãy chọn một trong: {choices}.",
        {"field": "indicator"},
        status=404,
    )


def unknown_split(wanted: str, known: Sequence[str]) -> Refusal:
    """The indicator cannot be divided that way."""
    choices = ", ".join(known) or "không chia được"
    return Refusal(
        "indicator.split",
        f"Chỉ tiêu này không chia theo “{wanted[:40]}”. Cách chia có: {choices}.",
        {"field": "split"},
    )


def not_this_period(kinds: Sequence[str]) -> Refusal:
    """A flow asked for a kind of period it is not told for."""
    names = {"month": "tháng", "quarter": "quý", "half": "nửa năm", "year": "năm"}
    told = ", ".join(names.get(kind, kind) for kind in kinds)
    return Refusal("indicator.period", f"Chỉ tiêu này tính theo {told}. Hãy chọn kỳ như vậy.", {"field": "period"})


def unknown_side(wanted: str) -> Refusal:
    """Neither in nor missing nor all."""
    return Refusal(
        "indicator.side", f"Không có phía “{wanted[:20]}”. Hãy chọn in, missing hoặc all.", {"field": "side"}
    )


def unreadable_key(split: str) -> Refusal:
    """A cell of a split that cannot be read."""
    return Refusal("indicator.key", "Ô số liệu không đọc được. Hãy mở lại từ trang chỉ tiêu.", {"field": split})


def not_for_villages() -> Refusal:
    """A number that has no village, asked for by somebody bound to villages."""
    return Refusal(
        "indicator.village",
        "Chỉ tiêu này tính cho cả trạm, không chia theo thôn. Hãy hỏi trạm y tế xã.",
        {"field": "indicator"},
        status=403,
    )


def unknown_register(wanted: str, known: Sequence[str]) -> Refusal:
    """No register of that name."""
    sentence = f"Không có sổ “{wanted[:20]}”. Hiện có: {', '.join(known)}."
    return Refusal("register.unknown", sentence, {"field": "register"}, status=404)


def private_register() -> Refusal:
    """A register that only the station's own care staff may open."""
    return Refusal(
        "register.private",
        "Sổ này chỉ nhân viên chăm sóc của chính trạm được mở. Hãy hỏi trưởng trạm nơi giữ sổ.",
        {"field": "register"},
        status=403,
    )


def private_people() -> Refusal:
    """The names behind a cell that says a private disease."""
    return Refusal(
        "indicator.private",
        "Tên người mắc bệnh này chỉ nhân viên chăm sóc của chính trạm được xem. Hãy hỏi trưởng trạm nơi giữ sổ.",
        {"field": "cell"},
        status=403,
    )


def no_layout(day: date) -> Refusal:
    """No law says how the register looks on that day."""
    return Refusal(
        "register.no_layout",
        f"Chưa có mẫu sổ nào có hiệu lực vào ngày {day:%d/%m/%Y}. Hãy chọn kỳ khác hoặc cập nhật định nghĩa mẫu sổ.",
        {"field": "period"},
    )


def unknown_engine(wanted: str, known: Sequence[str]) -> Refusal:
    """No engine of that name reads a store."""
    choices = ", ".join(known)
    return Refusal(
        "store.engine", f"Không có máy tính “{wanted[:20]}”. Hãy chọn một trong: {choices}.", {"field": "engine"}
    )


def future_period() -> Refusal:
    """A period of which nothing has happened."""
    return Refusal("period.future", "Kỳ này chưa bắt đầu. Hãy chọn kỳ đã qua hoặc đang chạy.", {"field": "period"})


def open_period() -> Refusal:
    """A register needs a last day."""
    return Refusal("register.period", "Hãy chọn kỳ có ngày đầu và ngày cuối.", {"field": "period"})


def long_period() -> Refusal:
    """More than a year of register lines at once."""
    return Refusal("register.long", "Kỳ của sổ dài nhất là một năm. Hãy chọn kỳ ngắn hơn.", {"field": "period"})


def unknown_station(code: str, day: date) -> Refusal:
    """No facility of that code, or no station in that commune."""
    return Refusal(
        "register.station",
        f"Không có trạm nào ứng với mã “{code[:20]}” vào ngày {day:%d/%m/%Y}. Hãy kiểm tra mã ở phần Địa bàn.",
        {"field": "station"},
        status=404,
    )


def unknown_place(code: str, day: date) -> Refusal:
    """No commune and no province of that code in force."""
    return Refusal(
        "indicator.place",
        f"Không có xã hay tỉnh nào mang mã “{code[:20]}” vào ngày {day:%d/%m/%Y}. "
        "Mã xã gồm 5 chữ số, mã tỉnh 2 chữ số.",
        {"field": "place"},
        status=404,
    )


def merged_place(code: str, heirs: Sequence[tuple[str, str]], since: date) -> Refusal:
    """The code of a commune that went into others; ``heirs`` are their codes and names."""
    named = ", ".join(f"{name} ({one})" for one, name in heirs)
    return Refusal(
        "indicator.place_merged",
        f"Xã mang mã “{code}” đã nhập vào {named} từ ngày {since:%d/%m/%Y}. "
        "Số liệu của mọi kỳ tính theo địa giới hiện nay: hãy hỏi theo mã mới.",
        {"field": "place", "heirs": [one for one, _name in heirs]},
        status=404,
    )


def unknown_commune(code: str, day: date) -> Refusal:
    """No commune of that code in force."""
    return Refusal(
        "indicator.commune",
        f"Không có xã nào mang mã “{code[:20]}” vào ngày {day:%d/%m/%Y}. Mã xã gồm 5 chữ số.",
        {"field": "commune"},
        status=404,
    )


def unknown_target_kind(kind: str) -> Refusal:
    """Neither a step on the way nor the end of a plan."""
    return Refusal(
        "target.kind", f"Không có loại mục tiêu “{kind[:20]}”. Hãy ghi interim hoặc final.", {"field": "kind"}
    )


def wrong_year(year: int | str) -> Refusal:
    """A year that no plan is about."""
    return Refusal(
        "target.year", f"Năm “{str(year)[:10]}” không dùng được. Hãy ghi năm từ 2000 đến 2100.", {"field": "year"}
    )


def wrong_target(most: Decimal) -> Refusal:
    """A target outside what the number can be."""
    return Refusal("target.value", f"Mục tiêu phải từ 0 đến {most:f}. Hãy sửa lại.", {"field": "value"})


def unreadable_target(text: str) -> Refusal:
    """A target that is no number."""
    return Refusal("target.unreadable", f"“{text[:20]}” không phải là số. Hãy ghi ví dụ 92,5.", {"field": "value"})


def target_columns(absent: Sequence[str]) -> Refusal:
    """A file of targets without what it must have."""
    names = ", ".join(absent)
    return Refusal(
        "target.columns",
        f"Tệp thiếu cột: {names}. "
        "Dòng đầu phải có place (mã địa bàn), indicator (chỉ tiêu), year (năm), value (mục tiêu).",
        {"field": "file"},
    )
