"""The readings from the command line, for people and for programs."""

from tram.reports.commands.indicators import indicators, indicators_arguments
from tram.reports.commands.registers import register, register_arguments

__all__ = ["indicators", "indicators_arguments", "register", "register_arguments"]
