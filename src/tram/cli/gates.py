"""The gates of ``tram check``, one line each: a name and the program that must end with 0.

A gate is a plain program, so it can be run alone; add one by adding a line. ``PYTHON`` stands for this environment's
Python, and every program runs at the root of the repository with a throw-away TRAM_HOME.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from tram.cli.language import say

PYTHON = sys.executable
PYTEST = (PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Gate:
    """One thing that must hold before anything lands."""

    name: str
    vi: str
    en: str
    program: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the gate holds, in the reader's language."""
        return say(self.vi, self.en)


GATES: tuple[Gate, ...] = (
    Gate("types", "kiểu dữ liệu", "types", (PYTHON, "-m", "mypy")),
    Gate("house", "nếp nhà", "the house", (*PYTEST, "tests/house")),
    Gate("format", "trình bày mã", "code format", (PYTHON, "-m", "ruff", "format", "--check", "--quiet", ".")),
    Gate("lint", "lỗi mã thường gặp", "common faults", (PYTHON, "-m", "ruff", "check", "--quiet", ".")),
    Gate("borders", "ranh giới các phòng", "borders between rooms",
         (PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()")),
    Gate("migrations", "bảng khớp với mã", "tables match the code",
         (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run")),
    Gate("definitions", "định nghĩa và ví dụ", "definitions and examples",
         (PYTHON, "-m", "tram", "definitions", "check")),
    Gate("translations", "bản dịch đủ", "translations complete", (*PYTEST, "tests/gates/test_translations.py")),
    Gate("secrets", "không lộ bí mật", "no secrets", (*PYTEST, "tests/gates/test_secrets.py")),
    Gate("documents", "tài liệu đúng", "documents hold", (*PYTEST, "tests/gates/test_documents.py")),
)  # fmt: skip
