"""What a visit weighs on the wire, in batches of 1 to 1,000, beside zstd of the bare rows. A step of ``sync.py``.

TRAM_HOME names a data folder with a commune (see ``sync_commune.py``); the last 5,000 visits of it are packed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

VISITS = 5000
SIZES = (1, 10, 100, 1000)
ENVELOPE, LEVEL = 190, 3


def weigh(batches: list[Sequence[Any]]) -> dict[str, float]:
    """Bytes a visit: the batch without and with dictionary and envelope; zstd of the rows alone and together."""
    import zstandard

    from tram.sync.wire.batch import known_dictionaries, pack_facts

    newest = max(known_dictionaries(), default=0)
    alone = zstandard.ZstdCompressor(level=LEVEL)
    rows = [[fact.rows or b"" for fact in batch] for batch in batches]
    visits = sum(map(len, batches))
    sums = {
        "plain JSON": sum(len(row) for batch in rows for row in batch),
        "zstd of each visit's rows": sum(len(alone.compress(row)) for batch in rows for row in batch),
        "zstd of the batch's rows": sum(len(alone.compress(b"\n".join(batch))) for batch in rows),
        "packed": sum(len(pack_facts(batch)) for batch in batches),
        "packed, dictionary": sum(len(pack_facts(batch, newest)) for batch in batches),
        "on the wire, sealed": sum(len(pack_facts(batch, newest)) + ENVELOPE for batch in batches),
    }
    return {name: round(total / visits, 1) for name, total in sums.items()}


def main() -> None:
    """Prints {batch size: {what: bytes a visit}}."""
    import django

    django.setup()
    from tram.kernel.facts.outgoing import incoming_of
    from tram.kernel.models import Fact

    facts = [incoming_of(fact) for fact in Fact.objects.filter(name="visit.recorded").order_by("-arrival")[:VISITS]]
    facts.reverse()
    found = {}
    for size in SIZES:
        some = facts[: size * 500]
        found[size] = weigh([some[start : start + size] for start in range(0, len(some), size)])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
