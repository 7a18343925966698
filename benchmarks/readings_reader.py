"""One reader of `readings.py`, in a process of its own: writes a store, or reads every indicator out of one."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import cycle
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[0] / "src"), str(HERE.parents[0])]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

import django  # noqa: E402

django.setup()

from benchmarks import readings_store  # noqa: E402
from benchmarks.readings_by_hand import BY_HAND  # noqa: E402
from tram.engines.query import Compiled, Execute, Params, compile_indicator  # noqa: E402
from tram.kernel.periods import Period, before, month  # noqa: E402
from tram.reports.api import Indicator, indicators  # noqa: E402
from tram.warehouse.api import duck, stored, tables  # noqa: E402

Answer = Callable[[Indicator, Period], list[tuple[str, int, int]]]
MEMORY = "8GB"


def main() -> None:
    args = _arguments()
    parts = {"store": _store, "ours": _ours, "hand": _by_hand, "pair": _pair, "spark": _spark}
    print(json.dumps(parts[args.part](args)))


def _store(args: argparse.Namespace) -> dict[str, Any]:
    pool = args.keep / "pool"
    if not readings_store.stands(pool):
        readings_store.build_pool(pool)
    folder = args.keep / f"store-{args.people}"
    if args.people and not readings_store.stands(folder):
        made = readings_store.multiply(pool, folder, readings_store.copies(args.people, pool))
        for name in made.parts:
            print(f"{name:<28} {made.rows(name):>14,} rows", file=sys.stderr)
    return {"folder": str(folder)}


def _periods(count: int) -> list[Period]:
    """The last months of the store, newest first."""
    found = [month(readings_store.END.year, readings_store.END.month)]
    while len(found) < count:
        found.append(before(found[-1]))
    return found


def _asked(periods: Sequence[Period]) -> Iterator[tuple[Indicator, Period]]:
    """Every indicator in force in each month that is told by month and by commune; a ratio is its two parts."""
    for period in periods:
        for one in indicators(_last(period)):
            if one.definition.ratio is None and one.fits("month") and "commune" in one.split_ids():
                yield one, period


def _last(period: Period) -> date:
    return period.end or period.start


def _params(one: Indicator, period: Period) -> Params:
    return Params(_last(period), None if one.is_state else period.start, None if one.is_state else period.end)


def _read(
    args: argparse.Namespace, answer: Answer, only: Callable[[Indicator], bool] = lambda _one: True
) -> dict[str, Any]:
    answers: dict[str, str] = {}
    each: dict[str, float] = defaultdict(float)
    begin = time.perf_counter()
    for one, period in _asked(_periods(args.months)):
        if only(one):
            since = time.perf_counter()
            found = answer(one, period)
            each[one.id] += time.perf_counter() - since
            answers[f"{one.id} {period.start:%Y-%m}"] = blake2b(repr(sorted(found)).encode(), digest_size=8).hexdigest()
    return {
        "seconds": time.perf_counter() - begin,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "statements": len(answers),
        "each": each,
        "answers": answers,
    }


def _compiled(dialect: str) -> Callable[[Indicator], Compiled]:
    known: dict[tuple[str, int], Compiled] = {}

    def of(one: Indicator) -> Compiled:
        key = (one.id, one.definition.head.version)
        if key not in known:
            known[key] = compile_indicator(one.definition, stored(tables()), dialect, by=("commune",))
        return known[key]

    return of


def _compiler(execute: Execute, dialect: str) -> Answer:
    ready = _compiled(dialect)

    def answer(one: Indicator, period: Period) -> list[tuple[str, int, int]]:
        cells = ready(one).cells(execute, _params(one, period))
        return [(str(cell.keys["commune"]), cell.numerator, cell.denominator or 0) for cell in cells]

    return answer


def _hand(execute: Execute) -> Answer:
    def answer(one: Indicator, period: Period) -> list[tuple[str, int, int]]:
        sql = BY_HAND[one.id]
        days = {"at": _last(period), "start": period.start, "end": period.end}
        rows = execute(sql, {name: day for name, day in days.items() if f"${name}" in sql})
        return [(str(commune), int(numerator), int(denominator or 0)) for commune, numerator, denominator in rows]

    return answer


def _duck(args: argparse.Namespace) -> Execute:
    return duck(args.store, memory=MEMORY, threads=2)


def _ours(args: argparse.Namespace) -> dict[str, Any]:
    return _read(args, _compiler(_duck(args), "duckdb"))


def _by_hand(args: argparse.Namespace) -> dict[str, Any]:
    return _read(args, _hand(_duck(args)), lambda one: one.id in BY_HAND)


def _pair(args: argparse.Namespace) -> dict[str, Any]:
    """Both by turns on one connection, each statement right after the other's, so that both meet the same machine."""
    execute = _duck(args)
    ours, hand = _compiler(execute, "duckdb"), _hand(execute)
    spent: dict[str, float] = defaultdict(float)
    turn = cycle((True, False))

    def answer(one: Indicator, period: Period) -> list[tuple[str, int, int]]:
        first = next(turn)
        found = {}
        for name, ask in (("ours", ours), ("hand", hand)) if first else (("hand", hand), ("ours", ours)):
            since = time.perf_counter()
            found[name] = sorted(ask(one, period))
            spent[f"{one.id} {name}"] += time.perf_counter() - since
        if found["ours"] != found["hand"]:
            sys.exit(f"{one.id} {period.start:%Y-%m}: answers differ")
        return found["ours"]

    return {**_read(args, answer, lambda one: one.id in BY_HAND), "spent": spent}


def _spark(args: argparse.Namespace) -> dict[str, Any]:
    from tram.warehouse.api import session, spark

    with session("local-cluster[2,1,3072]", work=args.keep / "spark") as started:
        return _read(args, _compiler(spark(args.store, started), "spark"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part")
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--pool", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
