"""One definition of a number, run on every engine. See docs/explanation/queries.md."""

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import Type
from tram.engines.query.compiled import MANY_PLACES, Compiled, Execute, Statement, compile_indicator
from tram.engines.query.examples import example_rows, named_id, run_examples
from tram.engines.query.load import load_indicator, load_splits
from tram.engines.query.model import Cell, Counted, Example, IndicatorDefinition, Params, Part, Population, Split
from tram.engines.query.plan import plan
from tram.engines.query.reference import evaluate_python, people_python
from tram.engines.query.tables import Column, Table

__all__ = [
    "MANY_PLACES",
    "Cell",
    "Column",
    "Compiled",
    "Counted",
    "DefinitionError",
    "Example",
    "Execute",
    "IndicatorDefinition",
    "Params",
    "Part",
    "Population",
    "Split",
    "Statement",
    "Table",
    "Type",
    "compile_indicator",
    "evaluate_python",
    "example_rows",
    "load_indicator",
    "load_splits",
    "named_id",
    "people_python",
    "plan",
    "run_examples",
]
