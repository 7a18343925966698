"""One definition of a number, run on every engine. See docs/explanation/queries.md."""

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import Type
from tram.engines.query.compiled import MANY_PLACES, Compiled, Execute, Statement, compile_indicator
from tram.engines.query.examples import example_rows, named_id, run_examples
from tram.engines.query.load import load_indicator, load_splits
from tram.engines.query.model import (
    PERIODS,
    STATE,
    Cell,
    Counted,
    Example,
    IndicatorDefinition,
    Params,
    Part,
    Population,
    Ratio,
    Split,
)
from tram.engines.query.plan import plan
from tram.engines.query.ratio import CompiledRatio, compile_ratio, plan_ratio, ratio_people_python, ratio_python
from tram.engines.query.reference import evaluate_python, people_python
from tram.engines.query.tables import Column, Months, Table

__all__ = [
    "MANY_PLACES",
    "PERIODS",
    "STATE",
    "Cell",
    "Column",
    "Compiled",
    "CompiledRatio",
    "Counted",
    "DefinitionError",
    "Example",
    "Execute",
    "IndicatorDefinition",
    "Months",
    "Params",
    "Part",
    "Population",
    "Ratio",
    "Split",
    "Statement",
    "Table",
    "Type",
    "compile_indicator",
    "compile_ratio",
    "evaluate_python",
    "example_rows",
    "load_indicator",
    "load_splits",
    "named_id",
    "people_python",
    "plan",
    "plan_ratio",
    "ratio_people_python",
    "ratio_python",
    "run_examples",
]
