"""Nodes as JSON and back, so that a phone can run the same condition. One object per node: `{"is": "compare", …}`."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from tram.engines.expression import nodes
from tram.engines.expression.nodes import Node, Type

_KINDS: tuple[type[Node], ...] = (
    *(nodes.Literal, nodes.Column, nodes.Parameter, nodes.Every, nodes.Either, nodes.Not, nodes.Compare),
    *(nodes.Between, nodes.OneOf, nodes.Missing, nodes.Arithmetic, nodes.Shift, nodes.Call, nodes.Case),
    *(nodes.Exists, nodes.Count, nodes.Pick),
)
_NODES = {kind.__name__.lower(): kind for kind in _KINDS}


def as_json(node: Node) -> dict[str, Any]:
    """The node as JSON values; decimals and dates as text, positions left out."""
    found = {f.name: _value(getattr(node, f.name)) for f in fields(node) if f.name != "position"}
    return {"is": type(node).__name__.lower(), **found}


def _value(value: Any) -> Any:
    if isinstance(value, Node):
        return as_json(value)
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def from_json(data: dict[str, Any]) -> Node:
    """The node written by `as_json` (positions are 0)."""
    kind = _NODES[data["is"]]
    found = {f.name: _back(data[f.name]) for f in fields(kind) if f.name != "position"}
    if kind is nodes.Literal:
        found = _literal(found)
    return kind(position=0, **found)


def _literal(found: dict[str, Any]) -> dict[str, Any]:
    kind, value = Type(found["type"]), found["value"]
    if kind is Type.DATE:
        value = date.fromisoformat(value)
    elif kind is Type.DECIMAL:
        value = Decimal(value)
    return {"value": value, "type": kind}


def _back(value: Any) -> Any:
    if isinstance(value, dict):
        return from_json(value)
    if isinstance(value, list):
        return tuple(_back(part) for part in value)
    return value
