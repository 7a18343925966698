"""Reports as data: tables whose cells are bound to indicators and splits; filled, compared, frozen. See README.md."""

from tram.engines.report.changes import Change, changes
from tram.engines.report.examples import run_examples
from tram.engines.report.fill import FilledTable, Labels, Line, Listed, Number, filled, laid_out, listed_keys, numbered
from tram.engines.report.load import load_report
from tram.engines.report.model import Binding, Cells, Column, Counted, Report, Row, SplitRows, Table, TableForm

__all__ = [
    "Binding",
    "Cells",
    "Change",
    "Column",
    "Counted",
    "FilledTable",
    "Labels",
    "Line",
    "Listed",
    "Number",
    "Report",
    "Row",
    "SplitRows",
    "Table",
    "TableForm",
    "changes",
    "filled",
    "laid_out",
    "listed_keys",
    "load_report",
    "numbered",
    "run_examples",
]
