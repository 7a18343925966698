"""Files and folders, and their bytes: gzip unpacked under watch, so that a bomb is refused and not a memory."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, cast

from tram.exchange.faults import Unfit
from tram.exchange.limits import LARGEST_LINE, LARGEST_RATIO, MEGABYTE, RATIO_FROM

ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")
BOM = b"\xef\xbb\xbf"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and the name it is spoken of."""

    path: Path
    name: str

    @property
    def is_lines(self) -> bool:
        """Whether each line is a resource (NDJSON)."""
        return self.path.name.lower().removesuffix(".gz").endswith(".ndjson")


def find(paths: Iterable[Path]) -> tuple[list[Source], list[str]]:
    """(files that look like FHIR, names of what is not there), folders searched to the bottom, without doubles."""
    found: dict[Path, Source] = {}
    absent: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and _fits(each))
            found |= {each.resolve(): Source(each, str(each.relative_to(path))) for each in inside}
        elif path.is_file():
            found.setdefault(path.resolve(), Source(path, path.name))
        else:
            absent.append(str(path))
    return list(found.values()), absent


def _fits(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS)


def whole(source: Source, largest: int) -> bytes:
    """The unpacked bytes of a file. Refuses beyond ``largest`` bytes, a bomb, and what cannot be unpacked."""
    with opened(source, largest) as stream:
        return b"".join(iter(lambda: stream.read(PIECE), b"")).removeprefix(BOM)


def lines(source: Source, largest: int) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, line) of an NDJSON file, blank lines left out."""
    with opened(source, largest) as stream:
        number = 0
        while line := stream.readline(LARGEST_LINE + 1):
            number += 1
            if len(line) > LARGEST_LINE:
                raise Unfit("", f"dòng {number} dài hơn {LARGEST_LINE // MEGABYTE} MB")
            line = line.removeprefix(BOM).strip()
            if line:
                yield number, line


class Watched:
    """A stream that counts what it gave and stops at the limits; failures become reasons people understand."""

    def __init__(self, stream: IO[bytes], packed: int, largest: int) -> None:
        self.stream, self.packed, self.largest, self.given = stream, packed, largest, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        return self._count(self._try(lambda: self.stream.read(size)))

    def readline(self, size: int) -> bytes:
        """The next line, at most ``size`` bytes of it."""
        return self._count(self._try(lambda: self.stream.readline(size)))

    def _count(self, piece: bytes) -> bytes:
        self.given += len(piece)
        if self.given > self.largest:
            raise Unfit("", f"mở ra lớn hơn {self.largest // MEGABYTE} MB; hãy chia nhỏ tệp")
        if self.given > RATIO_FROM and self.given > LARGEST_RATIO * self.packed:
            raise Unfit("", f"tệp nén giãn ra hơn {LARGEST_RATIO} lần, giống bom nén; không mở tiếp")
        return piece

    @staticmethod
    def _try(read: Callable[[], bytes]) -> bytes:
        try:
            return read()
        except EOFError:
            raise Unfit("", "tệp nén bị cắt cụt; hãy chép lại tệp") from None
        except (OSError, zlib.error):
            raise Unfit("", "không đọc được hoặc không giải nén được tệp") from None


def opened(source: Source, largest: int) -> Watched:
    """The file as a watched stream; gzip is told by its first bytes, not by its name."""
    try:
        raw = source.path.open("rb")
        magic = raw.read(2)
        raw.seek(0)
        packed = max(1, os.fstat(raw.fileno()).st_size)
    except OSError:
        raise Unfit("", "không mở được tệp; hãy kiểm tra quyền đọc") from None
    if magic == b"\x1f\x8b":
        return Watched(cast("IO[bytes]", _Gzip(raw)), packed, largest)
    return Watched(raw, max(packed, largest), largest)


class _Gzip(gzip.GzipFile):
    """A gzip stream that closes the file below it."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(fileobj=raw, mode="rb")
        self._below = raw

    def close(self) -> None:
        """Closes both."""
        super().close()
        self._below.close()
