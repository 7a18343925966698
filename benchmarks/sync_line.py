"""Two stations and a centre under a poor line, the whole of it: 10,000 visits, machines killed, lines cut, all agree.

.venv/bin/python benchmarks/sync_line.py [--visits 10000]

The same code as ``tests/stories/test_shaped_line.py``. Takes some ten minutes; needs Linux, root and PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.support.lines import Shape, can_lay_lines  # noqa: E402 - after the path
from tests.support.shaped import Plan, run  # noqa: E402


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=60, help="at each station")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two visits of a nurse")
    parser.add_argument("--rate", type=int, default=30_000, help="bits a second")
    parser.add_argument("--delay", type=float, default=0.3, help="seconds one way")
    parser.add_argument("--loss", type=float, default=0.05, help="share of packets lost each way")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if not can_lay_lines():
        raise SystemExit("no network namespaces here: needs Linux, root, /dev/net/tun and iproute2")
    shape = Shape(args.rate, args.delay, args.loss)
    plan = Plan(args.visits, people=args.people, pause=args.pause, shape=shape, seed=args.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that lines and processes are taken away
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="tram-line-") as folder:
        report = run(plan, Path(folder), lambda line: print(line, flush=True))
    print("\n".join(report.lines()))
    if report.faults or report.doubled:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
