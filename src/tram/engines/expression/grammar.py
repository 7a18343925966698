"""The grammar of the condition language (LALR, read by lark) and the words it reserves."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = r"""
?start: either

?either: every ("or" every)*
?every: negation ("and" negation)*
?negation: "not" negation -> negate
    | comparison

?comparison: sum
    | sum COMPARISON sum -> compare
    | sum "between" sum "and" sum -> between
    | sum "in" "[" literal ("," literal)* "]" -> one_of
    | sum "is" "missing" -> is_missing
    | sum "is" "known" -> is_known

?sum: product
    | sum SIGN product -> arithmetic
    | sum SIGN INTEGER UNIT -> shift

?product: unary
    | product FACTOR unary -> arithmetic

?unary: "-" unary -> minus
    | atom

?atom: literal
    | ":" NAME -> parameter
    | NAME -> column
    | SUBJECT NAME -> subject_column
    | "case" branch+ ["else" either] "end" -> case
    | EXISTS "(" related ")" -> exists
    | COUNT "(" related ")" -> count
    | PICK "(" table ["order" "by" NAME] ["where" either] ")" "." NAME -> pick
    | NAME "(" either ("," either)* ")" -> call
    | "(" either ")"

branch: "when" either "then" either
related: table ["where" either]
table: NAME ("." NAME)*

?literal: INTEGER -> integer
    | DECIMAL -> decimal
    | STRING -> text
    | DATE -> date
    | "true" -> yes
    | "false" -> no

COMPARISON: "!=" | "<=" | ">=" | "=" | "<" | ">"
SIGN: "+" | "-"
FACTOR: "*" | "/"
UNIT.2: /(day|month|year)s?\b/
EXISTS.3: /exists(?=\s*\()/
COUNT.3: /count(?=\s*\()/
PICK.3: /(last|first|one)(?=\s*\()/
SUBJECT.3: /subject\s*\.\s*/
DATE.3: /\d{4}-\d{2}-\d{2}(?!\d)/
DECIMAL.2: /\d+\.\d+/
INTEGER: /\d+/
STRING: /"[^"\n]*"/
NAME: /[a-z][a-z0-9_]*/

%import common.WS
%ignore WS
"""

RESERVED = frozenset(
    {"and", "or", "not", "between", "in", "is", "missing", "known", "true", "false"}
    | {"case", "when", "then", "else", "end", "order", "by", "where"}
)


@cache
def parser() -> Lark:
    """The parser, built once, when the first condition is read."""
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=True)
