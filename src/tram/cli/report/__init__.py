"""``tram report list|close|reopen|send|export``: periods that close, from the command line."""

from tram.cli.report.files import export, export_arguments
from tram.cli.report.periods import (
    close,
    close_arguments,
    list_,
    list__arguments,
    reopen,
    reopen_arguments,
    send,
    send_arguments,
)

__all__ = [
    "close",
    "close_arguments",
    "export",
    "export_arguments",
    "list_",
    "list__arguments",
    "reopen",
    "reopen_arguments",
    "send",
    "send_arguments",
]
