"""Refusals of the condition language: a Vietnamese sentence, where in the text, and what to do."""

from __future__ import annotations


class ExpressionError(ValueError):
    """A condition that cannot be read or makes no sense; `str()` is a sentence with the place and the hint."""

    def __init__(self, sentence: str, *, position: int = 0, hint: str = "", text: str = "") -> None:
        """Keep the parts apart so that a screen may show them apart."""
        super().__init__(sentence)
        self.sentence = sentence
        self.position = position
        self.hint = hint
        self.text = text

    def with_text(self, text: str) -> ExpressionError:
        """The same refusal, knowing the text it speaks of."""
        return ExpressionError(self.sentence, position=self.position, hint=self.hint, text=text)

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        before = self.text[: self.position]
        return before.count("\n") + 1, self.position - (before.rfind("\n") + 1) + 1

    def __str__(self) -> str:
        """`dòng 1, cột 5: … → …`."""
        line, column = self.place
        tail = f" → {self.hint}" if self.hint else ""
        return f"dòng {line}, cột {column}: {self.sentence}{tail}"
