"""The XML of a table read back into rows, exactly as they stand there; entities and DTDs are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from tram.claims.format.model import Fault, Row, Table
from tram.kernel.refusals import Refusal

Element = etree._Element  # noqa: SLF001 - lxml publishes no other name for it

SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,
}
DOCTYPE = b"<!DOCTYPE"
MOST_TAGS = 1_000_000  # elements' ends and beginnings in one claim or one table: what more holds is no claim
MOST_ROWS = 5_000  # of one table; rules compare rows with one another
SHOWN = 60  # signs of a name in a sentence


class FileRow(dict[str, str]):
    """One row of a file: its fields in the order they stand there; "" for one it does not have."""

    def __missing__(self, name: str) -> str:
        return ""


def parse_table(table: Table, data: bytes) -> tuple[Row, ...]:
    """The rows of one table's document. Refuses (``claims.file_*``) what is not XML, has a DTD, or is another table."""
    return tuple(row for row, _faults in rows_of(table, document(data)))


def document(data: bytes) -> Element:
    """The root of the document. Refuses what is not XML, has a DTD or more elements than a table can have."""
    if DOCTYPE in data.replace(b"\0", b""):
        raise has_dtd()
    if data.count(b"<") > MOST_TAGS:
        raise too_many()
    try:
        return etree.fromstring(data.strip(), etree.XMLParser(**SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise not_xml(error) from None


def rows_of(table: Table, root: Element) -> Iterator[tuple[Row, tuple[Fault, ...]]]:
    """Each row under the root with what is wrong in how it is written. Refuses the root of another table, and rows
    beyond the five-thousandth.

    Lists wrapped otherwise than today's (QĐ 4210 leaves the outer element away) are read all the same.
    """
    if _local(root) not in table.path:
        raise Refusal("claims.file_table", _("Bảng này không phải %(table)s.") % {"table": table.id})
    wanted = table.path[-1]
    found = [root] if _local(root) == wanted else root.iter(wanted, "{*}" + wanted)
    for line, element in enumerate(found, 1):
        if line > MOST_ROWS:
            sentence = _("Bảng %(table)s có hơn %(most)s dòng; tệp này không phải hồ sơ thật.")
            raise Refusal("claims.file_size", sentence % {"table": table.id, "most": MOST_ROWS})
        yield _row(table, line, element)


def has_dtd() -> Refusal:
    """The refusal of a document that brings a DTD: no insurance file does, only attacks."""
    return Refusal("claims.file_dtd", _("Tệp có khai báo DOCTYPE, Trạm không đọc để an toàn. Hãy xuất lại tệp."))


def too_many() -> Refusal:
    """The refusal of a claim with more elements than any claim has: it would fill the memory."""
    return Refusal("claims.file_size", _("Một hồ sơ có quá nhiều phần tử XML; tệp này không phải hồ sơ thật."))


def not_xml(error: Exception) -> Refusal:
    """The refusal of bytes that are no XML."""
    where = {"line": str(getattr(error, "lineno", None) or "?")}
    sentence = _("Tệp không phải XML đúng (dòng %(line)s). Hãy xuất lại tệp từ phần mềm cũ.") % where
    return Refusal("claims.file_xml", sentence)


def _row(table: Table, line: int, element: Element) -> tuple[Row, tuple[Fault, ...]]:
    row = FileRow()
    twice: dict[str, None] = {}
    for child in element.iterchildren("*"):
        name = child.tag if child.tag[0] != "{" else _local(child)
        if name in row:
            twice[name] = None
        row[name] = _inside(child) if len(child) else child.text or ""
    return row, tuple(_twice(table, line, name) for name in twice)


def _inside(element: Element) -> str:
    """The text of a field that holds elements (a signature in DU_PHONG), as XML."""
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)


def _twice(table: Table, line: int, name: str) -> Fault:
    sentence = _("%(field)s có hai lần trong một dòng; Trạm lấy lần sau.") % {"field": name[:SHOWN]}
    return Fault(table.id, line, name[:SHOWN], "order", sentence)


def _local(element: Element) -> str:
    return etree.QName(element).localname
