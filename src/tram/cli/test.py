"""``tram test``: every test on SQLite, then those marked ``on_both`` again on a private PostgreSQL."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tram.cli.language import say

ROOT = Path(__file__).resolve().parents[3]
NO_TEST_CHOSEN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the few options worth having; the rest of pytest is one ``python -m pytest`` away."""
    parser.add_argument(
        "paths", nargs="*", help=say("tệp hoặc thư mục; mặc định tất cả", "files or folders; default all")
    )
    parser.add_argument(
        "-k", metavar="NAME", help=say("chỉ các phép thử có tên như vậy", "only tests with such a name")
    )
    parser.add_argument("-x", action="store_true", help=say("dừng ở lỗi đầu tiên", "stop at the first failure"))
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, metavar="N",
                        help=say("số tiến trình song song", "processes at once"))  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Returns 0 when both sessions passed, else pytest's exit code of the first that did not."""
    first = _session(args, on=None)
    if not _postgres_here() and os.environ.get("TRAM_TEST_ALL") != "1":
        print(
            say("Bỏ qua lượt PostgreSQL: apt-get install postgresql", "No PostgreSQL run: apt-get install postgresql")
        )
        return first
    print(say("Chạy lại các phép thử on_both trên PostgreSQL", "The on_both tests again, on PostgreSQL"), flush=True)
    second = _session(args, on="postgresql")
    return first or (0 if second == NO_TEST_CHOSEN else second)


def _session(args: argparse.Namespace, *, on: str | None) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(args.n), "--dist=loadgroup", "--no-loadscope-reorder"]
    command += ["-x"] if args.x else []
    command += ["-k", args.k] if args.k else []
    command += ["-m", "on_both"] if on else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **({"TRAM_TEST_ON": on} if on else {})}
    return subprocess.run([*command, *args.paths], cwd=ROOT, env=environment, check=False).returncode


def _postgres_here() -> bool:
    question = "import sys; from tests.support.machine import postgres_bin; sys.exit(postgres_bin() is None)"
    return subprocess.run([sys.executable, "-c", question], cwd=ROOT, check=False).returncode == 0
