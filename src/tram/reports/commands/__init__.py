"""The readings from the command line, for people and for programs."""

from tram.reports.commands.closing import close as report_close
from tram.reports.commands.closing import close_arguments as report_close_arguments
from tram.reports.commands.closing import list_ as report_list
from tram.reports.commands.closing import list_arguments as report_list_arguments
from tram.reports.commands.closing import reopen as report_reopen
from tram.reports.commands.closing import reopen_arguments as report_reopen_arguments
from tram.reports.commands.closing import send as report_send
from tram.reports.commands.closing import send_arguments as report_send_arguments
from tram.reports.commands.indicators import indicators, indicators_arguments
from tram.reports.commands.registers import register, register_arguments
from tram.reports.commands.targets import import_ as targets_import
from tram.reports.commands.targets import import_arguments as targets_import_arguments
from tram.reports.commands.targets import list_ as targets_list
from tram.reports.commands.targets import list_arguments as targets_list_arguments

__all__ = [
    "indicators",
    "indicators_arguments",
    "register",
    "register_arguments",
    "report_close",
    "report_close_arguments",
    "report_list",
    "report_list_arguments",
    "report_reopen",
    "report_reopen_arguments",
    "report_send",
    "report_send_arguments",
    "targets_import",
    "targets_import_arguments",
    "targets_list",
    "targets_list_arguments",
]
