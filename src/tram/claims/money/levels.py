"""The level of cover (MUC_HUONG): from card, route, facility, total and what was paid this year."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tram.claims.money.model import HUNDRED, ZERO, Level, LevelAsked, MoneyError, Route, Rules, Why
from tram.claims.money.settings import rules_on

NO_COVER = "9"  # MA_DOITUONG_KCB: no health insurance


def level_on(asked: LevelAsked) -> Level:
    """MUC_HUONG of a visit's lines and why, by the rules of its day.

    Refuses (``MoneyError``) a benefit digit or an entitlement that is in no list of that day.
    """
    return level_by(asked, rules_on(asked.day))


def level_by(asked: LevelAsked, rules: Rules) -> Level:
    """The same by given rules."""
    if not asked.digit or asked.entitlement == NO_COVER:
        return Level(ZERO, rules.whys["level_none"])
    card = _card(asked, rules)
    if asked.transport:
        return Level(rules.transport[asked.digit], rules.whys["level_transport"])
    route = _route(asked, rules)
    for_all = asked.commune_station or route.whatever_card
    if for_all and not asked.dispensed_for_above:
        return Level(HUNDRED, rules.whys["level_commune"])
    return _through(_by_card(asked, rules, card), route)


def _card(asked: LevelAsked, rules: Rules) -> Decimal:
    if asked.digit not in rules.levels:
        raise MoneyError(f"Mã quyền lợi «{asked.digit}» không có: xem lại ký tự thứ ba của thẻ bảo hiểm y tế.")
    return rules.levels[asked.digit]


def _route(asked: LevelAsked, rules: Rules) -> Route:
    stay = "inpatient" if asked.inpatient else "outpatient"
    helped = asked.inpatient and asked.area in rules.areas and asked.entitlement in rules.area_helps
    found = rules.routes.get((rules.area_route if helped else asked.entitlement, stay))
    if found is None:
        raise MoneyError(
            f"Mã đối tượng đến khám «{asked.entitlement}» không có trong danh mục của ngày {asked.day:%d/%m/%Y}."
        )
    return replace(found, why=rules.whys["level_area"]) if helped else found


def _by_card(asked: LevelAsked, rules: Rules, card: Decimal) -> Level:
    name = "above" if asked.dispensed_for_above else "card"
    if card == HUNDRED:
        return Level(card, rules.whys["level_card"])
    if asked.total_in_scope is not None and asked.total_in_scope < rules.small_total:
        return Level(HUNDRED, rules.whys["level_small"])
    if asked.exempt:
        return Level(HUNDRED, rules.whys["level_exempt"])
    if asked.five_years_reached and asked.copaid_this_year > rules.copaid_limit:
        return Level(HUNDRED, rules.whys["level_ceiling"])
    return Level(card, rules.whys[f"level_{name}"])


def _through(level: Level, route: Route) -> Level:
    if route.share == HUNDRED:
        return level
    sentence = f"{level.why.sentence}; {route.why.sentence}: quỹ trả {route.share} % mức ấy"
    return Level(
        (level.percent * route.share / HUNDRED).normalize() + ZERO, Why(sentence, route.why.source, route.why.status)
    )
