"""The door of the reports room: questions and the values they answer with."""

from tram.engines.explain import Explanation
from tram.engines.layout import shown
from tram.reports.catalogue import Indicator, every_indicator, indicator, indicators, read_indicator
from tram.reports.excel import register_workbook
from tram.reports.layouts import RegisterLayout, every_layout, layouts_for, read_layout
from tram.reports.lines import Line, period_words, sheet
from tram.reports.reads.areas import areas, province_communes, provinces_to_choose
from tram.reports.reads.indicators import comparison, explanation, indicator_value, indicator_values, trend
from tram.reports.reads.labels import cell_label
from tram.reports.reads.listing import indicator_people
from tram.reports.reads.registers import register_page, stations, whole_register
from tram.reports.sources import tables as published_tables
from tram.reports.views import (
    Area,
    Listed,
    Listing,
    Month,
    Point,
    Register,
    Section,
    Slice,
    Value,
)

__all__ = [
    "Area",
    "Explanation",
    "Indicator",
    "Line",
    "Listed",
    "Listing",
    "Month",
    "Point",
    "Register",
    "RegisterLayout",
    "Section",
    "Slice",
    "Value",
    "areas",
    "cell_label",
    "comparison",
    "every_indicator",
    "every_layout",
    "explanation",
    "indicator",
    "indicator_people",
    "indicator_value",
    "indicator_values",
    "indicators",
    "layouts_for",
    "period_words",
    "province_communes",
    "provinces_to_choose",
    "published_tables",
    "read_indicator",
    "read_layout",
    "register_page",
    "register_workbook",
    "sheet",
    "shown",
    "stations",
    "trend",
    "whole_register",
]
