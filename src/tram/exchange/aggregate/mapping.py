"""What names in messages mean here, and how ours are called there: ``definitions/exchange/dhis2.toml``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Self

from tram.engines.definitions import DefinitionError
from tram.engines.definitions.toml import Source, read_toml
from tram.exchange.aggregate.adx import NAME
from tram.exchange.faults import Unfit
from tram.kernel.definitions import in_force, remembered
from tram.reports import api as reports

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS = LETTERS + "0123456789"
UID_LENGTH = 11
NUMERATOR, DENOMINATOR = "numerator", "denominator"
KINDS = ("count", "number", "boolean", "true_only", "text")
NOT_KNOWN = "~"
_ESCAPED = str.maketrans({"%": "%25", ".": "%2E", ":": "%3A", "~": "%7E"})
_UNESCAPED = {code: sign for sign, code in (("~", "%7E"), (":", "%3A"), (".", "%2E"), ("%", "%25"))}


@dataclass(frozen=True, slots=True)
class Element:
    """A data element: what it is here (an indicator, or a name that only the mapping knows) and its identifiers."""

    name: str
    part: str
    uid: str
    code: str
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Category:
    """A split as others call it; ``options`` turn our keys into theirs, keys that are not listed stay as they are."""

    split: str
    code: str
    options: Mapping[str, str] = field(default_factory=dict)

    def option(self, key: str) -> str:
        """Their word for our key; ``~`` for one that is not known."""
        return self.options.get(key, key) or NOT_KNOWN

    def key(self, option: str) -> str:
        """Our key for their word. Refuses (``Unfit``) one that is not listed where options are."""
        if option == NOT_KNOWN:
            return ""
        ours = {theirs: mine for mine, theirs in self.options.items()}
        if self.options and option not in ours:
            raise Unfit(self.code, f"Nhóm “{option[:40]}” không có trong cách chia {self.code}.")
        return ours.get(option, option)


@dataclass(frozen=True)
class Names:
    """The whole mapping, looked up both ways."""

    write: str
    elements: tuple[Element, ...]
    categories: tuple[Category, ...]
    combos: Mapping[str, Mapping[str, str]]
    places: Mapping[str, str]
    data_sets: Mapping[str, str]
    prefix: str

    @classmethod
    def read(cls, source: Source, indicators: Iterable[tuple[str, bool]] = (), splits: Collection[str] = ()) -> Self:
        """The mapping of a file, with elements and categories by rule for what it does not list.

        ``indicators`` are ids, and whether each is a share; ``splits`` those they have. Refuses (``DefinitionError``)
        identifiers given twice and category names that ADX cannot write.
        """
        body, _name = read_toml(source)
        scheme = body.get("scheme", {})
        prefix = str(scheme.get("prefix", "TRAM"))
        return cls(
            write=str(scheme.get("write", "code")),
            elements=_elements(body, prefix, indicators),
            categories=_categories(body, splits),
            combos=dict(body.get("combos", {})),
            places={str(ours): str(theirs) for ours, theirs in body.get("places", {}).items()},
            data_sets=dict(body.get("data_sets", {})),
            prefix=prefix,
        )

    @cached_property
    def by_identifier(self) -> Mapping[str, Element]:
        """Elements by their uid and their code."""
        return {name: one for one in self.elements for name in (one.code, one.uid) if name}

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], Element]:
        """Elements by what they are here."""
        return {(one.name, one.part): one for one in self.elements}

    @cached_property
    def by_split(self) -> Mapping[str, Category]:
        """Categories by our split."""
        return {one.split: one for one in self.categories}

    @cached_property
    def by_code(self) -> Mapping[str, Category]:
        """Categories by their code."""
        return {one.code: one for one in self.categories}

    @cached_property
    def our_places(self) -> Mapping[str, str]:
        """Our codes of places by theirs."""
        return {theirs: ours for ours, theirs in self.places.items()}

    def identifier(self, element: Element) -> str:
        """What a message written here calls an element."""
        return element.uid if self.write == "uid" else element.code

    def data_set(self, report: str) -> str:
        """What a message calls a report."""
        return self.data_sets.get(report) or _code(self.prefix, report)

    def options(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Our keys as ADX says them: option by category."""
        return {self.by_split[split].code: self.by_split[split].option(key) for split, key in keys.items()}

    def combo(self, keys: Mapping[str, str]) -> str:
        """Our keys as the code of an option combination; the listed identifier where there is one, "" for none."""
        if not keys:
            return ""
        listed = next((name for name, told in self.combos.items() if dict(told) == dict(keys)), "")
        parts = (f"{self.by_split[split].code}:{_escaped(self.by_split[split], key)}" for split, key in keys.items())
        return listed or ".".join(sorted(parts))

    def keys_of_combo(self, combo: str) -> dict[str, str]:
        """Our keys for an option combination. Refuses (``Unfit``) one that means nothing here."""
        if not combo:
            return {}
        if combo in self.combos:
            return dict(self.combos[combo])
        told = [part.partition(":") for part in combo.split(".")]
        if not all(colon for _code, colon, _option in told):
            raise Unfit("categoryOptionCombo", f"Không có tổ hợp nhóm “{combo[:60]}”.")
        found = self.keys_of_options({code: _unescaped(option) for code, _colon, option in told})
        named = (self.by_code[code] for code, _colon, option in told if option == NOT_KNOWN.translate(_ESCAPED))
        return found | {category.split: NOT_KNOWN for category in named if not category.options}

    def keys_of_options(self, options: Mapping[str, str]) -> dict[str, str]:
        """Our keys for options by category. Refuses (``Unfit``) what is not listed."""
        found = {}
        for code, option in options.items():
            category = self.by_code.get(code)
            if category is None:
                raise Unfit(code[:40], f"Không có cách chia “{code[:40]}”.")
            found[category.split] = category.key(option)
        return found


