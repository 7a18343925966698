"""A draft beside what this machine publishes: begun from a version, checked while written, tried on a test person."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tram.authoring import refusals
from tram.authoring.reads.catalogue import next_version, text_of
from tram.authoring.reads.preview import period_params
from tram.authoring.rules.conditions import Said, described, said, scope_of
from tram.authoring.rules.draft import PARTS, Draft, Fault, body_of, draft_of
from tram.authoring.rules.toml import written
from tram.authoring.rules.trial import Grid, Verdict, grids, read_rows, verdict
from tram.engines.definitions import DefinitionError
from tram.engines.query import Params
from tram.kernel.actors import Actor, require
from tram.kernel.definitions import toml_of
from tram.kernel.periods import Period
from tram.reports.api import Indicator, published_tables, read_indicator

# What a number can be counted without: the draft need not have it yet.
UNSAID: Mapping[str, Any] = {
    "id": "nhap",
    "title_vi": "Bản nháp",
    "title_en": "Draft",
    "source": "bản nháp",
    "effective_from": date(2000, 1, 1),
    "examples": [{"title_vi": "chưa có", "at": date(2000, 1, 1), "expected": {"numerator": 0}, "rows": {}}],
}


@dataclass(frozen=True, slots=True)
class Written:
    """The file a draft makes, and what of the form could not be read (then the file lacks it)."""

    text: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A test person: what to type, and what the draft makes of it (None until it can be said)."""

    grids: tuple[Grid, ...]
    verdict: Verdict | None = None
    faults: tuple[Fault, ...] = ()
    reason: str = ""


def begin(actor: Actor, key: str) -> Draft:
    """The draft of a next version of "id@version". Refuses one that is not there (404)."""
    _found, text = text_of(actor, key)
    return draft_of(toml_of(text, parse_float=Decimal), key)


def draft_from_text(actor: Actor, text: str) -> Draft:
    """The form for an indicator written as text. Refuses text that is no TOML or no indicator."""
    require(actor, "indicator.author")
    try:
        body = toml_of(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise refusals.unfit(f"không phải TOML: {error}.") from None
    known = f"{body.get('id', '')}@{next_version(str(body.get('id', ''))) - 1}"
    return draft_of(body, known if not known.endswith("@0") else "")


def file_of(actor: Actor, draft: Draft) -> Written:
    """The file of a draft as it would be published: the next version of its id."""
    require(actor, "indicator.author")
    body, faults = _body(actor, draft)
    return Written(written(body), faults)


def checked(actor: Actor, draft: Draft) -> tuple[Said, ...]:
    """Each condition of the draft in words, or its fault. A ratio has none."""
    require(actor, "indicator.author")
    tables = published_tables()
    if draft.kind == "ratio" or draft.table not in tables:
        return ()
    try:
        scope = scope_of(tables[draft.table], tables, draft.subject, draft.periods)
    except DefinitionError as error:
        return (Said("population", ok=False, sentence=error.sentence, hint=error.hint),)
    return tuple(said(part, draft.condition(part), scope) for part in PARTS if part in _asked(draft))


def countable(actor: Actor, draft: Draft) -> Indicator:
    """The draft as an indicator that can be counted, even without title, source or examples. Refuses
    ``preview.unfit``."""
    body, faults = _body(actor, draft)
    wrong = [fault for fault in faults if fault.field not in UNSAID]
    if wrong:
        raise refusals.unfit(str(wrong[0]))
    try:
        return read_indicator({**UNSAID, **{name: value for name, value in body.items() if value}}, draft=True)
    except DefinitionError as error:
        raise refusals.unfit(f"{error.sentence}{f' → {error.hint}' if error.hint else ''}") from None


def try_person(
    actor: Actor,
    draft: Draft,
    typed: Mapping[str, Sequence[Mapping[str, str]]] | None,
    *,
    period: Period,
    today: date,
    title: str = "",
) -> Trial:
    """What to type for a test person and, once something is typed, whether the draft counts it and why."""
    require(actor, "indicator.author")
    tables = published_tables()
    try:
        definition = countable(actor, draft).definition
        asked = grids(definition, tables)
        if typed is None:
            return Trial(asked)
        rows, faults = read_rows(asked, typed)
        at, start, end = period_params(period, today)
        params = Params(at=at, start=start, end=end) if definition.is_flow else Params(at=at)
        found = None if faults else verdict(definition, tables, rows, params, title)
        return Trial(asked, found, faults)
    except DefinitionError as error:
        return Trial((), reason=f"{error.sentence}{f' → {error.hint}' if error.hint else ''}")


def published_columns(actor: Actor) -> dict[str, Any]:
    """The tables a condition may name, with their columns, for the page; plain values."""
    require(actor, "indicator.author")
    return described(published_tables())


def _asked(draft: Draft) -> tuple[str, ...]:
    return PARTS if draft.kind == "share" else ("population", "numerator")


def _body(actor: Actor, draft: Draft) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    base: Mapping[str, Any] = {}
    if draft.base:
        base = toml_of(text_of(actor, draft.base)[1], parse_float=Decimal)
    return body_of(draft, base, next_version(draft.id))
