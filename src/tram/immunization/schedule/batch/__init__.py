"""Many people from a file of JSON lines: each assessed, each answered on a line of its own."""

from tram.immunization.schedule.batch.answers import answer
from tram.immunization.schedule.batch.books import Book, CdsiBook, VnBook, open_book
from tram.immunization.schedule.batch.lines import LineError, Subject, read_line
from tram.immunization.schedule.batch.run import Tally, run

__all__ = ["Book", "CdsiBook", "LineError", "Subject", "Tally", "VnBook", "answer", "open_book", "read_line", "run"]