@remembered
def mapping(day: date) -> Names:
    """The mapping in force on a day, with every indicator in force then."""
    found = reports.indicators(day)
    shares = [(one.id, one.definition.kind == "share") for one in found if one.definition.kind != "ratio"]
    splits = {split for one in found for split in one.split_ids()}
    return Names.read(in_force("exchange", "dhis2", day), shares, splits)


def uid(text: str) -> str:
    """An identifier of DHIS2's shape drawn from a text: eleven letters and digits, a letter first; always the same."""
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=10).digest())
    number, first = divmod(number, len(LETTERS))
    signs = [LETTERS[first]]
    for _ in range(UID_LENGTH - 1):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return "".join(signs)


def _elements(body: Mapping[str, Any], prefix: str, indicators: Iterable[tuple[str, bool]]) -> tuple[Element, ...]:
    listed = body.get("elements", {})
    found = [_element(name, part, prefix, told) for name, parts in listed.items() for part, told in parts.items()]
    known = {(one.name, one.part) for one in found}
    for name, is_share in indicators:
        parts = (NUMERATOR, DENOMINATOR) if is_share else (NUMERATOR,)
        found += [_element(name, part, prefix, {}) for part in parts if (name, part) not in known]
    seen: dict[str, Element] = {}
    for one in found:
        for identifier in {one.uid, one.code} - {""}:
            if identifier in seen and seen[identifier] != one:
                raise DefinitionError("exchange.dhis2", f"mã «{identifier}» dùng cho hai phần tử", "mỗi mã một phần tử")
            seen[identifier] = one
    return tuple(found)


def _element(name: str, part: str, prefix: str, told: Mapping[str, str]) -> Element:
    kind = told.get("kind", KINDS[0])
    if part not in (NUMERATOR, DENOMINATOR) or kind not in KINDS:
        hint = f"phần: {NUMERATOR}, {DENOMINATOR}; kind: {', '.join(KINDS)}"
        raise DefinitionError("exchange.dhis2", f"[elements.{name}] có phần hoặc kind lạ", hint)
    code = told.get("code") or _code(prefix, name) + ("_DEN" if part == DENOMINATOR else "")
    return Element(name, part, told.get("uid") or uid(code), code, kind)


def _categories(body: Mapping[str, Any], splits: Collection[str]) -> tuple[Category, ...]:
    listed = body.get("categories", {})
    ruled = sorted(set(splits) - set(listed) - set(body.get("scheme", {}).get("kept", ())))
    found = (
        *(Category(split, str(told["code"]), dict(told.get("options", {}))) for split, told in listed.items()),
        *(Category(split, re.sub(r"[^A-Za-z0-9]+", "_", split).upper()) for split in ruled),
    )
    for one in found:
        if not NAME.fullmatch(one.code):
            raise DefinitionError("exchange.dhis2", f"code «{one.code}» không viết được trong ADX", "chữ, số, _ và -")
    return found


def _code(prefix: str, name: str) -> str:
    return f"{prefix}_{re.sub(r'[^A-Za-z0-9]+', '_', name).upper()}"


def _escaped(category: Category, key: str) -> str:
    """The option of a key inside a combination: a bare ``~`` is what is not known, a key that is one is escaped."""
    option = category.option(key)
    return option if option == NOT_KNOWN and not key else option.translate(_ESCAPED)


def _unescaped(text: str) -> str:
    for code, sign in _UNESCAPED.items():
        text = text.replace(code, sign)
    return text
