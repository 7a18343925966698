"""Three ways to run one definition on many engines, measured on the same five indicators (decision 010).

    python benchmarks/query_candidates.py [--people 100000] [--ibis PYTHON]

`--ibis` names a Python that has `ibis-framework[sqlite,duckdb]` and `sqlglot<30`; they cannot live in Trạm's own.
Each candidate turns the same checked conditions into queries: sqlglot's tree (what Trạm ships), text by hand, Ibis.
"""

from __future__ import annotations

import argparse
import inspect
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "src"))

from tram.engines.expression import nodes  # noqa: E402
from tram.engines.query import (  # noqa: E402
    Column,
    Execute,
    IndicatorDefinition,
    Params,
    Table,
    Type,
    load_indicator,
    plan,
)
from tram.engines.query.plan import Plan  # noqa: E402
from tram.engines.query.rewrite import sargable  # noqa: E402
from tram.engines.query.values import fixed_date, is_fixed_date  # noqa: E402

AT = date(2026, 10, 31)
PARAMS = Params(AT, date(2026, 1, 1), AT)
ONE_COMMUNE = Params(AT, date(2026, 1, 1), AT, places=("00003",))
ROUNDS = 5


def _table(name: str, sql_name: str, person: str, *columns: Column, **more: Any) -> Table:
    return Table(name=name, sql_name=sql_name, person_column=person, columns=(Column("id", Type.ID), *columns), **more)


PERSON = Column("person", Type.ID)
COMMUNE = Column("commune", Type.CODE)
TABLES = {
    table.name: table
    for table in (
        _table("residents", "residents", "id", COMMUNE, Column("birth_date", Type.DATE), place_column="commune"),
        _table(
            "covers", "covers", "person", PERSON, Column("start", Type.DATE), Column("end", Type.DATE, nullable=True)
        ),
        _table("visits", "visits", "person", PERSON, Column("day", Type.DATE), Column("payer", Type.CODE)),
        _table("diagnoses", "diagnoses", "person", PERSON, Column("code", Type.CODE)),
        _table("stations", "stations", "", COMMUNE, place_column="commune", links=(("station", "id"),)),
        _table(
            "staff", "staff", "", Column("station", Type.ID), Column("post", Type.CODE), links=(("station", "station"),)
        ),
    )
}
INSURED = "exists(covers where start <= :at and (end is missing or end >= :at))"
CHECKED = "exists(visits where day between :at - 12 months and :at)"
ILL = 'exists(diagnoses where starts_with(code, "I10") or starts_with(code, "E11"))'
RISK = f"years_between(birth_date, :at) >= 40 or {ILL}"
FIVE: dict[str, tuple[str, str, str, str]] = {
    "insured": ("residents", "person", "true", INSURED),
    "insured care": (
        "residents",
        "person",
        INSURED,
        'exists(visits where payer = "insurance" and day between :start and :end)',
    ),
    "managed": ("residents", "person", "true", CHECKED),
    "risk checked": ("residents", "person", RISK, CHECKED),
    "doctors": ("stations", "station", "true", 'exists(staff where post = "doctor")'),
}


def definition(table: str, subject: str, denominator: str, numerator: str) -> IndicatorDefinition:
    """An indicator of the benchmark."""
    words = dict.fromkeys(("id", "title_vi", "title_en", "source"), "benchmark")
    head = {**words, "version": 1, "status": "assumed", "effective_from": AT}
    parts = {"denominator": {"condition": denominator}, "numerator": {"condition": numerator}}
    example = {"at": AT, "expected": {"numerator": 0, "denominator": 0}, "rows": {}}
    return load_indicator({**head, "population": {"table": table, "subject": subject}, **parts, "examples": [example]})


# ---- candidate 1: sqlglot's tree, the engine that ships ----


def with_sqlglot(planned: Plan, params: Params, dialect: str, execute: Execute) -> tuple[int, int]:
    """Numerator and denominator with Trạm's own engine."""
    from tram.engines.query import compile_indicator

    (cell,) = compile_indicator(planned.definition, TABLES, dialect).cells(execute, params)
    return cell.numerator, cell.denominator or 0


# ---- candidate 2: text put together by hand ----


