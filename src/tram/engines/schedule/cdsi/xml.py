"""Small readings of XML: texts, flags, dates and spans, with the file named when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from tram.engines.schedule.calendar import Span, span
from tram.engines.schedule.errors import ScheduleError

MOST_DIGITS = 9
Element = etree._Element  # noqa: SLF001 - lxml publishes no other name for it


def root_of(path: Path, tag: str) -> Element:
    """The root element. Refuses what is not XML, another root, and any document type (entities are never resolved)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        tree = etree.parse(str(path), parser)
    except (etree.XMLSyntaxError, OSError) as error:
        raise ScheduleError(f"Tệp «{path.name}» không phải XML đọc được: {error}. Hãy tải lại tệp này.") from None
    if getattr(tree.docinfo, "doctype", "") or tree.getroot().tag != tag:
        raise ScheduleError(
            f"Tệp «{path.name}» không phải dữ liệu lịch tiêm (cần phần tử gốc «{tag}», không có DOCTYPE)."
        )
    return tree.getroot()


def text(element: Element, path: str) -> str:
    """The text at the path, trimmed; "" when absent or "n/a"."""
    words = (element.findtext(path) or "").strip()
    return "" if words.lower() == "n/a" else words


def texts(element: Element, path: str) -> Iterator[str]:
    """Every non-empty text at the path."""
    return (words for found in element.iterfind(path) if (words := (found.text or "").strip()))


def yes(element: Element, path: str) -> bool:
    """True for Yes or Y."""
    return text(element, path).lower() in {"yes", "y"}


def filled(element: Element, path: str) -> Iterator[Element]:
    """The elements at the path that have something inside."""
    return (found for found in element.iterfind(path) if len(found))


def codes(words: str) -> frozenset[str]:
    """A list of codes parted by semicolons."""
    return frozenset(code for part in words.split(";") if (code := part.strip()) and code.lower() != "n/a")


def length(element: Element, path: str) -> Span | None:
    """The age or interval at the path; None when empty. Refuses what is not one."""
    try:
        return span(text(element, path))
    except ValueError as error:
        raise ScheduleError(f"Khoảng thời gian không đọc được: {error}.") from None


def day(element: Element, path: str) -> date | None:
    """The date at the path, written 20250827 or 01/01/1957 (month first); None when empty."""
    words = text(element, path)
    if not words:
        return None
    try:
        if "/" in words:
            month, day_of_month, year = (int(part) for part in words.split("/"))
            return date(year, month, day_of_month)
        return date.fromisoformat(words)
    except ValueError:
        raise ScheduleError(f"Ngày «{words}» không đọc được.") from None


def whole(element: Element, path: str, default: int = 0) -> int:
    """The whole number at the path, `default` when there is none. Refuses one of more digits than a number here has."""
    words = text(element, path)
    if words.isdecimal() and len(words) > MOST_DIGITS:
        raise ScheduleError(f"Số «{words[:MOST_DIGITS]}…» dài quá {MOST_DIGITS} chữ số.")
    return int(words) if words.isdecimal() else default
