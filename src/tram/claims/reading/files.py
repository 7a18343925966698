"""Files, folders and zip archives of claims, one stream after another, none of them wholly in memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from tram.kernel.refusals import Refusal

XML, ZIP = ".xml", ".zip"
ENDINGS = (XML, ZIP)
ZIP_MAGIC = b"PK\x03\x04"
MEGABYTE = 1 << 20
LARGEST_INSIDE = 512 * MEGABYTE  # one file unpacked
LARGEST_RATIO, RATIO_FROM = 200, 4 * MEGABYTE
MOST_INSIDE = 200_000  # files in one archive


@dataclass(frozen=True, slots=True)
class Source:
    """A file of claims: the name it is spoken of, where it lies, and its name inside an archive ("" for none)."""

    name: str
    path: Path
    inside: str = ""


def find(paths: Sequence[Path]) -> tuple[list[Source], list[str]]:
    """(files to read, names of what is not there or cannot be opened): folders to the bottom, archives looked into."""
    found: dict[tuple[Path, str], Source] = {}
    absent: list[str] = []
    for path in paths:
        if not path.exists():
            absent.append(str(path))
        for each in _files(path):
            try:
                sources, nested = _inside(each, path)
                absent += nested
            except (OSError, zipfile.BadZipFile):
                absent.append(str(each))
                continue
            found |= {(each.resolve(), one.inside): one for one in sources}
    return list(found.values()), absent


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return sorted(each for each in path.rglob("*") if each.is_file() and each.name.lower().endswith(ENDINGS))
    return [path] if path.is_file() else []


def _inside(path: Path, asked: Path) -> tuple[list[Source], list[str]]:
    """The file itself, or the XML files of an archive (told by its first bytes) and the archives inside, not opened."""
    name = str(path.relative_to(asked)) if asked.is_dir() else path.name
    with path.open("rb") as file:
        archive = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    if not archive:
        return [Source(name, path)], []
    with zipfile.ZipFile(path) as packed:
        listed = sorted(one.filename for one in packed.infolist() if not one.is_dir())
    if len(listed) > MOST_INSIDE:
        return [], [name]
    found = [Source(f"{name}: {one}", path, one) for one in listed if one.lower().endswith(XML)]
    return found, [f"{name}: {one}" for one in listed if one.lower().endswith(ZIP)]


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The file's bytes. Refuses what cannot be opened or unpacked, and what unpacks far beyond its size."""
    try:
        if not source.inside:
            with source.path.open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(source.path) as archive, archive.open(source.inside) as member:
            size = archive.getinfo(source.inside).compress_size
            yield cast("BinaryIO", _Watched(cast("BinaryIO", member), size))
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        raise Refusal(
            "claims.file_unreadable", _("Không đọc hoặc không giải nén được tệp. Hãy chép lại tệp.")
        ) from None


class _Watched:
    """A packed file that counts what it gave: a bomb is refused, not unpacked."""

    def __init__(self, stream: BinaryIO, packed: int) -> None:
        self.stream, self.packed, self.given = stream, max(1, packed), 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self.stream.read(size if size >= 0 else MEGABYTE)
        self.given += len(piece)
        stretched = self.given > RATIO_FROM and self.given > LARGEST_RATIO * self.packed
        if self.given > LARGEST_INSIDE or stretched:
            raise Refusal("claims.file_bomb", _("Tệp nén giãn ra quá lớn, giống bom nén; không mở tiếp."))
        return piece
