"""Pages of the reports room: registers at /so/, indicators at /chi-tieu/."""

from tram.reports.pages.indicators import comparison, equity, indicators, over_time, sparks, tiles, trend, why
from tram.reports.pages.lists import people, worklist
from tram.reports.pages.registers import register, register_excel, register_print, registers
from tram.reports.pages.targets import targets

__all__ = [
    "comparison",
    "equity",
    "indicators",
    "over_time",
    "people",
    "register",
    "register_excel",
    "register_print",
    "registers",
    "sparks",
    "targets",
    "tiles",
    "trend",
    "why",
    "worklist",
]
