"""The type checker: every name exists, every comparison makes sense, missing values are tracked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from tram.engines.expression import nodes
from tram.engines.expression.errors import ExpressionError
from tram.engines.expression.functions import FUNCTIONS
from tram.engines.expression.kinds import NUMBERS, TYPE_VI, WORDS, Kind, Reach, Scope
from tram.engines.expression.nodes import Type
from tram.engines.expression.parse import parse

BOOL = Kind(Type.BOOL)
MOST_DIGITS = 9


def condition(text: str, scope: Scope) -> nodes.Node:
    """The parsed and checked condition (type bool); refuses with `ExpressionError`."""
    node, kind = value(text, scope)
    if kind.type is not Type.BOOL:
        raise ExpressionError(
            f"đây là {TYPE_VI[kind.type]}, không phải điều kiện", hint="thêm phép so sánh, ví dụ >= 40", text=text
        )
    return node


def value(text: str, scope: Scope) -> tuple[nodes.Node, Kind]:
    """The parsed and checked expression and its kind; refuses with `ExpressionError`."""
    node = parse(text)
    try:
        return node, kind_of(node, scope)
    except ExpressionError as error:
        raise error.with_text(text) from None


def kind_of(node: nodes.Node, scope: Scope) -> Kind:
    """The kind of a node in a scope; refuses names and types that do not fit."""
    return _RULES[type(node)](node, scope)


def _refuse(node: nodes.Node, sentence: str, hint: str = "") -> ExpressionError:
    return ExpressionError(sentence, position=node.position, hint=hint)


def _near(name: str, names: Iterable[str]) -> str:
    known = sorted(names)
    near = get_close_matches(name, known, n=1)
    return f"có phải «{near[0]}»?" if near else "có: " + ", ".join(known[:20])


def _literal(node: nodes.Literal, _scope: Scope) -> Kind:
    digits = str(node.value).partition(".")[2] if node.type is Type.DECIMAL else ""
    return Kind(node.type, scale=len(digits))


def _column(node: nodes.Column, scope: Scope) -> Kind:
    outside = node.of_subject or scope.inner is None
    columns = scope.columns if outside or scope.inner is None else scope.inner
    if node.name in columns:
        return columns[node.name]
    hint = _near(node.name, columns)
    if not outside and node.name in scope.columns:
        hint = f"cột của người đang xét viết là subject.{node.name}"
    raise _refuse(node, f"không có cột «{node.name}»", hint)


def _parameter(node: nodes.Parameter, scope: Scope) -> Kind:
    if node.name not in scope.parameters:
        raise _refuse(node, f"không có tham số «:{node.name}»", _near(node.name, scope.parameters))
    return scope.parameters[node.name]


def _conditions(parts: Iterable[nodes.Node], scope: Scope) -> Kind:
    for part in parts:
        _need_condition(part, scope)
    return BOOL


def _need_condition(node: nodes.Node, scope: Scope) -> None:
    kind = kind_of(node, scope)
    if kind.type is not Type.BOOL:
        raise _refuse(node, f"cần một điều kiện, đây là {TYPE_VI[kind.type]}", "thêm phép so sánh")


def _group(node: nodes.Every | nodes.Either, scope: Scope) -> Kind:
    return _conditions(node.parts, scope)


def _not(node: nodes.Not, scope: Scope) -> Kind:
    return _conditions([node.part], scope)


def _comparable(node: nodes.Node, left: Kind, right: Kind) -> None:
    same = left.type is right.type and left.type is not Type.CODES
    if not (same or {left.type, right.type} <= NUMBERS or {left.type, right.type} <= WORDS):
        sentence = f"không so sánh được {TYPE_VI[left.type]} với {TYPE_VI[right.type]}"
        raise _refuse(node, sentence, "hai vế phải cùng loại")


def _known_code(node: nodes.Node, kind: Kind) -> None:
    if isinstance(node, nodes.Literal) and kind.codes and node.value not in kind.codes:
        raise _refuse(node, f"không có mã «{node.value}»", _near(str(node.value), kind.codes))


def _compare(node: nodes.Compare, scope: Scope) -> Kind:
    left, right = kind_of(node.left, scope), kind_of(node.right, scope)
    _comparable(node, left, right)
    ordered = left.type in NUMBERS or left.type is Type.DATE
    if node.operator not in ("=", "!=") and not ordered:
        sentence = f"{TYPE_VI[left.type]} không có thứ tự lớn nhỏ"
        raise _refuse(node, sentence, "chỉ dùng =, !=, in, starts_with")
    _known_code(node.right, left)
    _known_code(node.left, right)
    return BOOL


def _between(node: nodes.Between, scope: Scope) -> Kind:
    kinds = [kind_of(part, scope) for part in (node.value, node.low, node.high)]
    for bound in kinds[1:]:
        _comparable(node, kinds[0], bound)
    if kinds[0].type not in NUMBERS and kinds[0].type is not Type.DATE:
        raise _refuse(node, f"{TYPE_VI[kinds[0].type]} không có khoảng", "between chỉ dùng cho số và ngày")
    return BOOL


def _one_of(node: nodes.OneOf, scope: Scope) -> Kind:
    kind = kind_of(node.value, scope)
    for option in node.options:
        _comparable(option, kind, kind_of(option, scope))
        _known_code(option, kind)
    return BOOL


def _missing(node: nodes.Missing, scope: Scope) -> Kind:
    if not kind_of(node.value, scope).nullable:
        raise _refuse(node, "giá trị này không bao giờ trống", "bỏ «is missing / is known»")
    return BOOL


def _arithmetic(node: nodes.Arithmetic, scope: Scope) -> Kind:
    left, right = kind_of(node.left, scope), kind_of(node.right, scope)
    if {left.type, right.type} - NUMBERS:
        hint = "dịch ngày viết: ngày - 12 months" if Type.DATE in (left.type, right.type) else "hai vế phải là số"
        raise _refuse(node, f"phép {node.operator} chỉ dùng cho số", hint)
    if node.operator == "/":
        return _division(node, scope)
    _refuse_powers(node, scope)
    scale = left.scale + right.scale if node.operator == "*" else max(left.scale, right.scale)
    if scale > MOST_DIGITS:
        raise _refuse(node, f"kết quả có quá {MOST_DIGITS} chữ số lẻ", "bớt phép nhân")
    return Kind(Type.DECIMAL if scale else Type.INT, left.nullable or right.nullable, scale)


def _refuse_powers(node: nodes.Arithmetic, scope: Scope) -> None:
    """In queries a product has two factors, so that it fits the whole numbers of every engine."""
    sides = (node.left, node.right)
    if node.operator == "*" and not scope.division and any(_has_product(side) for side in sides):
        raise _refuse(node, "trong truy vấn chỉ nhân hai số với nhau", "bớt một phép nhân")


def _has_product(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.Arithmetic):
        return False
    return node.operator == "*" or _has_product(node.left) or _has_product(node.right)


def _division(node: nodes.Arithmetic, scope: Scope) -> Kind:
    if not scope.division:
        raise _refuse(node, "phép chia không dùng trong truy vấn", "nhân chéo hai vế: a / b > 2 viết là a > 2 * b")
    return Kind(Type.DECIMAL, nullable=True, scale=6)


def _shift(node: nodes.Shift, scope: Scope) -> Kind:
    kind = kind_of(node.value, scope)
    if kind.type is not Type.DATE:
        raise _refuse(node, "chỉ ngày mới cộng trừ được ngày, tháng, năm", "vế trái phải là ngày")
    if isinstance(node.value, nodes.Shift) and not scope.division and not _is_fixed(node.value):
        raise _refuse(node, "trong truy vấn một cột ngày chỉ dịch một lần", "gộp thành một lần dịch")
    return Kind(Type.DATE, kind.nullable)


def _is_fixed(node: nodes.Node) -> bool:
    """Whether a date is known before the query runs, however often it is moved."""
    return (
        _is_fixed(node.value) if isinstance(node, nodes.Shift) else isinstance(node, (nodes.Parameter, nodes.Literal))
    )


def _call(node: nodes.Call, scope: Scope) -> Kind:
    function = FUNCTIONS.get(node.function)
    if function is None:
        raise _refuse(node, f"không có hàm «{node.function}»", _near(node.function, FUNCTIONS))
    kinds = tuple(kind_of(argument, scope) for argument in node.arguments)
    if len(kinds) < len(function.accepts) or (len(kinds) > len(function.accepts) and not function.variadic):
        raise _refuse(node, f"hàm {node.function} cần {len(function.accepts)} giá trị", function.usage)
    for number, kind in enumerate(kinds):
        accepted = function.accepts[min(number, len(function.accepts) - 1)]
        if accepted and kind.type not in accepted:
            raise _refuse(
                node.arguments[number], f"hàm {node.function} không nhận {TYPE_VI[kind.type]}", function.usage
            )
    return _result(node, kinds)


def _result(node: nodes.Call, kinds: tuple[Kind, ...]) -> Kind:
    if node.function in ("starts_with", "includes"):
        if not isinstance(node.arguments[1], nodes.Literal):
            raise _refuse(node.arguments[1], "vế sau phải viết thẳng trong ngoặc kép", FUNCTIONS[node.function].usage)
        return BOOL
    if node.function == "first_known":
        return _merged(node, kinds).maybe(all(kind.nullable for kind in kinds))
    return Kind(Type.INT, any(kind.nullable for kind in kinds))


def _merged(node: nodes.Node, kinds: tuple[Kind, ...]) -> Kind:
    first = kinds[0]
    for other in kinds[1:]:
        _comparable(node, first, other)
    scale = max(kind.scale for kind in kinds)
    type_ = Type.DECIMAL if any(kind.type is Type.DECIMAL for kind in kinds) else first.type
    return Kind(type_, False, scale, first.codes if all(kind.codes == first.codes for kind in kinds) else ())


def _case(node: nodes.Case, scope: Scope) -> Kind:
    for when, _then in node.branches:
        _need_condition(when, scope)
    values = [then for _when, then in node.branches] + ([node.default] if node.default is not None else [])
    kinds = tuple(kind_of(part, scope) for part in values)
    return _merged(node, kinds).maybe(node.default is None or any(kind.nullable for kind in kinds))


def _related(node: nodes.Exists | nodes.Count | nodes.Pick, scope: Scope) -> Reach:
    if scope.inner is not None:
        raise _refuse(node, "không lồng bảng trong bảng", "tách thành hai điều kiện nối bằng and")
    if node.table not in scope.tables:
        raise _refuse(node, f"không có bảng «{node.table}» nối được với đối tượng này", _near(node.table, scope.tables))
    reach = scope.tables[node.table]
    if node.where is not None:
        _need_condition(node.where, scope.enter(reach.columns))
    return reach


def _exists(node: nodes.Exists, scope: Scope) -> Kind:
    _related(node, scope)
    return BOOL


def _count(node: nodes.Count, scope: Scope) -> Kind:
    _related(node, scope)
    return Kind(Type.INT)


def _pick(node: nodes.Pick, scope: Scope) -> Kind:
    reach = _related(node, scope)
    inside = scope.enter(reach.columns)
    field = _column(nodes.Column(node.position, node.field), inside)
    if node.which == "one":
        if not reach.single or node.order:
            raise _refuse(node, f"bảng «{node.table}» không phải mỗi người một dòng", "dùng last(… order by ngày)")
        return field.maybe()
    if node.order is None:
        raise _refuse(node, f"{node.which} cần thứ tự", f"viết {node.which}({node.table} order by ngày).{node.field}")
    order = _column(nodes.Column(node.position, node.order), inside)
    if order.type not in NUMBERS and order.type is not Type.DATE:
        raise _refuse(node, f"không xếp thứ tự theo {TYPE_VI[order.type]}", "xếp theo ngày hoặc số")
    return field.maybe()


_RULES: dict[type[nodes.Node], Callable[..., Kind]] = {
    nodes.Literal: _literal,
    nodes.Column: _column,
    nodes.Parameter: _parameter,
    nodes.Every: _group,
    nodes.Either: _group,
    nodes.Not: _not,
    nodes.Compare: _compare,
    nodes.Between: _between,
    nodes.OneOf: _one_of,
    nodes.Missing: _missing,
    nodes.Arithmetic: _arithmetic,
    nodes.Shift: _shift,
    nodes.Call: _call,
    nodes.Case: _case,
    nodes.Exists: _exists,
    nodes.Count: _count,
    nodes.Pick: _pick,
}