def with_text(planned: Plan, params: Params, dialect: str, execute: Execute) -> tuple[int, int]:  # noqa: C901
    """Numerator and denominator with SQL as plain strings; covers what the five need and no more."""
    values: dict[str, Any] = {}
    mark = ":" if dialect == "sqlite" else "$"

    def hole(value: Any) -> str:
        values[f"v{len(values)}"] = value.isoformat() if isinstance(value, date) and dialect == "sqlite" else value
        return f"{mark}v{len(values) - 1}"

    def say(node: nodes.Node, alias: str) -> str:  # noqa: PLR0911
        node = sargable(node)
        if is_fixed_date(node):
            return hole(fixed_date(node, params.dates()))
        match node:
            case nodes.Literal():
                return "TRUE" if node.value is True else hole(node.value)
            case nodes.Column():
                return f'{alias}."{node.name}"'
            case nodes.Every() | nodes.Either():
                word = " AND " if isinstance(node, nodes.Every) else " OR "
                return "(" + word.join(say(part, alias) for part in node.parts) + ")"
            case nodes.Compare():
                return f"{say(node.left, alias)} {node.operator} {say(node.right, alias)}"
            case nodes.Between():
                return f"{say(node.value, alias)} BETWEEN {say(node.low, alias)} AND {say(node.high, alias)}"
            case nodes.Missing():
                return f"{say(node.value, alias)} IS NULL"
            case nodes.Call(function="starts_with", arguments=(value, nodes.Literal() as prefix)):
                return f"SUBSTR({say(value, alias)}, 1, {len(str(prefix.value))}) = {hole(prefix.value)}"
            case nodes.Exists():
                table, link = (
                    planned.tables[node.table],
                    planned.tables[node.table].link(planned.definition.population.subject),
                )
                where = say(node.where, "r") if node.where else "TRUE"
                return f'EXISTS (SELECT 1 FROM {table.sql_name} r WHERE r."{link}" = s."id" AND {where})'
        raise TypeError(node)

    places = "TRUE" if params.places is None else f's."commune" IN ({", ".join(hole(one) for one in params.places)})'
    numerator, denominator = say(planned.numerator, "s"), say(planned.denominator, "s")
    sql = f"SELECT SUM(CASE WHEN {numerator} THEN 1 ELSE 0 END), COUNT(*) FROM {planned.table.sql_name} s"
    sql += f" WHERE {places} AND {denominator}"
    ((hits, total),) = execute(sql, values)
    return int(hits or 0), int(total)


# ---- candidate 3: Ibis ----


def with_ibis(planned: Plan, params: Params, _dialect: str, target: tuple[Any, bool]) -> tuple[int, int]:  # noqa: C901
    """Numerator and denominator with Ibis expressions; covers what the five need and no more."""
    import ibis

    connection, runs = target
    subject = connection.table(planned.table.sql_name)
    operators = {"=": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}

    def say(node: nodes.Node, table: Any) -> Any:  # noqa: PLR0911
        node = sargable(node)
        if is_fixed_date(node):
            return ibis.literal(fixed_date(node, params.dates()))
        match node:
            case nodes.Literal():
                return ibis.literal(node.value)
            case nodes.Column():
                return table[node.name]
            case nodes.Every() | nodes.Either():
                joined = ibis.and_ if isinstance(node, nodes.Every) else ibis.or_
                return joined(*(say(part, table) for part in node.parts))
            case nodes.Compare():
                return getattr(say(node.left, table), operators[node.operator])(say(node.right, table))
            case nodes.Between():
                return say(node.value, table).between(say(node.low, table), say(node.high, table))
            case nodes.Missing():
                return say(node.value, table).isnull()
            case nodes.Call(function="starts_with", arguments=(value, nodes.Literal() as prefix)):
                return say(value, table).startswith(str(prefix.value))
            case nodes.Exists():
                found = planned.tables[node.table]
                related = connection.table(found.sql_name)
                link = related[found.link(planned.definition.population.subject)]
                kept = related.filter(say(node.where, related)) if node.where else related
                return subject.id.isin(kept[link.get_name()])
        raise TypeError(node)

    counted = subject if params.places is None else subject.filter(subject.commune.isin(params.places))
    if not (isinstance(planned.denominator, nodes.Literal) and planned.denominator.value is True):
        counted = counted.filter(say(planned.denominator, subject))
    marked = counted.mutate(hit=say(planned.numerator, subject).ifelse(1, 0))
    asked = marked.aggregate(hits=marked.hit.sum(), total=marked.count())
    if not runs:
        return len(connection.compile(asked)), 0
    row = connection.execute(asked).iloc[0]
    return int(row.hits or 0), int(row.total)


