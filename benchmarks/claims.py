"""Claims built, checked, written and signed, beside the bare writing of the same XML by lxml; and old files read.

    python benchmarks/claims.py --visits 1000,10000,100000

The visits are the synthetic village's, of every kind a station has, in an SQLite folder of their own (made anew, not
timed). By turns, in one run, over the same claims: bare (elements made and written by lxml, base64, the wrapper: no
database, no rule, no money), build (the claim read from the record), check (every rule and field), write (our own
bytes), sign (RSA 2048, SHA-256), read (streaming, with every field judged). Two processes take half of the visits each.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

if TYPE_CHECKING:
    from tram.claims.api import Finding

END, DAYS, PORTION, SIGNED = date(2026, 11, 1), 330, 500, 200
PHASES = ("bare", "build", "check", "write", "sign", "read")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", default="1000,10000,100000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        _one(args.one)
        return
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    heads = ("visits", "claims", *PHASES, "build and check / bare", "two processes", "memory, MB")
    print(f"| {' | '.join(heads)} |")
    print("|---" * len(heads) + "|")
    for size in (int(text) for text in args.visits.split(",")):
        with tempfile.TemporaryDirectory(prefix="tram-claims-") as home:
            env = os.environ | {"TRAM_HOME": home, "TRAM_DATABASE": "", "DJANGO_SETTINGS_MODULE": "tram.settings"}
            subprocess.run([sys.executable, __file__, "--one", str(size)], env=env, check=True)


def _one(size: int) -> None:
    """One size in a process of its own, so that its memory is its own."""
    import django

    django.setup()
    visits = _visits(size)
    spent, claims = _spent(visits, sign=True)
    rate = {phase: (min(SIGNED, claims) if phase == "sign" else claims) / spent[phase] for phase in PHASES}
    ratio = (spent["build"] + spent["check"]) / spent["bare"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with ProcessPoolExecutor(2) as pool:
        halves = list(pool.map(_half, (visits[::2], visits[1::2])))
    both = claims / max(halves)
    cells = " | ".join(f"{rate[phase]:,.0f}" for phase in PHASES)
    print(f"| {size:,} | {claims:,} | {cells} | {ratio:.1f} | {both:,.0f} | {memory} |", flush=True)


def _visits(size: int) -> list[UUID]:
    from tram.cli.ready import make_ready
    from tram.village.catalogue import write_catalogue
    from tram.village.insured import insured_visits
    from tram.village.network import found_network
    from tram.village.plan import HOME, Plan

    make_ready(lambda _said: None, place=HOME)
    plan = Plan(((HOME, 0),), END)
    at = datetime.combine(plan.founding, datetime.min.time(), UTC)
    network = found_network(Random(1), HOME, 5000, plan.founding, at, None)
    days = [END - timedelta(days=number) for number in range(DAYS, 0, -1)]
    return list(insured_visits(network, write_catalogue(plan, HOME), days=days, n=size))


def _half(visits: Sequence[UUID]) -> float:
    """Seconds to build and check, in a process with a connection of its own."""
    import django
    from django.db import connections

    django.setup()
    connections.close_all()
    spent, _claims = _spent(visits, sign=False)
    return spent["build"] + spent["check"]


def _spent(visits: Sequence[UUID], *, sign: bool) -> tuple[dict[str, float], int]:
    """Seconds each phase took over all claims, and how many claims there are. The first portion is run once before."""
    _portion(visits[:PORTION], sign=False)
    spent, claims = dict.fromkeys(PHASES, 0.0), 0
    for start in range(0, len(visits), PORTION):
        took, count = _portion(visits[start : start + PORTION], sign=sign and not start)
        claims += count
        spent = {phase: spent[phase] + took.get(phase, 0.0) for phase in PHASES}
    return spent, claims


def _portion(visits: Sequence[UUID], *, sign: bool) -> tuple[dict[str, float], int]:
    from tram.claims.api import check_tables, document
    from tram.claims.build import claims_of
    from tram.claims.format import field_faults, layout, read_file

    took: dict[str, float] = {}
    now = datetime(END.year, END.month, END.day + 1, tzinfo=UTC)

    def timed(phase: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        took[phase] = time.perf_counter() - began

    claims = []
    timed("build", lambda: claims.extend(claims_of(visits)))
    timed("bare", lambda: [_bare(claim.layout.tables, claim.tables) for claim in claims])
    found: list[Finding] = []
    timed("check", lambda: [found.extend(check_tables(claim.layout, claim.tables, at=now)) for claim in claims])
    files: list[bytes] = []
    timed("write", lambda: files.extend(document(claim, END) for claim in claims))
    timed(
        "read",
        lambda: [
            field_faults(layout(read.decision), read.tables) for file in files for read in read_file(io.BytesIO(file))
        ],
    )
    if sign:
        _signed(files[:SIGNED], timed)
    errors = [one for one in found if one.severity == "error"]
    assert not errors, errors[0]
    return took, len(claims)


def _signed(files: Sequence[bytes], timed: Callable[[str, Callable[[], object]], None]) -> None:
    from tram.claims.sending.signing import sign
    from tram.claims.sending.tests.world import AT, signing_key

    key = signing_key()
    timed("sign", lambda: [sign(file, key, at=AT) for file in files])


def _bare(tables: Mapping[str, object], rows: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """The same bytes' worth of XML by lxml alone: elements, text, base64, wrapper."""
    root = etree.Element("GIAMDINHHS")
    files = etree.SubElement(etree.SubElement(etree.SubElement(root, "THONGTINHOSO"), "DANHSACHHOSO"), "HOSO")
    for name, lines in rows.items():
        table = etree.Element(name)
        for line in lines:
            row = etree.SubElement(table, "ROW")
            for field in _fields(tables[name]):
                etree.SubElement(row, field).text = line.get(field, "")
        file = etree.SubElement(files, "FILEHOSO")
        etree.SubElement(file, "LOAIHOSO").text = name
        etree.SubElement(file, "NOIDUNGFILE").text = base64.b64encode(etree.tostring(table, encoding="utf-8")).decode()
    return etree.tostring(root, encoding="utf-8")


_NAMES: dict[int, list[str]] = {}


def _fields(table: object) -> Iterator[str] | list[str]:
    return _NAMES.setdefault(id(table), [field.name for field in table.fields])  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
