"""Which cards a visit has, how much they give on its day, how the patient came, and what is confirmed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from tram.claims.cover.asking import CardAnswer
from tram.claims.cover.model import (
    CONFIRMED,
    FULL,
    NONE,
    WAITING,
    WRONG,
    Card,
    Heard,
    Known,
    Period,
    VisitAsked,
    VisitCover,
)
from tram.claims.cover.settings import entitlements, prefixes, results, setting
from tram.claims.money import Why, rules_on

NUMBER, FACILITY, AREA = (
    re.compile(r"\d{10}|[A-Z]{2}\d{13}"), re.compile("[0-9A-Z]{5}"), re.compile("K[123]"),
)  # fmt: skip
SAID = "theo thẻ và hồ sơ đã ghi"  # no law: what the record says, so never "assumed"
LEAST_SURE = (WRONG, WAITING, CONFIRMED)


def visit_cover(asked: VisitAsked, known: Known) -> VisitCover:
    """The insurance of a visit, from what is on record. It never refuses: what is missing is said in ``whys``."""
    if not asked.insured:
        return _without(asked, known, _why("Lượt khám ghi là không dùng bảo hiểm y tế."))
    whys: list[Why] = []
    cards = tuple(_card(one, asked.day, whys) for one in _chosen(known.covers, asked))
    cards = cards or _temporary(asked, known, whys)
    if not cards:
        because = _why("Chưa ghi thẻ bảo hiểm y tế còn hạn ngày khám. Hãy quét hoặc gõ số thẻ.")
        return _without(asked, known, because)
    code, why = entitlement(asked, known, cards)
    state, because = _state(cards, known.checks, asked)
    return VisitCover(cards, code, state, because, why, (*whys, why, because, *reminders(cards, asked.day)))


def digit_on(number: str, benefit: str, day: date) -> tuple[str, Why | None]:
    """The benefit digit in force on a day, and why where it is not the one printed.

    ``number`` as recorded; ``benefit`` the digit recorded beside a card of ten digits. A holder's code whose digit the
    law changed counts with the new one from that day, whatever the card still prints.
    """
    if len(number) != FULL:
        told = None if benefit else _why("Thẻ chỉ có 10 số: mức hưởng chưa biết cho đến khi tra cứu.")
        return benefit, told
    printed, rows = number[2], prefixes().get(number[:2], ())
    current = [row for row in rows if row.holds(day)]
    if not current or any(row.told["digit"] == printed for row in current):
        return printed, None
    if any(row.told["digit"] == printed for row in rows) and len(current) == 1:
        return _changed(number, current[0].told["digit"], current[0].told["source"], day)
    holder, usual = number[:2], current[0].told["digit"]
    return printed, _why(
        f"Thẻ {holder} thường có mức hưởng {usual}, thẻ này in {printed}. Hãy xem lại số thẻ hoặc tra cứu."
    )


def _changed(number: str, digit: str, source: str, day: date) -> tuple[str, Why]:
    holder, printed = number[:2], number[2]
    return digit, _why(f"Ngày {day:%d/%m/%Y} đối tượng {holder} hưởng mức {digit}, dù thẻ còn in {printed}.", source)


def entitlement(asked: VisitAsked, known: Known, cards: Sequence[Card]) -> tuple[str, Why]:
    """MA_DOITUONG_KCB of a visit and why; "" when no row of the list fits."""
    true = _circumstances(asked, known, cards)
    for row in entitlements():
        kinds = row.told["kinds"].split()
        if row.told["situation"] in true and row.holds(asked.day) and (not kinds or known.facility_kind in kinds):
            return row.told["code"], Why(row.told["sentence"], row.told["source"], row.told["status"])
    return "", _why("Chưa rõ đối tượng đến khám ở loại cơ sở này: hãy chọn theo giấy tờ người bệnh mang đến.")


def _circumstances(asked: VisitAsked, known: Known, cards: Sequence[Card]) -> frozenset[str]:
    newborn = known.born is not None and (asked.day - known.born).days <= setting("newborn_days", asked.day).value
    true = {
        "uninsured": not cards,
        "emergency": asked.emergency,
        "newborn": newborn and any(card.temporary for card in cards),
        "drugs": asked.drugs_only,
        "registered": any(card.registered_at and card.registered_at == known.facility_code for card in cards),
        "referred": asked.referred,
        "appointment": asked.appointment,
        "any": True,
    }
    return frozenset(name for name, holds in true.items() if holds)


def temporary_number(province: str, born: date, person: UUID, day: date) -> str:
    """The number of a child without a card: prefix, province, then ten digits that stay the same for the child."""
    prefix = str(setting("temporary_prefix", day).value)
    return f"{prefix}{province:0>2}{born:%y%m%d}{person.int % 10_000:04d}"


def shaped(answer: CardAnswer) -> CardAnswer:
    """The answer without the words that cannot be what their field says: a portal is believed, not trusted."""
    return replace(
        answer, number=_fitting(NUMBER, answer.number), new_number=_fitting(NUMBER, answer.new_number),
        facility=_fitting(FACILITY, answer.facility), new_facility=_fitting(FACILITY, answer.new_facility),
        area=_fitting(AREA, answer.area),
    )  # fmt: skip


def _fitting(shape: re.Pattern[str], text: str) -> str:
    told = text.strip().upper()
    return told if shape.fullmatch(told) else ""


def months_old(born: date, day: date) -> int:
    """Whole months of age on a day."""
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def soon_over(valid_to: date | None, day: date) -> bool:
    """Whether a card that still holds on a day is to be renewed soon."""
    if valid_to is None or valid_to < day:
        return False
    return (valid_to - day).days <= int(setting("soon_days", day).value)


def _chosen(covers: Iterable[Period], asked: VisitAsked) -> list[Period]:
    """The cards of a visit one after another: the best of each stretch, until the visit ends."""
    left = [one for one in covers if one.holds(asked.day, asked.last)]
    chosen: list[Period] = []
    start = asked.day
    while start <= asked.last:
        here = [one for one in left if one.holds(start, start)]
        if not here:
            later = [one.valid_from for one in left if one.valid_from and start < one.valid_from <= asked.last]
            if not later:
                break
            start = min(later)
            continue
        best = max(here, key=lambda one: _rank(one, asked.day))
        chosen.append(best)
        if best.valid_to is None:
            break
        start = best.valid_to + timedelta(days=1)
    return chosen


def _rank(one: Period, day: date) -> tuple[object, ...]:
    percent = rules_on(day).levels.get(digit_on(one.number, one.benefit, day)[0], 0)
    return percent, one.valid_from or date.min, len(one.number), one.number


def _card(one: Period, day: date, whys: list[Why]) -> Card:
    digit, why = digit_on(one.number, one.benefit, day)
    if why:
        whys.append(why)
    return Card(
        one.number, digit, one.facility_code, one.valid_from, one.valid_to, one.area, one.five_years_on,
        one.exempt_from if exempt_on(one.exempt_from, day) else None,
    )  # fmt: skip


def exempt_on(since: date | None, day: date) -> bool:
    """Whether a paper that frees from co-payment counts on a day: from its day, for as long as the setting says."""
    if since is None or since > day:
        return False
    return setting("exempt_holds", day).value != "year" or since.year == day.year


def _temporary(asked: VisitAsked, known: Known, whys: list[Why]) -> tuple[Card, ...]:
    """The card a young child is treated under before it has one of its own."""
    chosen = setting("temporary_until_months", asked.day)
    if known.born is None or known.born > asked.day or months_old(known.born, asked.day) >= chosen.value:
        return ()
    number = temporary_number(known.province, known.born, known.person, asked.day)
    form = setting("temporary_prefix", asked.day)
    whys += [chosen.why, form.why]
    digit, _ = digit_on(number, "", asked.day)
    return (Card(number, digit, f"{known.province}000", max(known.born, asked.day), asked.last, temporary=True),)


def _state(cards: Sequence[Card], checks: Iterable[Heard], asked: VisitAsked) -> tuple[str, Why]:
    """The least sure of the cards speaks for the visit."""
    heard = list(checks)
    return min((_heard_of(card, heard, asked) for card in cards), key=lambda told: LEAST_SURE.index(told[0]))


def _heard_of(card: Card, heard: Sequence[Heard], asked: VisitAsked) -> tuple[str, Why]:
    """What was heard of a card that tells of the visit's day: the latest counts."""
    if card.temporary:
        return CONFIRMED, _why("Thẻ tạm của trẻ không tra cứu được: giữ bản sao giấy khai sinh hoặc chứng sinh.")
    lasts = timedelta(days=int(setting("check_days", asked.day).value))
    of_card = [one for one in heard if one.social == card.number[-10:] and one.day + lasts >= asked.day]
    answered = [one for one in of_card if one.state in (CONFIRMED, WRONG)]
    if not answered:
        return WAITING, _why("Chưa tra cứu được thẻ trên cổng BHXH. Vẫn khám và phát thuốc, tra lại khi có mạng.")
    last = answered[-1]
    name = results()[last.code].name if last.code in results() else ""
    if last.state == WRONG:
        return WRONG, _why(f"Cổng BHXH báo: {name or 'thẻ không đúng'}. Hãy xem lại thẻ trước khi gửi hồ sơ.")
    return CONFIRMED, _why(f"Thẻ đã được xác nhận ngày {last.day:%d/%m/%Y}.")


