"""Every shipped indicator for every commune and month out of Parquet: Trạm's SQL beside SQL written by hand, and Spark.

    python benchmarks/readings.py --people 100000,1000000,10000000 [--months 60] [--parts ours,hand,pair,spark]

The stores are written once into `--keep` (see `readings_store.py`). Each reader runs in a process of its own, so that
its peak memory is its own; answers are compared cell by cell, and the run fails where two differ. The live page of one
commune and the daily update of a store are in `readings_live.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[0] / "src"), str(HERE.parents[0])]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

READER = HERE / "readings_reader.py"


def main() -> None:
    args = _arguments()
    keep = args.keep.resolve()
    keep.mkdir(parents=True, exist_ok=True)
    print(f"load {os.getloadavg()[0]:.1f}")
    _run("store", keep, "--pool")
    told: dict[int, dict[str, Any]] = defaultdict(dict)
    for people in (int(one) for one in args.people.split(",")):
        store = keep / f"store-{people}"
        _run("store", keep, "--people", str(people))
        for part in args.parts.split(","):
            months = min(args.months, args.spark_months) if part == "spark" else args.months
            told[people][part] = _run(part, keep, "--store", str(store), "--months", str(months))
            print(f"{people:>12,} {part:>6}", _said(told[people][part]), flush=True)
            if "spent" in told[people][part]:
                _pairs(told[people][part]["spent"])
        _compare(told[people])
    (keep / "readings.json").write_text(json.dumps(told, indent=1))


def _run(part: str, keep: Path, *more: str) -> dict[str, Any]:
    """One reader in a process of its own; what it prints last is JSON."""
    environment = {**os.environ, "TRAM_HOME": str(keep / "home")}
    done = subprocess.run(
        [sys.executable, str(READER), part, "--keep", str(keep), *more],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _said(told: dict[str, Any]) -> str:
    return f"{told['seconds']:9.1f} s  {told['megabytes']:7.0f} MB  {told['statements']:>6,} statements"


def _compare(told: dict[str, Any]) -> None:
    """Every reader's answers by indicator and month, as digests: equal, or the run ends."""
    first, *others = told.values()
    for other in others:
        both = first["answers"].keys() & other["answers"].keys()
        odd = sorted(key for key in both if first["answers"][key] != other["answers"][key])
        if odd or not both:
            sys.exit(f"answers differ: {odd[:5]}")


def _pairs(spent: dict[str, float]) -> None:
    """What each indicator took us and the hand, by turns; the slowest against the hand first."""
    names = sorted({name.split()[0] for name in spent}, key=lambda one: spent[f"{one} hand"] / spent[f"{one} ours"])
    for name in names:
        ours, hand = spent[f"{name} ours"], spent[f"{name} hand"]
        print(f"    {name:<28} ours {ours:8.2f} s  by hand {hand:8.2f} s  {ours / hand:6.2f}")
    ours, hand = (sum(spent[f"{name} {who}"] for name in names) for who in ("ours", "hand"))
    print(f"    together: ours {ours:.1f} s, by hand {hand:.1f} s, {ours / hand:.2f} times", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="100000,1000000")
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--spark-months", type=int, default=3)
    parser.add_argument("--parts", default="ours,hand,pair,spark")
    parser.add_argument("--keep", type=Path, default=Path.home() / ".cache" / "tram-readings")
    return parser.parse_args()


if __name__ == "__main__":
    main()
