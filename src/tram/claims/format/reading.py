"""A file of claims read one claim at a time, in memory that does not grow with the file."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from tram.claims.format.layouts import layout, layout_on, layouts
from tram.claims.format.model import CHECK_IN, Fault, ReadClaim, Row, Table, Tables
from tram.claims.format.parse import (
    DOCTYPE,
    MOST_TAGS,
    SAFE,
    SHOWN,
    Element,
    document,
    has_dtd,
    not_xml,
    rows_of,
    too_many,
)
from tram.claims.format.texts import day_of
from tram.kernel.refusals import Refusal

HEAD = 65_536  # bytes in which the first element must begin
CLAIM_BYTES = 64 * 2**20  # one claim larger than this is none
MOST_FILES = 100  # tables in one claim
MANY_PAPERS = ("XML7", "XML9")  # one table for each child of a birth
WRAPPER, CHECK_IN_ROOT, CHECK_IN_ROW = "GIAMDINHHS", "CHI_TIEU_TRANG_THAI_KCB", "TRANG_THAI_KCB"
CLAIMS = ("HOSO", CHECK_IN_ROW)
SIGNATURE = ("CHUKYDONVI", "{*}CHUKYDONVI")  # what stands in there is signed by nobody
OLDEST, FIRST_NEW = "4210", "130"
OLD_ONLY = "MA_LYDO_VVIEN"

_FIRST_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def read_file(stream: BinaryIO) -> Iterator[ReadClaim]:
    """Each claim of a GIAMDINHHS file (or each visit of a check-in file), with what is wrong in how it is written.

    What the fields hold is judged by ``field_faults``. Refuses (``claims.file_*``) a file that is no insurance file,
    has a DTD, holds no claim or one too large, or breaks off; the claims before that point have been handed out.
    """
    source = _Source(stream)
    _refuse_other_files(source.head)
    facility, made_on, empty = "", None, True
    try:
        for element in _elements(source):
            match etree.QName(element).localname:
                case "MACSKCB":
                    facility = (element.text or "").strip()
                case "NGAYLAP":
                    made_on = day_of((element.text or "").strip())
                case "HOSO":
                    yield _claim(element, facility, made_on)
                case _:
                    yield _check_in(element)
            if etree.QName(element).localname in CLAIMS:
                _forget(element)
                source.begin_claim()
                empty = False
    except etree.XMLSyntaxError as error:
        raise not_xml(error) from None
    if empty:
        raise Refusal("claims.file_empty", _("Tệp không có hồ sơ nào. Hãy xuất lại tệp từ phần mềm cũ."))


class _Source:
    """The file's bytes, beginning with the head already looked at; bytes and tags are counted since the last claim."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.since, self.tags = stream, 0, 0
        self.head = self._rest = _head(stream)

    def read(self, size: int = HEAD) -> bytes:
        """The next bytes. Refuses when one claim has taken too many."""
        if self._rest:
            data, self._rest = self._rest[:size], self._rest[size:]
        else:
            data = self.stream.read(size)
        self.since += len(data)
        self.tags += data.count(b"<")
        if self.since > CLAIM_BYTES:
            raise Refusal("claims.file_size", _("Một hồ sơ trong tệp lớn quá 64 MB; tệp này không phải hồ sơ thật."))
        if self.tags > MOST_TAGS:
            raise too_many()
        return data

    def begin_claim(self) -> None:
        """Counts anew: a claim has ended."""
        self.since = self.tags = 0


def _head(stream: BinaryIO) -> bytes:
    """The first bytes, as many as there are even when the stream hands out few at a time."""
    head = b""
    while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
        head += more
    return head


def _elements(source: _Source) -> Iterator[Element]:
    tags = tuple(f"{space}{name}" for name in ("MACSKCB", "NGAYLAP", "HOSO", CHECK_IN_ROW) for space in ("", "{*}"))
    for _event, element in etree.iterparse(source, events=("end",), tag=tags, **SAFE):
        if next(element.iterancestors(*SIGNATURE), None) is None:
            yield element