def reminders(cards: Sequence[Card], day: date) -> tuple[Why, ...]:
    """What is worth saying about the cards before the patient leaves."""
    ending = [card.valid_to for card in cards if not card.temporary and soon_over(card.valid_to, day)]
    found = [_why(f"Thẻ hết hạn ngày {end:%d/%m/%Y}: nhắc người bệnh gia hạn.") for end in ending]
    if len(cards) > 1:
        found.append(_why("Lượt khám có nhiều thẻ nối nhau: hồ sơ ghi lần lượt từng thẻ."))
    if any(not card.whole for card in cards):
        found.append(_why("Hồ sơ thanh toán cần đủ 15 ký tự của thẻ: hãy tra cứu để lấy số đầy đủ."))
    if any(not card.registered_at or card.valid_to is None for card in cards):
        found.append(_why("Hồ sơ thanh toán cần nơi đăng ký và ngày hết giá trị của thẻ: hãy quét thẻ hoặc tra cứu."))
    return tuple(found)


def _without(asked: VisitAsked, known: Known, because: Why) -> VisitCover:
    code, why = entitlement(replace(asked, emergency=False, drugs_only=False), known, ())
    return VisitCover((), code, NONE, because, why, (because, why))


def _why(sentence: str, source: str = SAID) -> Why:
    return Why(sentence, source, "transcribed")
