"""Reading a definition's TOML: decimals stay exact, bad text is refused in a sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tram.engines.definitions.head import DefinitionError

Source = Path | str | Mapping[str, Any]


def read_toml(source: Source) -> tuple[Mapping[str, Any], str]:
    """The body and a name for it: the file's name, or "" for a mapping. Refuses text that is not TOML."""
    if isinstance(source, Mapping):
        return source, ""
    path = Path(source)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), path.name
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, f"không phải TOML: {error}", "kiểm tra dấu ngoặc và ngoặc kép") from None
