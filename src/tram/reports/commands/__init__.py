"""The readings from the command line, for people and for programs."""

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
    "targets_import",
    "targets_import_arguments",
    "targets_list",
    "targets_list_arguments",
]
