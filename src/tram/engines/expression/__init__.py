"""The condition language of indicators, forms and layouts: small, typed, total (docs/explanation/queries.md)."""

from tram.engines.expression.as_json import as_json, from_json
from tram.engines.expression.check import condition, kind_of, value
from tram.engines.expression.errors import ExpressionError
from tram.engines.expression.evaluate import Environment, evaluate
from tram.engines.expression.kinds import Kind, Reach, Scope
from tram.engines.expression.nodes import Node, Type
from tram.engines.expression.parse import parse

__all__ = [
    "Environment",
    "ExpressionError",
    "Kind",
    "Node",
    "Reach",
    "Scope",
    "Type",
    "as_json",
    "condition",
    "evaluate",
    "from_json",
    "kind_of",
    "parse",
    "value",
]
