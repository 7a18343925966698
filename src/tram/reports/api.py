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
from tram.reports.closing.asked import Due, ReportView, closed_report, report_list, report_people, report_view
from tram.reports.closing.deeds import close_report, reopen_report, send_report
from tram.reports.closing.excel import report_workbook
from tram.reports.closing.forms import Form as ReportForm
from tram.reports.closing.forms import every_form as every_report_form
from tram.reports.closing.forms import form as report_form
from tram.reports.closing.forms import form_from as read_report_form
from tram.reports.closing.forms import forms as report_forms
from tram.reports.closing.frozen import Frozen
from tram.reports.closing.pdf import report_pdf, report_pictures
from tram.reports.closing.states import Closing, State, last_periods
from tram.reports.closing.told import closing_json, due_json, report_json
from tram.reports.closing.words import (
    cell_words,
    file_name,
    heads,
    label_words,
    signing_day,
    stamp_words,
    translated,
)
from tram.reports.excel import register_workbook
from tram.reports.layouts import RegisterLayout, every_layout, layouts_for, read_layout, register_form, registers
from tram.reports.lines import AnyLine, Line, period_words, sheet
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
from tram.reports.reads.plans import targets
from tram.reports.reads.publication import only_published, published
from tram.reports.reads.registers import may_open, register_page, stations, whole_register
from tram.reports.reads.worklist import worklist
from tram.reports.rules import splits_of
from tram.reports.sources import tables as published_tables
from tram.reports.targets.deeds import set_target
from tram.reports.targets.sheet import import_targets
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
    "AnyLine",
    "Area",
    "Closing",
    "Divided",
    "Due",
    "Explanation",
    "Frozen",
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
    "ReportForm",
    "ReportView",
    "Section",
    "Slice",
    "State",
    "Step",
    "ToVisit",
    "Value",
    "VillageVisits",
    "Worklist",
    "areas",
    "cell_label",
    "cell_labels",
    "cell_words",
    "close_report",
    "closed_report",
    "closing_json",
    "comparison",
    "divided_values",
    "due_json",
    "equity",
    "every_indicator",
    "every_layout",
    "every_report_form",
    "explanation",
    "file_name",
    "heads",
    "import_targets",
    "indicator",
    "indicator_cells",
    "indicator_people",
    "indicator_value",
    "indicator_values",
    "indicators",
    "label_words",
    "last_periods",
    "layouts_for",
    "may_open",
    "only_published",
    "period_words",
    "place_communes",
    "province_communes",
    "provinces_to_choose",
    "published",
    "published_tables",
    "read_indicator",
    "read_layout",
    "read_report_form",
    "register_form",
    "register_page",
    "register_workbook",
    "registers",
    "reopen_report",
    "report_form",
    "report_forms",
    "report_json",
    "report_list",
    "report_pdf",
    "report_people",
    "report_pictures",
    "report_view",
    "report_workbook",
    "send_report",
    "set_target",
    "sheet",
    "shown",
    "signing_day",
    "splits_of",
    "stamp_words",
    "stations",
    "targets",
    "translated",
    "trend",
    "whole_register",
    "worklist",
]
