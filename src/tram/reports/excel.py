"""A register as a workbook: one sheet for each form in force in the period."""

from __future__ import annotations

from io import BytesIO

from tram.engines.layout import Page, write_pages
from tram.reports.lines import period_words, sheet
from tram.reports.views import Register, Section


def register_workbook(register: Register) -> bytes:
    """The register as an .xlsx file: A4 landscape, real dates, text that can never run as a formula."""
    memory = BytesIO()
    write_pages(memory, [_page(register, section) for section in register.sections])
    return memory.getvalue()


def _page(register: Register, section: Section) -> Page:
    form = section.layout
    title = f"{form.head.title_vi} ({form.form_code}), {period_words(section.period)}"
    above = (form.owner_vi, register.station.name, title)
    return Page(sheet(form, section.lines, section.period), above, form.form_code.replace("/", " "))
