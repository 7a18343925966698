"""The examples of the rules, run: every model claim is clean, a good change passes its rule, a bad one is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tram.claims.checks.book import PATTERN, ROOM, ByTable, Raw, by_table, compile_rules, read_rules
from tram.claims.checks.lines import Claim
from tram.claims.checks.model import Change, Example, Rule
from tram.claims.checks.neighbours import beside
from tram.claims.checks.run import ended_on, findings_of, read_claim
from tram.claims.format import Layout, Row, Tables, field_faults, layout, layouts
from tram.engines.definitions import DefinitionError, Finding
from tram.engines.definitions.findings import finding
from tram.engines.definitions.toml import read_toml

MODELS, WHO = "rule_claims.toml", "claims.rules"
FIRST = "exam"
AT = datetime(2026, 12, 31, 5, tzinfo=UTC)  # the examples' today
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Model:
    """A model claim: its tables and the layout it is written in."""

    layout: Layout
    tables: Tables


def check_rules(folder: Path) -> list[Finding]:
    """Everything wrong with the rules under a folder of definitions; empty when it has none or all is well."""
    paths = sorted((folder / ROOM).glob(PATTERN))
    if not paths:
        return []
    try:
        raws, models = read_rules(paths), read_models(read_toml(folder / ROOM / MODELS)[0])
        return [
            Finding(f"{ROOM}/{name}", WHO, said, "sửa luật hoặc ví dụ") for name, said in _wrong(paths, raws, models)
        ]
    except DefinitionError as error:
        return [finding(ROOM, error)]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        return [Finding(ROOM, WHO, f"thiếu hoặc sai «{error}»", "so với tệp của Trạm")]


def _wrong(paths: Sequence[Path], raws: tuple[Raw, ...], models: Mapping[str, Model]) -> Iterator[tuple[str, str]]:
    for one in layouts().values():
        compile_rules(raws, one)  # refuses names some decision's tables lack
    for name, model in models.items():
        for found in _all_findings(raws, model):
            yield MODELS, f"hồ sơ mẫu «{name}»: {found}"
    shown = set()
    for path in paths:
        for example in read_examples(read_toml(path)[0]):
            shown.add(example.rule)
            for said in wrong_example(raws, models, example):
                yield path.name, said
    for raw in raws:
        if raw.id not in shown:
            yield MODELS, f"luật {raw.id} chưa có ví dụ"


def _all_findings(raws: tuple[Raw, ...], model: Model) -> Iterator[str]:
    yield from (fault.sentence for fault in field_faults(model.layout, model.tables))
    rules = _in_force(compile_rules(raws, model.layout), model)
    claim = read_claim(model.layout, model.tables, at=AT)
    yield from (f"{one.rule}: {one.sentence}" for one in findings_of(rules, claim))


def _in_force(rules: Sequence[Rule], model: Model) -> ByTable:
    day = ended_on(model.tables, AT)
    return by_table(rule for rule in rules if rule.holds_on(day))


def wrong_example(raws: Sequence[Raw], models: Mapping[str, Model], example: Example) -> Iterator[str]:
    """A sentence for each change that comes out otherwise than the example says."""
    own = [raw for raw in raws if raw.id == example.rule]
    if not own:
        yield f"ví dụ của luật {example.rule} không có"
        return
    for kind, change in (("tốt", example.good), ("xấu", example.bad)):
        broken = example_breaks(own, models[example.base], change, example.earlier)
        if broken is not (kind == "xấu"):
            yield f"luật {example.rule}: ví dụ {kind} {'bị báo' if broken else 'không bị báo'}"


def example_breaks(raws: Sequence[Raw], base: Model, change: Change, earlier: Sequence[Change]) -> bool:
    """Whether the changed model claim breaks one of the rules, with changed copies of itself as earlier claims."""
    model = changed(base, change)
    claim = read_claim(model.layout, model.tables, at=AT)
    beside(claim, [Claim(changed(base, one).tables, claim.readers) for one in earlier])
    return any(True for _ in findings_of(_in_force(compile_rules(raws, model.layout), model), claim))


def read_examples(body: Body) -> Iterator[Example]:
    """The examples of one file of rules."""
    for one in body.get("examples", ()):
        earlier = tuple(one.get("earlier", ()))
        yield Example(str(one["rule"]), str(one.get("base", FIRST)), one["good"], one["bad"], earlier)


def read_models(body: Body) -> Mapping[str, Model]:
    """The model claims by name; one that begins ``from`` another is that one, changed."""
    found: dict[str, Model] = {}
    for name, written in body["claims"].items():
        if "from" in written:
            found[name] = changed(found[written["from"]], written)
        else:
            rows = {table: rows for table, rows in written.items() if table != "decision"}
            found[name] = _whole(layout(written["decision"]), rows)
    return found


def changed(base: Model, change: Change) -> Model:
    """The model with some rows changed: ``XML3`` is the first row, ``XML3#2`` the second (made when it is not there,
    as a copy of the row that ``copy`` numbers), False leaves the table out, ``decision`` reads it as another's."""
    tables = {table: [dict(row) for row in rows] for table, rows in base.tables.items()}
    for key, wanted in change.items():
        if key not in ("from", "decision"):
            _change(tables, key, wanted)
    return _whole(layout(change["decision"]) if "decision" in change else base.layout, tables)


def _change(tables: dict[str, list[dict[str, str]]], key: str, wanted: Any) -> None:
    table, _mark, number = key.partition("#")
    if wanted is False:
        tables.pop(table, None)
        return
    fields, rows, index = dict(wanted), tables.setdefault(table, []), int(number or 1) - 1
    copied = int(fields.pop("copy", 0))
    if index == len(rows):
        rows.append(dict(rows[copied - 1]) if copied else {})
    rows[index].update(fields)


def _whole(form: Layout, tables: Mapping[str, Sequence[Row]]) -> Model:
    return Model(form, {table: tuple(_row(form, table, row) for row in rows) for table, rows in tables.items()})


def _row(form: Layout, table: str, row: Row) -> Row:
    """The row with every field of its table, in order; refuses a field the table has not."""
    names = [field.name for field in form.tables[table].fields]
    unknown = sorted(set(row) - set(names))
    if unknown:
        raise DefinitionError(WHO, f"{table} không có trường {', '.join(unknown)}", "sửa ví dụ")
    return {name: row.get(name, "") for name in names}
