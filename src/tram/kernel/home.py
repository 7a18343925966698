"""Where this machine keeps its data, and which database it uses: TRAM_HOME and TRAM_DATABASE, nothing else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tram.kernel.refusals import Refusal

SQLITE_INIT = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; "
    "PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY"
)


def home() -> Path:
    """The data folder (TRAM_HOME, default ~/.tram), made readable by its owner only."""
    path = Path(os.environ.get("TRAM_HOME") or Path.home() / ".tram").expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key(folder: Path) -> str:
    """The machine's signing secret: made once, kept in the data folder, never in the repository."""
    path = folder / "secret.key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def static_folder(folder: Path) -> Path:
    """Where scripts, styles and fonts are collected to be served."""
    path = folder / "static"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def database_config(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for one database. Empty URL: SQLite inside the data folder. Refuses unknown schemes."""
    parts = urlsplit(url or f"sqlite:///{folder / 'tram.sqlite3'}")
    if parts.scheme == "sqlite":
        return _sqlite(unquote(url.removeprefix("sqlite:///")) if url else str(folder / "tram.sqlite3"))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    raise Refusal(
        "home.database_url",
        "TRAM_DATABASE phải có dạng sqlite:///đường/dẫn hoặc postgresql://người_dùng:…@máy/tên_cơ_sở_dữ_liệu.",
        {"scheme": parts.scheme},
    )


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_INIT},
    }
