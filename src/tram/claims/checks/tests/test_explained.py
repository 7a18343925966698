"""The page about the rules names every rule there is, and none that is not."""

from __future__ import annotations

import re

from tram.claims.checks.book import raw_rules
from tram.claims.checks.desk import LEFT_OUT, OF_CARD
from tram.kernel.definitions import ROOT

PAGE = ROOT.parent / "docs" / "explanation" / "claim-rules.md"
NAME = re.compile(r"`([a-z]+\.(?:\*|[a-z0-9_]+))`")
TABLES = {"other.xml1", "other.xml2", "other.xml3", "bed.xml3", "values.py", "reckoned.py"}


def told():
    return {
        name for name in NAME.findall(PAGE.read_text(encoding="utf-8")) if not name.endswith((".md", ".toml", ".py"))
    }


def test_no_rule_is_named_that_is_not_there():
    rules = {raw.id for raw in raw_rules()} | {rule for rule, _severity in OF_CARD.values()} | {LEFT_OUT}
    groups = {f"{rule.partition('.')[0]}.*" for rule in rules}
    assert told() - TABLES - groups <= rules


def test_every_rule_is_named():
    named = told()
    groups = tuple(name.removesuffix("*") for name in named if name.endswith(".*"))
    missing = {raw.id for raw in raw_rules()} - named
    assert {rule for rule in missing if not rule.startswith((*groups, "old."))} == set()
