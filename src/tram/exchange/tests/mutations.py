"""Seeded ways of breaking a FHIR bundle: types, fields, references, text, bytes."""

from __future__ import annotations

import copy
import gzip
import json
import random
from collections.abc import Callable
from typing import Any

from tram.exchange.tests import world

Nodes = list[tuple[Any, Any]]
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 3.5, "", " ", "x" * 5000, [], {}, [[]], [None], {"x": 1}, 10**30, "2026-02-30", "9999-99-99",
    "0001-01-01T00:00:00+14:00", "2026-10-05T25:00:00Z", "\u0000", "a\u0000b", "\ud7ff", "🩺" * 400, "nữ", "<script>",
    "urn:uuid:khong-co", "Patient/", "#", "../../etc/passwd", "Patient?identifier=|", "http://", "-0", "NaN", 1e308,
)  # fmt: skip


def nodes(value: Any) -> Nodes:
    """Every (container, key) of a JSON tree."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [found for key in keys for found in nodes(value[key])]


def odd_value(bundle: Any, dice: random.Random) -> None:
    where, key = dice.choice(nodes(bundle))
    where[key] = copy.deepcopy(dice.choice(ODD))


def missing(bundle: Any, dice: random.Random) -> None:
    where, key = dice.choice(nodes(bundle))
    del where[key]


def unknown_field(bundle: Any, dice: random.Random) -> None:
    where = dice.choice([each for each, _ in nodes(bundle) if isinstance(each, dict)])
    where[dice.choice(("khac", "", "resourceType", "_id", "value", "valueString"))] = copy.deepcopy(dice.choice(ODD))


def other_type(bundle: Any, dice: random.Random) -> None:
    entry = dice.choice(bundle["entry"])
    entry["resource"]["resourceType"] = dice.choice(
        ("Patient", "Observation", "Bundle", "Khong", "Element", "", "Claim")
    )


def deep(bundle: Any, dice: random.Random) -> None:
    value: Any = "x"
    for _ in range(dice.choice((60, 300, 900, 5000))):
        value = [value] if dice.random() < 0.5 else {"extension": value}
    dice.choice(bundle["entry"])["resource"]["extension"] = value


def doubled(bundle: Any, dice: random.Random) -> None:
    entry = copy.deepcopy(dice.choice(bundle["entry"]))
    if dice.random() < 0.5:
        entry["resource"]["language"] = "vi"
    bundle["entry"].append(entry)


def method(bundle: Any, dice: random.Random) -> None:
    dice.choice(bundle["entry"])["request"] = {"method": dice.choice(("DELETE", "GET", "PATCH", "?")), "url": "x"}


def dangling(bundle: Any, dice: random.Random) -> None:
    found = [(where, key) for where, key in nodes(bundle) if key == "reference"]
    where, key = dice.choice(found)
    where[key] = dice.choice((f"urn:uuid:{world.VISIT}x", "Group/1", "Patient/la", "https://x.example/fhir/Patient/9"))


TREE: tuple[Callable[[Any, random.Random], None], ...] = (
    odd_value, odd_value, missing, missing, unknown_field, other_type, deep, doubled, method, dangling,
)  # fmt: skip


def cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def flipped(raw: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(raw))
    return raw[:place] + bytes([dice.randrange(256)]) + raw[place + 1 :]


def utf16(raw: bytes, _: random.Random) -> bytes:
    return raw.decode().encode("utf-16")


def latin(raw: bytes, _: random.Random) -> bytes:
    return raw.replace("ò".encode(), b"\xf2").replace("ế".encode(), b"\xea")


def marked(raw: bytes, _: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + raw


def with_nul(raw: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(raw))
    return raw[:place] + b"\x00" + raw[place:]


def half_gzip(raw: bytes, _: random.Random) -> bytes:
    packed = gzip.compress(raw, mtime=0)
    return packed[: len(packed) // 2]


def bad_gzip(raw: bytes, dice: random.Random) -> bytes:
    packed = bytearray(gzip.compress(raw, mtime=0))
    packed[dice.randrange(12, len(packed))] ^= 0xFF
    return bytes(packed)


def long_number(raw: bytes, _: random.Random) -> bytes:
    return raw.replace(b"150", b"1" * 6000)


def surrogate(raw: bytes, _: random.Random) -> bytes:
    return raw.replace(b'"final"', b'"\\ud800"').replace(b'"active"', b'"\\udfff\\ud800x"')


BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut, flipped, flipped, utf16, latin, marked, with_nul, half_gzip, bad_gzip, long_number, surrogate,
)  # fmt: skip


def mutated(seed: int) -> tuple[str, bytes]:
    """(way of breaking, file) number ``seed``: a transaction (or a batch) of one person, with ids of its own."""
    dice = random.Random(seed)
    text = json.dumps(world.bundle(world.network() + world.record(), dice.choice(("transaction", "batch"))))
    bundle = json.loads(text.replace("aaaaaaaa-", f"{seed:08x}-").replace("9999900001", f"{seed:010}"))
    ways = []
    if dice.random() < 0.75:
        for _ in range(dice.choice((1, 1, 2, 3))):
            change = dice.choice(TREE)
            ways.append(change.__name__)
            try:
                change(bundle, dice)
            except (KeyError, TypeError, IndexError, AttributeError):
                break  # an earlier change took away what this one needs
    raw = nested_dumps(bundle)
    if not ways or dice.random() < 0.1:
        spoil = dice.choice(BYTES)
        ways.append(spoil.__name__)
        raw = spoil(raw, dice)
    return "+".join(ways), raw


def nested_dumps(value: Any) -> bytes:
    """JSON of any depth (the standard writer stops at a thousand levels)."""
    if isinstance(value, dict):
        inside = b",".join(json.dumps(str(key)).encode() + b":" + nested_dumps(each) for key, each in value.items())
        return b"{" + inside + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(nested_dumps, value)) + b"]"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
