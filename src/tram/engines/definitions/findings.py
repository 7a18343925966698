"""What is wrong with a definition, as a list: one finding never hides another."""

from __future__ import annotations

from dataclasses import dataclass

from tram.engines.definitions.head import DefinitionError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: in which file, which definition, what is wrong, what to do."""

    file: str
    definition: str
    sentence: str
    hint: str = ""

    def __str__(self) -> str:
        """`reports/x.toml: x: thiếu ví dụ → thêm …`."""
        tail = f" → {self.hint}" if self.hint else ""
        return f"{self.file}: {self.definition}: {self.sentence}{tail}"


def finding(file: str, error: DefinitionError) -> Finding:
    """A refusal as a finding of that file."""
    return Finding(file, error.definition, error.sentence, error.hint)