# ---- the data and the measuring ----


def build(folder: Path, people: int) -> None:
    """The made-up record as SQLite with indexes; DuckDB reads the same rows into a file of its own."""
    import duckdb

    rng = random.Random(25)
    rows: dict[str, list[tuple[Any, ...]]] = {table.sql_name: [] for table in TABLES.values()}
    for number in range(people):
        person = rng.randbytes(16)
        rows["residents"].append((person, f"{number % 10:05d}", AT - timedelta(days=rng.randrange(30_000))))
        rows["covers"].append(
            (rng.randbytes(16), person, date(2025, 6, 1), rng.choice((None, date(2026, 12, 31), date(2026, 5, 31))))
        )
        for _ in range(rng.randrange(6)):
            visit = (
                rng.randbytes(16),
                person,
                AT - timedelta(days=rng.randrange(1_800)),
                rng.choice(("insurance", "self")),
            )
            rows["visits"].append(visit)
        if rng.random() < 0.2:
            rows["diagnoses"].append((rng.randbytes(16), person, rng.choice(("I10", "E11.9", "J00"))))
    for number in range(100):
        station = rng.randbytes(16)
        rows["stations"].append((station, f"{number % 10:05d}"))
        rows["staff"].append((rng.randbytes(16), station, rng.choice(("doctor", "nurse"))))
    lite, duck = sqlite3.connect(folder / "record.sqlite"), duckdb.connect(folder / "record.duckdb")
    for table in TABLES.values():
        _fill(lite, duck, table, rows[table.sql_name])
    lite.commit()


def _fill(lite: sqlite3.Connection, duck: Any, table: Table, rows: list[tuple[Any, ...]]) -> None:
    kinds = {Type.ID: "BLOB", Type.DATE: "DATE"}
    columns = ", ".join(f'"{column.name}" {kinds.get(column.type, "VARCHAR")}' for column in table.columns)
    lite.execute(f"CREATE TABLE {table.sql_name} ({columns})")
    plain = [tuple(one.isoformat() if isinstance(one, date) else one for one in row) for row in rows]
    lite.executemany(f"INSERT INTO {table.sql_name} VALUES ({', '.join('?' * len(table.columns))})", plain)
    for name in ("commune", "person", "station"):
        if table.column(name):
            lite.execute(f'CREATE INDEX {table.sql_name}_{name} ON {table.sql_name} ("{name}")')
    frame = [list(column) for column in zip(*rows, strict=True)]
    duck.execute(f"CREATE TABLE {table.sql_name} ({columns})")
    names = ", ".join(
        f"UNNEST(${number + 1}::{kinds.get(column.type, 'VARCHAR')}[])" for number, column in enumerate(table.columns)
    )
    duck.execute(f"INSERT INTO {table.sql_name} SELECT {names}", frame)


def measure(name: str, folder: Path) -> dict[str, Any]:
    """Answers and times of one candidate, in a process of its own."""
    candidate = {"sqlglot": with_sqlglot, "text": with_text, "ibis": with_ibis}[name]
    planned = {key: plan(definition(*parts), TABLES) for key, parts in FIVE.items()}
    found: dict[str, Any] = {"lines": _lines(name), "answers": {}, "ms": {}}
    for dialect in ("sqlite", "duckdb"):
        target, silent = _targets(name, dialect, folder)
        for key, one in planned.items():
            found["answers"][f"{dialect} {key}"] = candidate(one, PARAMS, dialect, target)
        for words, params, one in (
            ("all", PARAMS, target),
            ("one commune", ONE_COMMUNE, target),
            ("compile", PARAMS, silent),
        ):
            found["ms"][f"{dialect} {words}"] = _best(partial(_all_five, candidate, planned, params, dialect, one))
    return found


def _all_five(candidate: Any, planned: dict[str, Plan], params: Params, dialect: str, target: Any) -> None:
    for one in planned.values():
        candidate(one, params, dialect, target)