def _refuse_other_files(head: bytes) -> None:
    plain = head.replace(b"\0", b"")
    first = _FIRST_ELEMENT.search(re.sub(rb"<!--.*?-->", b"", plain, flags=re.DOTALL))
    if DOCTYPE in plain[: first.start() + len(DOCTYPE) if first else None] or b"<!ENTITY" in plain:
        raise has_dtd()
    if first is None or first[1].decode() not in (WRAPPER, CHECK_IN_ROOT):
        sentence = _("Tệp này không phải hồ sơ bảo hiểm y tế (cần phần tử %(name)s).") % {"name": WRAPPER}
        raise Refusal("claims.file_other", sentence)


def _forget(element: Element) -> None:
    """Lets go of what was read: the element and everything before it under the same parent."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _claim(element: Element, facility: str, made_on: date | None) -> ReadClaim:
    tables: dict[str, tuple[Row, ...]] = {}
    faults: list[Fault] = []
    for file in islice(element.iterfind("{*}FILEHOSO"), MOST_FILES):
        kind = (file.findtext("{*}LOAIHOSO") or "").strip().upper()[:SHOWN]
        try:
            found = list(_file(kind, file.find("{*}NOIDUNGFILE")))
        except Refusal as refusal:
            faults.append(Fault(kind, 0, "", _rule(refusal), refusal.sentence))
            continue
        if tables.get(kind) and found and kind not in MANY_PAPERS:
            faults.append(_table_twice(kind))
        tables[kind] = (*tables.get(kind, ()), *(row for row, _faults in found))
        faults += [fault for _row, more in found for fault in more]
    kept = {kind: rows for kind, rows in tables.items() if rows}
    return _read(kept, facility, made_on, tuple(faults))


def _table_twice(kind: str) -> Fault:
    sentence = _("Bảng %(table)s có hai lần trong một hồ sơ; hãy gộp các dòng vào một bảng.") % {"table": kind}
    return Fault(kind, 0, "", "order", sentence)


def _rule(refusal: Refusal) -> str:
    return {"claims.file_base64": "encoding", "claims.file_table": "table"}.get(refusal.code, "file")


def _file(kind: str, content: Element | None) -> Iterator[tuple[Row, tuple[Fault, ...]]]:
    """The rows of one FILEHOSO; none when it is empty."""
    table = _table(kind)
    root = None if content is None else _root(content)
    if root is not None:
        yield from rows_of(table, root)


def _table(kind: str) -> Table:
    known = next((one.tables[kind] for one in reversed([*layouts().values()]) if kind in one.tables), None)
    if known is None or kind == CHECK_IN:
        raise Refusal("claims.file_table", _("LOAIHOSO «%(kind)s» không có trong quyết định nào.") % {"kind": kind})
    return known


def _root(content: Element) -> Element | None:
    """The table inside NOIDUNGFILE: base64, plain XML as text, or elements; None when there is nothing."""
    if len(content):
        return content[0]
    text = (content.text or "").strip()
    if not text:
        return None
    return document(text.encode() if text.startswith("<") else _decoded(text))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        sentence = _("NOIDUNGFILE không phải base64 đúng. Hãy xuất lại tệp.")
        raise Refusal("claims.file_base64", sentence) from None


def _read(tables: Tables, facility: str, made_on: date | None, faults: tuple[Fault, ...]) -> ReadClaim:
    head: Mapping[str, str] = next(iter(tables.get("XML1", ())), {})
    number = head.get("MA_LK", "") or next(
        (row["MA_LK"] for rows in tables.values() for row in rows if "MA_LK" in row), ""
    )
    decision = decision_of(head)
    return ReadClaim(number, facility or head.get("MA_CSKCB", ""), made_on, decision, tables, faults)


def _check_in(element: Element) -> ReadClaim:
    table = layout(FIRST_NEW).tables[CHECK_IN]
    (row, faults), *_rest = rows_of(table, element)
    decision = decision_of({"NGAY_RA": row.get("NGAY_VAO", "")})
    return ReadClaim(row.get("MA_LK", ""), row.get("MA_CSKCB", ""), None, decision, {CHECK_IN: (row,)}, faults)


def decision_of(head: Mapping[str, str]) -> str:
    """The decision a claim was written under: by its XML1's fields (4210), else by the day the visit ended."""
    if OLD_ONLY in head:
        return OLDEST
    day = day_of(head.get("NGAY_RA", "").strip())
    found = layout_on(day).decision if day else [*layouts()][-1]
    return FIRST_NEW if found == OLDEST else found
