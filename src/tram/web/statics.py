"""Scripts, styles and fonts: compressed once, named by their content, so that a browser asks for each only once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

STAMP = "collected"


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names where the files were collected (a served station), plain ones where they were not (tests)."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, remembered: a page asks for some thirty of them."""
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name, force))
        return self._addresses[name]

    def stored_name(self, name: str) -> str:
        """The name a page links to."""
        return str(super().stored_name(name)) if self.hashed_files else name


def collect_if_changed() -> bool:
    """Collects the static files into the data folder when the program's differ from the last time; whether it did."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    stamp.parent.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(now)
    return True


def _fingerprint() -> str:
    """A hash over names, sizes and times of every static file of the program."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            seen = Path(storage.path(name)).stat()
            digest.update(f"{name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
