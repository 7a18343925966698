"""What the fact log costs: CPU per person registered, with the guard's triggers and without, at 1, 10 and 100 times.

The two ways take turns in one run, each on a fresh SQLite database; ratios are what to read. Also prints the bytes a
fact takes, compressed and not.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
HOME = tempfile.mkdtemp(prefix="tram-bench-")
os.environ |= {"TRAM_HOME": HOME, "TRAM_DATABASE": "", "DJANGO_SETTINGS_MODULE": "tram.settings"}
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SIZES = (100, 1_000, 10_000)
TURNS = 3


def register(number: int) -> None:
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import batch
    from tram.people.api import NewCover, NewIdentifier, register_person

    with batch(1000):
        for each in range(number):
            register_person(
                by=SYSTEM, at=AT, full_name="Lò Thị Thử", commune="03424", birth="12/03/1961", sex="female",
                ethnicity="03", identifiers=[NewIdentifier("cccd", f"0121610{each % 100_000:05d}")],
                cover=NewCover("DT2120123456789", date(2026, 1, 1), date(2026, 12, 31)), check_duplicates=False,
            )  # fmt: skip


def timed(number: int) -> float:
    from tram.people.api import search_paused  # noqa: F401 - loaded before the clock starts

    began = time.process_time()
    register(number)
    return time.process_time() - began


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tram.kernel.facts import decode
    from tram.kernel.guards import install, record_models
    from tram.kernel.models import Fact

    call_command("migrate", verbosity=0)
    tables = [model._meta.db_table for model in record_models()] + ["kernel_fact"]
    register(200)
    print(f"{'people':>8} {'guarded ms':>11} {'bare ms':>9} {'ratio':>6}")
    for size in SIZES:
        guarded, bare = [], []
        for _turn in range(TURNS):
            install(connection)
            guarded.append(timed(size) / size * 1000)
            with connection.cursor() as cursor:
                for table in tables:
                    for event in ("insert", "update", "delete"):
                        cursor.execute(f"DROP TRIGGER IF EXISTS tram_guard_{table}_{event}")
            bare.append(timed(size) / size * 1000)
        ratio = statistics.median(g / b for g, b in zip(guarded, bare, strict=True))
        print(
            f"{size:>8,} {statistics.median(guarded):>11.3f} {statistics.median(bare):>9.3f} {ratio:>6.2f}", flush=True
        )
    payloads = [bytes(fact.payload or b"") for fact in Fact.objects.all()[:500]]
    import msgspec

    plain = statistics.mean(len(msgspec.json.encode(decode(payload), enc_hook=str)) for payload in payloads)
    print(f"a registration's rows: {plain:.0f} bytes as JSON, {statistics.mean(map(len, payloads)):.0f} stored")


if __name__ == "__main__":
    main()
