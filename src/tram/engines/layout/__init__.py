"""Lists as data: columns over a published table, for screen, print and Excel. See README.md."""

from tram.engines.layout.excel import Page, write_pages, write_xlsx
from tram.engines.layout.fill import fill, run_examples, shown
from tram.engines.layout.load import load_layout
from tram.engines.layout.model import Column, Layout, Sheet

__all__ = [
    "Column",
    "Layout",
    "Page",
    "Sheet",
    "fill",
    "load_layout",
    "run_examples",
    "shown",
    "write_pages",
    "write_xlsx",
]
