"""Why: one Vietnamese sentence for every date and every judgement, with the rule's source and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tram.engines.schedule import DoseResult, Forecast, Reason
from tram.engines.schedule import Why as Mark
from tram.immunization.schedule.book import Told, book
from tram.immunization.schedule.build import WHILE
from tram.immunization.schedule.lines import Line
from tram.immunization.schedule.lists import antigens, vaccines
from tram.immunization.schedule.national import step_of
from tram.immunization.schedule.rows import Limits, Row, Step
from tram.immunization.schedule.said import age, length, on

Which = str  # earliest | recommended | overdue | latest
NAMES = {"overdue": "past_due"}
NO_TABLE = "Trạm"
ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence, the source of the rule behind it and its status: official, transcribed or assumed."""

    sentence: str
    source: str
    status: str

    @property
    def assumed(self) -> bool:
        """True when nobody read this rule in a legal text: to be said wherever the sentence stands."""
        return self.status == ASSUMED


def why_dose(result: DoseResult, day: date | None = None) -> Why:
    """Why a dose counts or does not; ``day`` is the day it was given (default: by the latest table)."""
    against = [one for one in result.reasons if one.code in _REASONS and not one.code.startswith("grace")]
    telling = [one for one in result.reasons if one.code in _REASONS and not _aside(one)]
    reason = max(against, key=_weight, default=None) or next(iter(telling), None)
    if reason is None:
        return _plain(result, day)
    step = step_of(reason.rule, day)
    twice = reason.code == "too_soon" and day is not None and reason.since == day
    return _same_day(reason, step) if twice else _REASONS[reason.code](reason, step, result)


def _weight(reason: Reason) -> date:
    """What would have to be waited for longest decides; what no waiting mends decides before."""
    return reason.limit if reason.limit and reason.code != "too_old" else date.max


def why_date(forecast: Forecast | Line, which: Which, day: date | None = None) -> Why | None:
    """Why the next dose has this date: earliest, recommended, overdue, latest. None when it has none. ``day`` chooses
    the table (default: the latest)."""
    line = forecast if isinstance(forecast, Line) else None
    found = line.forecast if line else forecast
    if not isinstance(found, Forecast):
        return None
    if which == "overdue" and line and line.eased and line.earliest:
        return _eased(line.earliest)
    mark = found.why.get(NAMES.get(which, which))
    return why_mark(mark, day) if mark else None


def why_mark(mark: Mark, day: date | None = None) -> Why | None:
    """The sentence of one mark of a forecast; None for a mark that has none (a season)."""
    said = _MARKS.get(mark.code)
    return said(mark, step_of(mark.rule, day)) if said else None


def why_status(line: Line) -> Why | None:
    """Why a group asks for nothing now: complete, immune, out of age, forbidden, not for this person. None when due."""
    if line.status == "not_recommended":
        return _not_asked(line.group)
    sentence = _STATUSES.get(line.status)
    table = book().versions[-1].head
    return Why(sentence, table.source, table.status) if sentence else None


def _not_asked(group: str) -> Why:
    told = [one.told for one in book().cohorts if one.group == group]
    told += [whom.told for whom in (book().whom.get(group),) if whom]
    if not told:
        return Why("Lịch này không hẹn nhóm vắc xin này cho người này.", NO_TABLE, ASSUMED)
    return Why(f"Chỉ hẹn cho {', '.join(one.sentence for one in told)}.", told[0].source, told[0].status)


_STATUSES = {
    "complete": "Đã đủ mũi theo lịch.",
    "immune": "Đã có miễn dịch nên không cần tiêm.",
    "aged_out": "Đã quá tuổi hẹn của lịch.",
    "contraindicated": "Hồ sơ ghi chống chỉ định.",
}


def _aside(reason: Reason) -> bool:
    """A reason that is no matter of the dose: the days of a circumstance."""
    return reason.rule.startswith(WHILE)


def _plain(result: DoseResult, day: date | None) -> Why:
    name = antigens()[result.antigen].name_vi if result.antigen in antigens() else result.antigen
    table = book().version(day or date.max).head
    return Why(f"Được tính là mũi {result.number} của {name}.", table.source, table.status)


def _eased(earliest: date) -> Why:
    late = book().late
    sentence = f"Đến lượt muộn nên trễ hẹn sau {length(book().late_after)} kể từ {on(earliest)}. {late.sentence}"
    return Why(sentence, late.source, late.status)


# ---- judgements ---------------------------------------------------------------------------------------------------


