"""Reading a form from TOML (or a mapping): every name and condition is checked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import Source, read_toml
from tram.engines.expression import ExpressionError, Kind, Node, Scope, Type, condition, value
from tram.engines.expression.kinds import NUMBERS, WORDS
from tram.engines.forms.model import SEVERITIES, TYPES, Example, Field, Form, Option, Range, Rule, Section
from tram.engines.forms.say import HOLE
from tram.engines.forms.sentences import SENTENCES


@dataclass(slots=True)
class _Names:
    """The names known so far, with their kinds: a condition sees what stands above it."""

    head: Head
    kinds: dict[str, Kind] = field(default_factory=dict)

    def scope(self) -> Scope:
        return Scope(columns=self.kinds, division=True)

    def refuse(self, where: str, sentence: str, hint: str = "") -> DefinitionError:
        return DefinitionError(self.head.id, f"{where}: {sentence}", hint)

    def condition(self, where: str, text: str | None) -> Node | None:
        return None if text is None else self.needed(where, text)

    def needed(self, where: str, text: str) -> Node:
        try:
            return condition(text, self.scope())
        except ExpressionError as error:
            raise self.refuse(where, str(error)) from error

    def value(self, where: str, text: str) -> tuple[Node, Kind]:
        try:
            return value(text, self.scope())
        except ExpressionError as error:
            raise self.refuse(where, str(error)) from error

    def add(self, name: str, kind: Kind) -> None:
        if name in self.kinds:
            raise self.refuse(name, "hai ô cùng id", "đổi một id")
        self.kinds[name] = kind


def load_form(source: Source) -> Form:
    """The form of a TOML file or mapping. Refuses (`DefinitionError`) a bad head, field, condition or no example."""
    body, name = read_toml(source)
    names = _Names(read_head(body, name))
    inputs = _inputs(names, body.get("inputs", {}))
    sections = tuple(Section(one["id"], one["title_vi"], one["title_en"]) for one in body.get("sections", ()))
    shown = _parts(names, body, "fields")
    for part in shown:
        names.add(part["id"], _kind(names, part))
    fields = _fields(names, shown, inputs)
    computed = tuple(_computed(names, part) for part in _parts(names, body, "computed"))
    fields = tuple(_with_ranges(names, one, part) for one, part in zip(fields, shown, strict=True))
    form = Form(
        head=names.head,
        inputs=inputs,
        sections=sections,
        fields=fields,
        computed=computed,
        rules=tuple(_rule(names, part) for part in _parts(names, body, "rules", labelled=False)),
        examples=_examples(names, body.get("examples", ())),
    )
    _refuse_loose_ends(names, form)
    return form


def _inputs(names: _Names, found: Mapping[str, str]) -> dict[str, Type]:
    for name, type_ in found.items():
        names.add(name, Kind(_type(names, name, type_), nullable=True))
    return {name: TYPES[type_] for name, type_ in found.items()}


def _type(names: _Names, where: str, found: Any) -> Type:
    if found not in TYPES:
        raise names.refuse(where, f"loại «{found}» không có", "chọn " + ", ".join(TYPES))
    return TYPES[found]


def _parts(names: _Names, body: Mapping[str, Any], key: str, *, labelled: bool = True) -> tuple[Mapping[str, Any], ...]:
    parts: tuple[Mapping[str, Any], ...] = tuple(body.get(key, ()))
    needed = (
        ("id", "type", "label_vi", "label_en") if labelled else ("id", "when", "severity", "sentence_vi", "sentence_en")
    )
    for number, part in enumerate(parts, start=1):
        for name in needed:
            if not part.get(name):
                raise names.refuse(str(part.get("id") or f"{key} thứ {number}"), f"thiếu «{name}»", f"thêm {name} = …")
    return parts


def _kind(names: _Names, part: Mapping[str, Any]) -> Kind:
    codes = tuple(option["code"] for option in part.get("options", ()))
    type_ = _type(names, part["id"], part["type"])
    scale = int(part.get("places", 1)) if type_ is Type.DECIMAL else 0
    return Kind(type_, nullable=True, scale=scale, codes=codes, label=part["label_vi"])


def _fields(names: _Names, parts: Sequence[Mapping[str, Any]], inputs: Mapping[str, Type]) -> tuple[Field, ...]:
    above = _Names(names.head, {name: names.kinds[name] for name in inputs})
    built = []
    for part in parts:
        built.append(_field(above, part, names.kinds[part["id"]]))
        above.add(part["id"], names.kinds[part["id"]])
    return tuple(built)


def _field(above: _Names, part: Mapping[str, Any], kind: Kind) -> Field:
    return Field(
        id=part["id"],
        type=kind.type,
        label_vi=part["label_vi"],
        label_en=part["label_en"],
        section=part.get("section", ""),
        unit=part.get("unit", ""),
        help_vi=part.get("help_vi", ""),
        help_en=part.get("help_en", ""),
        source=part.get("source", ""),
        places=kind.scale,
        longest=int(part.get("longest", 500)),
        pair=part.get("pair", ""),
        options=tuple(Option(one["code"], one["label_vi"], one["label_en"]) for one in part.get("options", ())),
        code_list=part.get("code_list", ""),
        required=bool(part.get("required", False)),
        required_if=above.condition(f"{part['id']}.required_if", part.get("required_if")),
        show_if=above.condition(f"{part['id']}.show_if", part.get("show_if")),
    )


def _computed(names: _Names, part: Mapping[str, Any]) -> Field:
    where = part["id"]
    if not part.get("value"):
        raise names.refuse(where, "thiếu «value»", 'value = "weight * 2"')
    node, found = names.value(where, part["value"])
    declared = _kind(names, part)
    if declared.type is not found.type and not any({declared.type, found.type} <= same for same in (NUMBERS, WORDS)):
        raise names.refuse(where, f"khai {declared.type}, công thức cho {found.type}", "sửa type")
    names.add(where, declared)
    built = _field(names, part, declared)
    return _with_ranges(names, built, part, value=node)


def _with_ranges(names: _Names, field_: Field, part: Mapping[str, Any], value: Node | None = None) -> Field:
    ranges = [_range(names, field_, found) for found in part.get("ranges", ())]
    ranges.sort(key=lambda one: SEVERITIES.index(one.severity))
    return replace(field_, ranges=tuple(ranges), value=value)


def _range(names: _Names, field_: Field, found: Mapping[str, Any]) -> Range:
    where = f"{field_.id}.ranges"
    if field_.type not in NUMBERS:
        raise names.refuse(where, "khoảng chỉ dùng cho số", "dùng [[rules]]")
    low, high = (None if found.get(key) is None else Decimal(str(found[key])) for key in ("min", "max"))
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise names.refuse(where, "min và max không hợp", "min nhỏ hơn hoặc bằng max")
    default_vi, default_en = SENTENCES["range" if None not in (low, high) else "low" if high is None else "high"]
    return Range(
        low=low,
        high=high,
        severity=_severity(names, where, found.get("severity", "error")),
        sentence_vi=found.get("sentence_vi", default_vi),
        sentence_en=found.get("sentence_en", default_en),
        source=found.get("source", ""),
        when=names.condition(where, found.get("when")),
    )


def _severity(names: _Names, where: str, found: str) -> str:
    if found not in SEVERITIES:
        raise names.refuse(where, f"severity «{found}» không có", "chọn " + ", ".join(SEVERITIES))
    return found


def _rule(names: _Names, part: Mapping[str, Any]) -> Rule:
    for name in part.get("fields", ()):
        if name not in names.kinds:
            raise names.refuse(part["id"], f"không có ô «{name}»")
    return Rule(
        id=part["id"],
        when=names.needed(part["id"], part["when"]),
        severity=_severity(names, part["id"], part["severity"]),
        fields=tuple(part.get("fields", ())),
        sentence_vi=part["sentence_vi"],
        sentence_en=part["sentence_en"],
        source=part.get("source", ""),
    )


def _examples(names: _Names, parts: Sequence[Mapping[str, Any]]) -> tuple[Example, ...]:
    if not parts:
        raise names.refuse("examples", "thiếu ví dụ", "thêm ít nhất một [[examples]] với answers")
    return tuple(
        Example(
            title_vi=str(part.get("title_vi", "")),
            answers=part.get("answers", {}),
            inputs=part.get("inputs", {}),
            values=part.get("values", {}),
            findings=tuple(part.get("findings", ())),
        )
        for part in parts
    )


def _refuse_loose_ends(names: _Names, form: Form) -> None:
    sections = {section.id for section in form.sections}
    _refuse_unknown_holes(names, form)
    for one in (*form.fields, *form.computed):
        if one.section and one.section not in sections:
            raise names.refuse(one.id, f"không có phần «{one.section}»", "khai [[sections]]")
        if one.pair and form.field(one.pair) is None:
            raise names.refuse(one.id, f"không có ô «{one.pair}» để ghép đôi")
        if one.value is None and one.type in (Type.CODE, Type.CODES) and not one.options and not one.code_list:
            raise names.refuse(one.id, "ô mã thiếu danh sách", "thêm options hoặc code_list")


def _refuse_unknown_holes(names: _Names, form: Form) -> None:
    own = {"label", "value", "unit", "min", "max"}
    ranged = [(one.id, found) for one in (*form.fields, *form.computed) for found in one.ranges]
    told = [(where, found.sentence_vi + found.sentence_en) for where, found in ranged]
    told += [(rule.id, rule.sentence_vi + rule.sentence_en) for rule in form.rules]
    for where, sentence in told:
        for hole in HOLE.findall(sentence):
            if hole not in own and hole not in names.kinds:
                raise names.refuse(
                    where, f"câu nhắc có {{{hole}}} nhưng không có ô đó", "dùng id của ô, hoặc label, value"
                )
