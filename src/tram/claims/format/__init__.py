"""The insurance's files: what every field is, tables written and read, and what is wrong in one. Knows no record."""

from tram.claims.format.codes import code_list
from tram.claims.format.faults import field_faults
from tram.claims.format.layouts import layout, layout_on, layouts
from tram.claims.format.model import (
    CHECK_IN,
    CodeName,
    Fault,
    Field,
    Layout,
    ReadClaim,
    Row,
    Table,
    Tables,
)
from tram.claims.format.parse import parse_table
from tram.claims.format.reading import read_file
from tram.claims.format.render import render_check_in, render_file, render_table
from tram.claims.format.texts import birth_text, day_of, day_text, number_of, number_text, time_of, time_text

__all__ = [
    "CHECK_IN",
    "CodeName",
    "Fault",
    "Field",
    "Layout",
    "ReadClaim",
    "Row",
    "Table",
    "Tables",
    "birth_text",
    "code_list",
    "day_of",
    "day_text",
    "field_faults",
    "layout",
    "layout_on",
    "layouts",
    "number_of",
    "number_text",
    "parse_table",
    "read_file",
    "render_check_in",
    "render_file",
    "render_table",
    "time_of",
    "time_text",
]
