"""Which language the command line speaks: Vietnamese, or English when TRAM_LANG=en."""

from __future__ import annotations

import os
from typing import Literal


def language() -> Literal["vi", "en"]:
    """The reader's language; anything but ``en`` is Vietnamese."""
    return "en" if os.environ.get("TRAM_LANG", "").lower().startswith("en") else "vi"


def say(vi: str, en: str) -> str:
    """The sentence in the reader's language."""
    return en if language() == "en" else vi
