"""Sentences for a schedule that brings no Vietnamese words: which limit decided, counted from which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tram.engines.schedule import DoseResult, Reason
from tram.engines.schedule import Why as Mark
from tram.immunization.schedule.said import on
from tram.immunization.schedule.why import Why

SOURCE = "Dữ liệu lịch tiêm CDSi"
STATUS = "official"
DOSES: Mapping[str, str] = {
    "too_young": "Tiêm trước tuổi tối thiểu, sớm nhất là {limit}, nên không được tính.",
    "too_old": "Tiêm từ ngày quá tuổi ({limit}) nên không tính vào lịch.",
    "grace_age": "Tiêm sớm hơn tuổi tối thiểu trong số ngày ân hạn (tuổi tối thiểu: {limit}) nên được tính.",
    "too_soon": "Cách mốc ngày {since} chưa đủ khoảng cách, sớm nhất là {limit}, nên không được tính.",
    "grace_interval": "Cách mốc ngày {since} thiếu trong số ngày ân hạn (đủ: {limit}) nên được tính.",
    "conflict": "Quá gần vắc xin sống {vaccine} ngày {since}, sớm nhất là {limit}, nên không được tính.",
    "wrong_vaccine": "Vắc xin {vaccine} không dùng cho mũi này nên không được tính.",
    "vaccine_age": "Vắc xin {vaccine} không dùng ở tuổi này nên không được tính.",
    "wrong_maker": "Vắc xin {vaccine} của hãng này không dùng cho mũi này nên không được tính.",
    "inadvertent": "Vắc xin {vaccine} được dùng nhầm nên không được tính.",
    "series_complete": "Đã đủ mũi, mũi này là mũi thừa.",
    "substandard": "Vắc xin quá hạn hoặc không đạt chuẩn nên không được tính.",
}
DATES: Mapping[str, str] = {
    "minimum_age": "Theo tuổi tối thiểu, tính từ {since}.",
    "minimum_interval": "Theo khoảng cách tối thiểu, tính từ {since}.",
    "conflict": "Theo khoảng cách với vắc xin sống ngày {since}.",
    "season": "Theo mùa tiêm.",
    "inadvertent": "Không trước mũi dùng nhầm ngày {since}.",
    "last_dose": "Không trước mũi gần nhất ngày {since}.",
    "recommended_age": "Theo tuổi nên tiêm, tính từ {since}.",
    "recommended_interval": "Theo khoảng cách nên tiêm, tính từ {since}.",
    "earliest": "Cùng ngày sớm nhất, tính từ {since}.",
    "latest_age": "Theo tuổi muộn nhất nên tiêm, tính từ {since}.",
    "latest_interval": "Theo khoảng cách muộn nhất nên tiêm, tính từ {since}.",
    "maximum_age": "Theo tuổi tối đa, tính từ {since}.",
}


def plain_dose(result: DoseResult) -> Why:
    """The reason that decided: one against the dose before one that only tells."""
    against = (one for one in result.reasons if not one.code.startswith("grace"))
    reason = next(against, next(iter(result.reasons), None))
    if reason is None:
        return Why(f"Được tính là mũi {result.number} của {result.antigen}.", SOURCE, STATUS)
    return Why(_filled(DOSES[reason.code], reason), SOURCE, STATUS)


def plain_date(mark: Mark) -> Why:
    """Which rule gave a date and from when it counts."""
    return Why(DATES[mark.code].format(since=_day(mark.since)), SOURCE, STATUS)


def _filled(sentence: str, reason: Reason) -> str:
    return sentence.format(limit=_day(reason.limit), since=_day(reason.since), vaccine=reason.vaccine)


def _day(day: date | None) -> str:
    return on(day) if day else "ngày được quy định"
