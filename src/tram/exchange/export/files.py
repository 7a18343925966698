"""Many people's vaccinations into one NDJSON file: read and written some hundreds at a time, whole or not at all."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec

from tram.exchange.export.bundles import collection
from tram.exchange.export.collect import INSIDE_A_BUNDLE, resources
from tram.immunization.api import followed_people, vaccinee_for
from tram.kernel.actors import Actor, require
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal

AT_ONCE = 200
ENDINGS = (".ndjson", ".ndjson.gz", ".json", ".json.gz")
Progress = Callable[[int], None]


def export_person(*, by: Actor, at: datetime, person: UUID, out: Path) -> Counter[str]:
    """Writes one person's vaccinations: a line a resource, or one collection bundle where the name ends in ``.json``.

    Returns how many resources of each type. Refuses who may not see the person, and any other ending.
    """
    _refuse_ending(out)
    whose = vaccinee_for(by, "vaccination.read", person).id
    note(by, at, "fhir.export", person=whose)
    with _written(out) as file:
        if ".json" in out.name and ".ndjson" not in out.name:
            bundle = collection(resources([whose], at, INSIDE_A_BUNDLE), at)
            file.write(msgspec.json.encode(bundle))
            return Counter(entry["resource"]["resourceType"] for entry in bundle["entry"])
        return _lines([whose], at, file)


def export_commune(
    *, by: Actor, at: datetime, commune: str, out: Path, progress: Progress | None = None
) -> Counter[str]:
    """Writes the vaccinations of everybody of a commune whom the schedule follows, a line a resource, by person.

    Returns how many resources of each type; the log of reads says of how many people. ``progress`` is told how many
    people are done. Refuses a place out of reach and any ending but ``.ndjson`` and ``.ndjson.gz``.
    """
    _refuse_ending(out, ".json")
    require(by, "vaccination.read", commune)
    counted = Counter[str]()
    with _written(out) as file:
        for some in _followed(commune):
            counted += _lines(some, at, file)
            if progress:
                progress(counted["Patient"])
    note(by, at, f"fhir.export {commune}", people=counted["Patient"])
    return counted


def _followed(commune: str) -> Iterator[list[UUID]]:
    after: UUID | None = None
    while some := followed_people(commune, after, AT_ONCE):
        yield some
        after = some[-1]


def _lines(people: Iterable[UUID], at: datetime, file: IO[bytes]) -> Counter[str]:
    counted, encoder, found = Counter[str](), msgspec.json.Encoder(), resources(people, at, {})
    while some := list(islice(found, AT_ONCE)):
        file.write(encoder.encode_lines(some))
        counted.update(one["resourceType"] for one in some)
    return counted


def _refuse_ending(out: Path, *but: str) -> None:
    allowed = [ending for ending in ENDINGS if ending.removesuffix(".gz") not in but]
    if not any(out.name.endswith(ending) for ending in allowed):
        raise Refusal("fhir.ending", f"Tên tệp phải kết thúc bằng {', '.join(allowed)}.", {"field": "out"})
    if not out.parent.is_dir():
        raise Refusal("fhir.folder", "Thư mục của tệp chưa có. Hãy tạo thư mục rồi chạy lại.", {"field": "out"})


@contextmanager
def _written(out: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only once it is whole, readable by its owner alone."""
    part = out.with_name(f".{out.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            if out.name.endswith(".gz"):
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:
                    yield packed  # type: ignore[misc]
            else:
                yield raw
        part.replace(out)
    except OSError as error:
        told = f"Không ghi được tệp {out}: {error.strerror}. Hãy chọn thư mục khác."
        raise Refusal("file.write", told, {"file": str(out)}) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