def _targets(name: str, dialect: str, folder: Path) -> tuple[Any, Any]:
    """What a candidate runs against, and the same without a database behind it (for the compile time alone)."""
    path = folder / f"record.{dialect}"
    if name == "ibis":
        import ibis

        connection = getattr(ibis, dialect).connect(path)
        return (connection, True), (connection, False)
    if dialect == "sqlite":
        lite = sqlite3.connect(path)
        return lambda sql, values: lite.execute(sql, values).fetchall(), lambda _sql, _values: [(0, 0)]
    import duckdb

    duck = duckdb.connect(path, read_only=True)
    return lambda sql, values: duck.execute(sql, values).fetchall(), lambda _sql, _values: [(0, 0)]


def _best(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return round(min(times), 1)


def _lines(name: str) -> int:
    """Lines of code that are the candidate's own (sqlglot: the whole engine, with splits, lists and four dialects)."""
    if name != "sqlglot":
        return len(inspect.getsource({"text": with_text, "ibis": with_ibis}[name]).splitlines())
    folder = HERE.parents[1] / "src/tram/engines/query"
    files = ("build.py", "compiled.py", "dialects.py", "values.py")
    return sum(len((folder / one).read_text(encoding="utf-8").splitlines()) for one in files)


def weigh(python: str, modules: str) -> tuple[float, float]:
    """Milliseconds to import the modules in a fresh process (best of five), and their megabytes."""
    program = (
        "import importlib.metadata as m, pathlib, re, sys\n"
        "def whole(name, seen):\n"
        "    if name in seen: return 0\n"
        "    seen.add(name)\n"
        "    try: one = m.distribution(name)\n"
        "    except m.PackageNotFoundError: return 0\n"
        "    paths = [pathlib.Path(one.locate_file(f)) for f in one.files or ()]\n"
        "    size = sum(path.stat().st_size for path in paths if path.is_file())\n"
        "    needs = [re.match('[A-Za-z0-9._-]+', r)[0] for r in one.requires or () if 'extra ==' not in r]\n"
        "    return size + sum(whole(n, seen) for n in needs)\n"
        "seen = set()\n"
        "print(sum(whole(n, seen) for n in sys.argv[1:]) / 1e6)\n"
    )
    packages = {"sqlglot": ["sqlglot"], "ibis": ["ibis-framework", "pyarrow", "pandas", "sqlglot", "rich"]}
    timed = f"import time\nstart = time.process_time()\nimport {modules}\nprint(time.process_time() - start)"
    spent = min(float(_run(python, timed)) for _ in range(ROUNDS)) * 1000
    return round(spent), round(float(_run(python, program, *packages.get(modules.split(".", maxsplit=1)[0], []))), 1)


def _run(python: str, program: str, *words: str) -> str:
    return subprocess.run([python, "-c", program, *words], check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Builds the record, measures each candidate in its own process, prints one table.

    Times are of the processor, so that a busy machine matters less.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--ibis", metavar="PYTHON")
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure[0], Path(asked.measure[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), asked.people)
        pythons = {"sqlglot": sys.executable, "text": sys.executable} | ({"ibis": asked.ibis} if asked.ibis else {})
        found = {name: _measured(python, name, folder) for name, python in pythons.items()}
    weights = {
        name: weigh(python, {"ibis": "ibis"}.get(name, name)) if name != "text" else (0, 0)
        for name, python in pythons.items()
    }
    _print(found, weights)


def _measured(python: str, name: str, folder: str) -> dict[str, Any]:
    done = subprocess.run([python, str(HERE), "--measure", name, folder], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _print(found: dict[str, dict[str, Any]], weights: dict[str, tuple[float, float]]) -> None:
    rows = {"lines of code": {name: one["lines"] for name, one in found.items()}}
    rows["import ms"] = {name: weights[name][0] for name in found}
    rows["installed MB"] = {name: weights[name][1] for name in found}
    for key in found["sqlglot"]["ms"]:
        rows[f"five, {key}, ms"] = {name: one["ms"].get(key, "") for name, one in found.items()}
    rows["same answers"] = {name: str(one["answers"] == found["sqlglot"]["answers"]) for name, one in found.items()}
    print(f"{'':28}" + "".join(f"{name:>12}" for name in found))
    for label, row in rows.items():
        print(f"{label:28}" + "".join(f"{row[name]!s:>12}" for name in found))


if __name__ == "__main__":
    main()
