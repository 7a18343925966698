"""``tram check``: every gate, side by side, one line each; the output of those that failed, and nothing else."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

from tram.cli.gates import GATES, Gate
from tram.cli.language import say
from tram.kernel.refusals import Refusal

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Outcome:
    """What one gate answered: whether it held, in how many seconds, and what it printed."""

    gate: str
    held: bool
    seconds: float
    output: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares which gates to run and how to answer."""
    names = ", ".join(gate.name for gate in GATES)
    parser.add_argument(
        "gates", nargs="*", metavar="GATE", help=say(f"chỉ các cửa này: {names}", f"only these: {names}")
    )
    parser.add_argument("--json", action="store_true", help=say("in kết quả dạng JSON", "print the outcome as JSON"))


def run(args: argparse.Namespace) -> int:
    """Returns 0 when every gate held, else 1."""
    started = time.monotonic()
    outcomes = []
    for outcome in _outcomes(_chosen(args.gates)):
        outcomes.append(outcome)
        if not args.json:
            print(_line(outcome), flush=True)
    _report(outcomes, time.monotonic() - started, as_json=args.json)
    return 0 if all(outcome.held for outcome in outcomes) else 1


def _chosen(names: list[str]) -> list[Gate]:
    unknown = set(names) - {gate.name for gate in GATES}
    if unknown:
        raise Refusal(
            "check.gate_unknown",
            say(
                f"Không có cửa kiểm tra: {', '.join(sorted(unknown))}.", f"No such gate: {', '.join(sorted(unknown))}."
            ),
        )
    return [gate for gate in GATES if not names or gate.name in names]


def _outcomes(gates: list[Gate]) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory(prefix="tram-check-") as home, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        environment = {
            **os.environ, "TRAM_HOME": home, "TRAM_DATABASE": "", "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "tram.settings", "NO_COLOR": "1",
        }  # fmt: skip
        for future in as_completed([pool.submit(_pass_through, gate, environment) for gate in gates]):
            yield future.result()


def _pass_through(gate: Gate, environment: dict[str, str]) -> Outcome:
    started = time.monotonic()
    answer = subprocess.run(
        gate.program, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return Outcome(gate.name, answer.returncode == 0, round(time.monotonic() - started, 1), answer.stdout)


def _line(outcome: Outcome) -> str:
    title = next(gate.title for gate in GATES if gate.name == outcome.gate)
    mark = say("đạt", "holds") if outcome.held else say("HỎNG", "FAILS")
    return f"{mark:<6} {outcome.gate:<13} {outcome.seconds:>6.1f} s  {title}"


def _report(outcomes: list[Outcome], seconds: float, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps({"seconds": round(seconds, 1), "gates": [asdict(one) for one in outcomes]}, ensure_ascii=False)
        )
        return
    for outcome in outcomes:
        if not outcome.held:
            print(f"\n── {outcome.gate} " + "─" * 60 + f"\n{outcome.output.rstrip()}")
    held = sum(outcome.held for outcome in outcomes)
    print(say(f"\n{held} trên {len(outcomes)} cửa đạt, {seconds:.0f} giây",
              f"\n{held} of {len(outcomes)} gates hold, {seconds:.0f} seconds"))  # fmt: skip
