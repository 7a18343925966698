"""Pages of reports that close, under /bao-cao/."""

from tram.reports.pages.closing.deeds import close, reopen, send
from tram.reports.pages.closing.one import people, report, report_excel, report_pdf
from tram.reports.pages.closing.several import reports

__all__ = ["close", "people", "reopen", "report", "report_excel", "report_pdf", "reports", "send"]
