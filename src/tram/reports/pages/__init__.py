"""Pages of the reports room: registers at /so/, indicators at /chi-tieu/."""

from tram.reports.pages.indicators import comparison, indicators, people, tiles, trend
from tram.reports.pages.registers import register, register_excel, register_print

__all__ = ["comparison", "indicators", "people", "register", "register_excel", "register_print", "tiles", "trend"]
