"""Which outside systems want to know which facts: ``definitions/sync/to-*.toml`` read and checked (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tram.engines.deadlines import Calendar, Deadline, deadline, due_at
from tram.engines.definitions import DefinitionError, Head, read_head, read_toml

ADAPTERS = ("http", "insurer")
BODIES = ("case", "death", "claim")
LISTED = ("case", "death")  # bodies that tell of what a list of diseases names
Lines = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to tell: after which facts, who writes the body, for which lines of which list, until when.

    A body that needs no list has ``list_name`` "" and no terms.
    """

    id: str
    title_vi: str
    title_en: str
    facts: frozenset[str]
    body: str
    list_name: str
    terms: frozenset[str]
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Destination:
    """An outside system: how it is spoken to and what it wants to know."""

    head: Head
    adapter: str
    rules: tuple[Rule, ...]

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.head.id

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that may be a reason to tell."""
        return frozenset[str]().union(*(rule.facts for rule in self.rules))


def read_destination(path: Path) -> Destination:
    """One file. Refuses (``DefinitionError``) a head, a rule or a deadline that cannot be used."""
    body, name = read_toml(path)
    head = read_head(body, name)
    told = body.get("destination")
    if not isinstance(told, Mapping) or told.get("adapter") not in ADAPTERS:
        raise DefinitionError(head.id, "[destination] adapter không có", "chọn " + ", ".join(ADAPTERS))
    rules = tuple(_rule(head.id, one) for one in body.get("rules", ()))
    if not rules or len({one.id for one in rules}) != len(rules):
        raise DefinitionError(head.id, "thiếu [[rules]] hoặc hai rules cùng id", "mỗi [[rules]] một id")
    return Destination(head, told["adapter"], rules)


def _rule(who: str, told: Mapping[str, Any]) -> Rule:
    listed = ("list", "terms") if told.get("body") in LISTED else ()
    for key in ("id", "title_vi", "title_en", "facts", "body", *listed, "deadline"):
        if not told.get(key):
            raise DefinitionError(who, f"[[rules]] thiếu «{key}»", f"thêm {key} = …")
    if told["body"] not in BODIES:
        raise DefinitionError(who, f"body «{told['body']}» không có", "chọn " + ", ".join(BODIES))
    try:
        allowed = deadline(told["deadline"])
    except (ValueError, TypeError, AttributeError) as error:
        raise DefinitionError(who, f"[[rules]] {told['id']}: {error}", "deadline = { hours = 24 }") from None
    return Rule(
        id=str(told["id"]),
        title_vi=str(told["title_vi"]),
        title_en=str(told["title_en"]),
        facts=frozenset(map(str, told["facts"])),
        body=told["body"],
        list_name=str(told.get("list", "")),
        terms=frozenset(map(str, told.get("terms", ()))),
        deadline=allowed,
    )


def named(lines: Lines, code: str) -> Mapping[str, str] | None:
    """The first line of a list of diseases that names the ICD-10 code; None when none does.

    A line's ``codes`` are parted by blanks: ``B05`` stands for B05 and all of B05.-, ``B50-B54`` for both ends too.
    """
    return next((line for line in lines if any(_covers(one, code) for one in line["codes"].split())), None)


def _covers(pattern: str, code: str) -> bool:
    first, dash, last = pattern.partition("-")
    if dash:
        return first <= code[:3] <= last
    return code == first or code.startswith(first if "." in first else f"{first}.")


def wanted(rule: Rule, lines: Lines, codes: Iterable[str]) -> dict[str, str]:
    """What the rule has to tell of somebody with these codes: name of the disease → the code that says so."""
    found: dict[str, str] = {}
    for code in codes:
        line = named(lines, code)
        if line is not None and line["term"] in rule.terms:
            found.setdefault(line["name_vi"], code)
    return found


def wrong_examples(path: Path, destination: Destination, lines: Lines, days: Calendar) -> list[str]:
    """One sentence for each example (``fact``, ``code``, ``since``, ``expected``) that does not come out."""
    body, _name = read_toml(path)
    return [sentence for one in body.get("examples", ()) if (sentence := _wrong(one, destination, lines, days))]


def _wrong(example: Mapping[str, Any], destination: Destination, lines: Lines, days: Calendar) -> str:
    since = example.get("since")
    if not isinstance(since, datetime) or since.tzinfo is None:
        return f"ví dụ «{example.get('title_vi', '')}»: since phải là ngày giờ có múi giờ"
    rules = [rule for rule in destination.rules if example.get("fact") in rule.facts and _applies(rule, example, lines)]
    found = {"rule": rules[0].id, "due": due_at(since, rules[0].deadline, days)} if rules else {}
    expected = dict(example.get("expected", {}))
    same = found == expected and len(rules) <= 1
    return "" if same else f"ví dụ «{example.get('title_vi', '')}»: được {found}, chờ {expected}"


def _applies(rule: Rule, example: Mapping[str, Any], lines: Lines) -> bool:
    return rule.body not in LISTED or bool(wanted(rule, lines, [str(example.get("code", ""))]))
