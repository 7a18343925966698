"""A whole file: read line by line, answered in order, on one process or several; never more than a few batches held."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import msgspec

from tram.immunization.schedule.batch.answers import answer
from tram.immunization.schedule.batch.books import Book, open_book
from tram.immunization.schedule.batch.lines import LineError, id_of, read_line

BATCH = 500  # lines handed to a process at once
AHEAD = 2  # batches waiting per process
BOM = b"\xef\xbb\xbf"
Lines = list[tuple[int, bytes]]
Done = tuple[bytes, int, int]


@dataclass(slots=True)
class Tally:
    """How many lines were answered and how many refused."""

    answered: int = 0
    refused: int = 0


def run(schedule: str, source: BinaryIO, target: BinaryIO, *, processes: int = 1) -> Tally:
    """Assess every line of ``source`` by the schedule (``vn`` or a folder) and write an answer for each to ``target``.

    A line that cannot be assessed is answered with its number and a sentence; the others go on. Refuses a schedule
    that cannot be used before anything is written.
    """
    book = open_book(schedule)
    batches = _batches(source)
    done = _one_by_one(book, batches) if processes <= 1 else _side_by_side(schedule, batches, processes)
    tally = Tally()
    for written, answered, refused in done:
        target.write(written)
        tally.answered += answered
        tally.refused += refused
    return tally


def _batches(source: BinaryIO) -> Iterator[Lines]:
    numbered = ((number, line.strip()) for number, line in enumerate(source, start=1))
    filled = ((number, line.removeprefix(BOM) if number == 1 else line) for number, line in numbered if line)
    while batch := list(islice(filled, BATCH)):
        yield batch


def _one_by_one(book: Book, batches: Iterable[Lines]) -> Iterator[Done]:
    return (_answered(book, batch) for batch in batches)


def _side_by_side(schedule: str, batches: Iterable[Lines], processes: int) -> Iterator[Done]:
    """In the order of the file; a worker reads the schedule once."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(schedule,)) as pool:
        waiting: deque[Future[Done]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_in_worker, batch))
            if len(waiting) >= processes * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_WORKER: list[Book] = []


def _begin(schedule: str) -> None:
    _WORKER[:] = [open_book(schedule)]


def _in_worker(batch: Lines) -> Done:
    return _answered(_WORKER[0], batch)


def _answered(book: Book, batch: Lines) -> Done:
    encode: Callable[[object], bytes] = msgspec.json.Encoder().encode
    written, refused = [], 0
    for number, line in batch:
        try:
            written.append(encode(answer(book, read_line(line), number)))
        except LineError as error:
            refused += 1
            sentence = f"Dòng {number}: {error}."
            written.append(encode({"id": id_of(line), "line": number, "error": sentence}))
    return b"\n".join(written) + b"\n", len(batch) - refused, refused