def _too_young(reason: Reason, step: Step | None, _result: DoseResult) -> Why:
    """The circular's age when that is the limit, else the least age taken over from elsewhere."""
    row, bounds = _parts(step)
    least = bounds.age_from if bounds else None
    told = f"trước khi đủ {age(least)} ({_limit(reason)})" if least else f"trước ngày {_limit(reason)}"
    by_table = row is not None and row.age == least
    return _of(f"Tiêm {told} nên không được tính.", row if by_table else bounds)


def _grace_age(reason: Reason, step: Step | None, result: DoseResult) -> Why:
    row, bounds = _parts(step)
    asked = f"{age(row.age)} ({_limit(reason)})" if row and row.age else _limit(reason)
    least = f" nhưng đã đủ {age(bounds.age_from)}" if bounds and bounds.age_from else ""
    return _of(f"Tiêm sớm hơn tuổi hẹn {asked}{least} nên vẫn được tính là mũi {result.number}.", bounds)


def _too_old(reason: Reason, step: Step | None, _result: DoseResult) -> Why:
    _row, bounds = _parts(step)
    most = f"đủ {age(bounds.age_until)} ({_limit(reason)})" if bounds and bounds.age_until else _limit(reason)
    return _late(f"Tiêm khi đã {most} nên không tính vào lịch.", bounds)


def _too_soon(reason: Reason, step: Step | None, _result: DoseResult) -> Why:
    row, bounds = _parts(step)
    least = bounds.gap_from if bounds and bounds.gap_from else row.gap if row else None
    gap = f"chưa đủ {length(least)}" if least else "quá gần"
    sentence = f"Cách mũi trước{_since(reason.since)} {gap}, sớm nhất là {_limit(reason)}, nên không được tính."
    by_table = row is not None and row.gap == least
    return _of(sentence, row if by_table else bounds)


def _same_day(reason: Reason, step: Step | None) -> Why:
    row, bounds = _parts(step)
    least = bounds.gap_from if bounds and bounds.gap_from else row.gap if row else None
    apart = f": hai mũi phải cách nhau ít nhất {length(least)}" if least else ""
    return _of(
        f"Cùng ngày {on(reason.since or date.min)} đã có một mũi được xét trước{apart}, nên không được tính.", bounds
    )


def _grace_interval(_reason: Reason, step: Step | None, result: DoseResult) -> Why:
    row, bounds = _parts(step)
    asked = (row.gap if row else None) or (bounds.gap if bounds else None)
    gap = f" {length(asked)}" if asked else ""
    least = f" nhưng đã đủ {length(bounds.gap_from)}" if bounds and bounds.gap_from else ""
    return _of(f"Cách mũi trước chưa đủ{gap} như hẹn{least} nên vẫn được tính là mũi {result.number}.", bounds)


def _conflict(reason: Reason, _step: Step | None, _result: DoseResult) -> Why:
    live = book().live
    other = vaccines()[reason.vaccine].name_vi if reason.vaccine in vaccines() else "vắc xin sống khác"
    gap = f"chưa đủ {book().live_days} ngày, sớm nhất là {_limit(reason)}"
    sentence = f"Cách mũi {other}{_since(reason.since)} {gap}, nên không được tính: {live.sentence}."
    return Why(sentence, live.source, live.status)


def _wrong_vaccine(reason: Reason, step: Step | None, _result: DoseResult) -> Why:
    name = vaccines()[reason.vaccine].name_vi if reason.vaccine in vaccines() else reason.vaccine
    row, bounds = _parts(step)
    asked = f" {row.title}" if row else " mũi này"
    return _of(f"Vắc xin {name} không dùng cho{asked} nên không được tính.", bounds)


def _complete(_reason: Reason, _step: Step | None, result: DoseResult) -> Why:
    name = antigens()[result.antigen].name_vi if result.antigen in antigens() else result.antigen
    table = book().versions[-1].head
    return Why(f"Đã đủ mũi {name} theo lịch, mũi này là mũi thừa.", table.source, table.status)


def _substandard(_reason: Reason, _step: Step | None, _result: DoseResult) -> Why:
    sentence = "Vắc xin đã quá hạn dùng vào ngày tiêm nên mũi này không được tính."
    return Why(sentence, "Hạn dùng in trên nhãn vắc xin", ASSUMED)


# ---- dates --------------------------------------------------------------------------------------------------------


def _minimum_age(_mark: Mark, step: Step | None) -> Why:
    row, bounds = _parts(step)
    if row and row.age is not None:
        told = "ngay sau sinh" if age(row.age) == "ngày sinh" else f"khi đủ {age(row.age)}"
        return _of(f"Theo lịch tiêm {told}.", row)
    least = bounds.age_from if bounds else None
    return _of(f"Từ khi đủ {age(least)}." if least else "Tính từ ngày sinh.", bounds)


