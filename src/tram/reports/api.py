"""The door of the reports room: questions and the values they answer with."""

from tram.engines.explain import Explanation
from tram.engines.layout import shown
from tram.reports.catalogue import (
    GROUPS,
    Indicator,
    every_indicator,
    indicator,
    indicators,
    read_indicator,
)
from tram.reports.excel import register_workbook
from tram.reports.layouts import RegisterLayout, every_layout, layouts_for, read_layout
from tram.reports.lines import Line, period_words, sheet
from tram.reports.reads.areas import areas, place_communes, province_communes, provinces_to_choose
from tram.reports.reads.equity import equity
from tram.reports.reads.indicators import (
    comparison,
    divided_values,
    explanation,
    indicator_cells,
    indicator_value,
    indicator_values,
    trend,
)
from tram.reports.reads.labels import cell_label
from tram.reports.reads.labels import labels as cell_labels
from tram.reports.reads.listing import indicator_people
from tram.reports.reads.moment import Moment
from tram.reports.reads.registers import register_page, stations, whole_register
from tram.reports.reads.worklist import worklist
from tram.reports.sources import tables as published_tables
from tram.reports.views import (
    Area,
    Divided,
    Gap,
    Listed,
    Listing,
    PlanTarget,
    Point,
    Reading,
    Register,
    Section,
    Slice,
    Step,
    ToVisit,
    Value,
    VillageVisits,
    Worklist,
)

__all__ = [
    "GROUPS",
    "Area",
    "Divided",
    "Explanation",
    "Gap",
    "Indicator",
    "Line",
    "Listed",
    "Listing",
    "Moment",
    "PlanTarget",
    "Point",
    "Reading",
    "Register",
    "RegisterLayout",
    "Section",
    "Slice",
    "Step",
    "ToVisit",
    "Value",
    "VillageVisits",
    "Worklist",
    "areas",
    "cell_label",
    "cell_labels",
    "comparison",
    "divided_values",
    "equity",
    "every_indicator",
    "every_layout",
    "explanation",
    "indicator",
    "indicator_cells",
    "indicator_people",
    "indicator_value",
    "indicator_values",
    "indicators",
    "layouts_for",
    "period_words",
    "place_communes",
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
    "worklist",
]
