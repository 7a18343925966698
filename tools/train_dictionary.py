"""Trains the dictionary that makes small batches of facts smaller, from a synthetic village: never from real people.

    TRAM_HOME=… ./tram village --people 3000
    TRAM_HOME=… python -m tools.train_dictionary 1

The file is ``src/tram/sync/wire/dictionaries/facts-<number>.zdict``. A number that was ever released is never trained
anew: programs name it on the wire. Train the next number when tables have changed so much that it pays, and look at the
figures this prints.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tram.kernel.facts.incoming import Incoming

SIZE = 64 * 1024
PAGE = 1000


def main(argv: Sequence[str]) -> int:
    """Trains and writes; prints bytes a fact with and without, on facts the dictionary has not seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, help="the number of the new dictionary, 1 to 255")
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of the dictionary")
    args = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
    import django

    django.setup()
    return _train(args.number, args.size)


def _train(number: int, size: int) -> int:
    import zstandard

    from tram.sync.wire.batch import DICTIONARIES, LEVEL, lay_out

    path = DICTIONARIES / f"facts-{number}.zdict"
    if path.exists() or not 0 < number < 256:
        sys.stderr.write(f"{path} exists already, or is no number of a dictionary\n")
        return 2
    facts = _facts()
    seen, unseen = facts[: len(facts) * 2 // 3], facts[len(facts) * 2 // 3 :]
    samples: list[bytes | bytearray | memoryview] = [lay_out(some) for some in _batches(seen)]
    trained = zstandard.train_dictionary(size, samples, level=LEVEL)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(trained.as_bytes())
    _report(unseen, number)
    return 0


def _facts() -> list[Incoming]:
    from tram.kernel.facts.outgoing import after, incoming_of

    found: list[Incoming] = []
    arrival = 0
    while page := after(arrival, PAGE):
        found += [incoming_of(fact) for fact in page]
        arrival = page[-1].arrival
    return found


def _batches(facts: Sequence[Incoming]) -> list[Sequence[Incoming]]:
    """Batches as small as those the dictionary is for."""
    dice, start = random.Random(1), 0  # noqa: S311 - chooses sizes
    found: list[Sequence[Incoming]] = []
    while start < len(facts):
        count = dice.choice([1, 1, 1, 2, 3, 5, 8])
        found.append(facts[start : start + count])
        start += count
    return found


def _report(facts: Sequence[Incoming], number: int) -> None:
    from tram.sync.wire.batch import known_dictionaries, pack_facts

    known_dictionaries.cache_clear()
    visits = [fact for fact in facts if fact.name == "visit.recorded"]
    for count in (1, 10, 100, 1000):
        some = [visits[start : start + count] for start in range(0, len(visits) - count + 1, count)][:100]
        if some:
            plain, helped = (sum(len(pack_facts(one, way)) for one in some) for way in (0, number))
            total = len(some) * count
            sys.stdout.write(
                f"{count:5d} visits: {plain / total:6.0f} bytes each, with the dictionary {helped / total:6.0f}\n"
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
