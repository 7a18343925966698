"""From text to nodes. Whatever is not in the grammar is refused with its place and a hint."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tram.engines.expression import nodes
from tram.engines.expression.errors import ExpressionError
from tram.engines.expression.grammar import RESERVED

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

LONGEST = 4_000


@lru_cache(maxsize=2_000)
def parse(text: str) -> nodes.Node:
    """The condition as nodes; refuses (`ExpressionError`) what the grammar does not know."""
    if len(text) > LONGEST:
        raise ExpressionError(f"điều kiện dài quá {LONGEST} ký tự", hint="chia thành nhiều điều kiện ngắn", text=text)
    return _read(text)


def _read(text: str) -> nodes.Node:
    from lark.exceptions import UnexpectedInput, VisitError

    from tram.engines.expression.builder import build
    from tram.engines.expression.grammar import parser

    try:
        return build(parser().parse(text))
    except ExpressionError as error:
        raise error.with_text(text) from None
    except UnexpectedInput as error:
        raise _unexpected(error, text) from None
    except VisitError as error:
        if isinstance(error.orig_exc, ExpressionError):
            raise error.orig_exc.with_text(text) from None
        raise


def _unexpected(error: UnexpectedInput, text: str) -> ExpressionError:
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF

    if isinstance(error, UnexpectedEOF):
        return _unfinished(text)
    position: int = getattr(error, "pos_in_stream", None) or 0
    if isinstance(error, UnexpectedCharacters):
        return ExpressionError(f"không đọc được «{text[position]}»", position=position, hint=_hint(text), text=text)
    token = str(getattr(error, "token", ""))
    if not token:
        return _unfinished(text)
    return ExpressionError(f"«{token}» không đứng được ở đây", position=position, hint=_hint(token), text=text)


def _unfinished(text: str) -> ExpressionError:
    hint = "viết nốt vế còn lại hoặc đóng ngoặc"
    return ExpressionError("điều kiện chưa viết hết", position=len(text), hint=hint, text=text)


def _hint(text: str) -> str:
    if "'" in text:
        return 'chữ đặt trong ngoặc kép, ví dụ "nam"'
    if "==" in text or "<>" in text:
        return "so sánh bằng viết là =, khác viết là !="
    if "&" in text or "|" in text:
        return "viết and, or, not thay cho ký hiệu"
    if text in RESERVED:
        return f"«{text}» là từ dành riêng của ngôn ngữ"
    return "tên cột viết chữ thường không dấu; kiểm tra ngoặc và từ nối and, or, not"
