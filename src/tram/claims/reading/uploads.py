"""Files sent with a form: kept for a moment, read, forgotten."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from tram.claims.reading.deeds import UNDER, read_claims
from tram.claims.reading.files import ENDINGS, MEGABYTE
from tram.claims.reading.model import Report
from tram.kernel.actors import Actor, require
from tram.kernel.refusals import Refusal

LARGEST = 200 * MEGABYTE
MOST = 500
PATIENCE = 60.0  # seconds a page works at one go; what is left is read when the files are sent again
BESIDE = {"field": "uploads"}


class Upload(Protocol):
    """A file that came with a form."""

    @property
    def name(self) -> str | None:
        """What it is called."""

    def chunks(self) -> Iterable[bytes]:
        """Its bytes, piece by piece."""


def read_uploads(*, by: Actor, at: datetime, files: Sequence[Upload]) -> Report:
    """Reads files sent with a form as ``read_claims`` does, for a minute at most (``stopped`` says there is more).

    Refuses no file, too many, more than 200 MB together, other endings than .xml and .zip.
    """
    for permission in UNDER:
        require(by, permission)
    if not files:
        raise Refusal("claims.no_file", _("Hãy chọn ít nhất một tệp .xml hoặc .zip."), BESIDE)
    if len(files) > MOST:
        sentence = _("Mỗi lần gửi không quá %(most)d tệp. Hãy nén cả thư mục thành một tệp .zip.") % {"most": MOST}
        raise Refusal("claims.many_files", sentence, BESIDE)
    with tempfile.TemporaryDirectory(prefix="claims-") as folder:
        paths = _save(Path(folder), files)
        until = time.monotonic() + PATIENCE
        return read_claims(by=by, at=at, paths=paths, progress=lambda _report: time.monotonic() < until)


def _save(folder: Path, files: Sequence[Upload]) -> list[Path]:
    paths, left = [], LARGEST
    for number, one in enumerate(files):
        name = Path(one.name or "").name
        if not name.lower().endswith(ENDINGS):
            sentence = _("«%(name)s» không phải .xml hay .zip.") % {"name": name}
            raise Refusal("claims.file_kind", sentence, BESIDE)
        place = folder / f"{number:04d}"
        place.mkdir()
        with (place / name).open("wb") as target:
            for piece in one.chunks():
                left -= len(piece)
                if left < 0:
                    sentence = _("Các tệp lớn hơn %(most)d MB. Hãy dùng lệnh tram claims import.")
                    raise Refusal("claims.large", sentence % {"most": LARGEST // MEGABYTE}, BESIDE)
                target.write(piece)
        paths.append(place / name)
    return paths