def _minimum_interval(mark: Mark, step: Step | None) -> Why:
    if mark.rule.startswith(WHILE):
        told = book().whom[mark.rule.removeprefix(WHILE)].told
        return Why(f"Hẹn cho {told.sentence}, tính{_from(mark.since)}.", told.source, told.status)
    row, bounds = _parts(step)
    gap = (row.gap if row else None) or (bounds.gap if bounds else None)
    by_table = row is not None and row.gap is not None
    told_gap = f"ít nhất {length(gap)} " if gap else ""
    return _of(f"Cách mũi trước{_since(mark.since)} {told_gap}theo lịch.", row if by_table else bounds)


def _live(mark: Mark, _step: Step | None) -> Why:
    live = book().live
    sentence = f"Cách mũi vắc xin sống{_since(mark.since)} ít nhất {book().live_days} ngày: {live.sentence}."
    return Why(sentence, live.source, live.status)


def _last_dose(mark: Mark, _step: Step | None) -> Why:
    late = book().late
    return Why(f"Không trước mũi gần nhất{_since(mark.since)}. {late.sentence}", late.source, late.status)


def _latest_age(_mark: Mark, step: Step | None) -> Why:
    _row, bounds = _parts(step)
    told = f"trước khi đủ {age(bounds.age_late)}" if bounds and bounds.age_late else "đúng tuổi"
    return _late(f"Đúng hạn là {_in_time(bounds, told)}; sau ngày này là trễ hẹn.", bounds)


def _latest_interval(mark: Mark, step: Step | None) -> Why:
    if mark.rule.startswith(WHILE):
        return _minimum_interval(mark, step)
    _row, bounds = _parts(step)
    told = f"cách mũi trước{_since(mark.since)} dưới {length(bounds.gap_late)}" if bounds and bounds.gap_late else ""
    return _late(f"Đúng hạn là {_in_time(bounds, told)}; sau ngày này là trễ hẹn.", bounds)


def _maximum_age(_mark: Mark, step: Step | None) -> Why:
    _row, bounds = _parts(step)
    told = f"trước khi đủ {age(bounds.age_until)}" if bounds and bounds.age_until else "đến ngày này"
    return _late(f"Chỉ hẹn {told}.", bounds)


def _in_time(bounds: Limits | None, told: str) -> str:
    return bounds.in_time if bounds and bounds.in_time else told


# ---- parts --------------------------------------------------------------------------------------------------------


def _parts(step: Step | None) -> tuple[Row | None, Limits | None]:
    return (step.row, step.limits) if step else (None, None)


def _of(sentence: str, said: Row | Limits | Told | None) -> Why:
    """The sentence with the source of the line it comes from."""
    return Why(sentence, said.source, said.status) if said else Why(sentence, NO_TABLE, ASSUMED)


def _late(sentence: str, bounds: Limits | None) -> Why:
    """The sentence with the source of what is late."""
    return Why(sentence, bounds.late_source, bounds.late_status) if bounds else Why(sentence, NO_TABLE, ASSUMED)


def _limit(reason: Reason) -> str:
    return on(reason.limit) if reason.limit else "ngày quy định"


def _since(day: date | None) -> str:
    return f" ngày {on(day)}" if day else ""


def _from(day: date | None) -> str:
    return f" từ ngày {on(day)}" if day else " từ khi ghi nhận"


_REASONS: Mapping[str, Callable[[Reason, Step | None, DoseResult], Why]] = {
    "too_young": _too_young,
    "grace_age": _grace_age,
    "too_old": _too_old,
    "too_soon": _too_soon,
    "grace_interval": _grace_interval,
    "conflict": _conflict,
    "wrong_vaccine": _wrong_vaccine,
    "vaccine_age": _wrong_vaccine,
    "wrong_maker": _wrong_vaccine,
    "inadvertent": _wrong_vaccine,
    "series_complete": _complete,
    "substandard": _substandard,
}
_MARKS: Mapping[str, Callable[[Mark, Step | None], Why]] = {
    "minimum_age": _minimum_age,
    "recommended_age": _minimum_age,
    "earliest": _minimum_age,
    "minimum_interval": _minimum_interval,
    "recommended_interval": _minimum_interval,
    "conflict": _live,
    "last_dose": _last_dose,
    "inadvertent": _last_dose,
    "latest_age": _latest_age,
    "latest_interval": _latest_interval,
    "maximum_age": _maximum_age,
}
