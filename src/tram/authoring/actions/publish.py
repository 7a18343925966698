"""From a text to a definition in force: checked as at start-up, published as a fact, used here at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tram.authoring.reads.catalogue import path_for
from tram.engines.definitions import DefinitionError
from tram.kernel.actors import Actor, require
from tram.sync.api import Candidate, definition_unfit, publish_definition, read_candidate, settle_definitions


@dataclass(frozen=True, slots=True)
class Done:
    """What was published: a version and the day it begins."""

    id: str
    title: str
    version: int
    effective_from: date


def check_text(actor: Actor, body: str) -> str:
    """What stands against a text becoming a definition, as every machine would say it; "" when nothing does."""
    require(actor, "indicator.author")
    try:
        return definition_unfit(candidate_of(body))
    except DefinitionError as error:
        return str(error)


def publish_text(*, by: Actor, at: datetime, body: str) -> Done:
    """A new version for every machine (fact ``definition.published``), used here at once.

    Refuses who may not write indicators, and as ``publish_definition`` does: a machine that has one above it, a text
    that cannot be used, a version that is not new.
    """
    require(by, "indicator.author")
    try:
        candidate = candidate_of(body)
    except DefinitionError as error:
        candidate = Candidate(error.definition, body)
    row = publish_definition(by=by, at=at, candidate=candidate)
    settle_definitions(at)
    return Done(row.definition, row.title, row.version, row.effective_from)


def candidate_of(body: str) -> Candidate:
    """The text under the name its definition has. Refuses (``DefinitionError``) text that is no definition."""
    head, _body = read_candidate(Candidate("reports/nhap.toml", body))
    return Candidate(path_for(head.id), body)
