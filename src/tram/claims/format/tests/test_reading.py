"""Files of claims as they come from elsewhere: wrapped, bare, broken, hostile and very large."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from tram.claims.format import (
    ReadClaim,
    Row,
    field_faults,
    layout,
    parse_table,
    read_file,
    reading,
    render_check_in,
    render_file,
    render_table,
)
from tram.claims.format.tests.values import DAYS, good_row, head
from tram.kernel.refusals import Refusal

LAYOUT = layout("3176")
Claim = dict[str, tuple[Row, ...]]
DRUGS = LAYOUT.tables["XML2"]
DAY = date(2025, 10, 6)


def _claim(number: str = "L1", decision: str = "3176") -> Claim:
    rows = good_row(layout(decision).tables["XML2"], DAYS[decision])
    summary = {**head(layout(decision))[0], "MA_LK": number}
    return {"XML1": (summary,), "XML2": ({**rows, "MA_LK": number}, {**rows, "MA_LK": number, "STT": "2"})}


def _file(*claims: str, before: str = "") -> bytes:
    return (
        f"{before}<GIAMDINHHS><THONGTINDONVI><MACSKCB>12001</MACSKCB></THONGTINDONVI><THONGTINHOSO>"
        f"<NGAYLAP>20251006</NGAYLAP><SOLUONGHOSO>{len(claims)}</SOLUONGHOSO><DANHSACHHOSO>{''.join(claims)}"
        "</DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></GIAMDINHHS>"
    ).encode()


def _hoso(**contents: str) -> str:
    files = "".join(
        f"<FILEHOSO><LOAIHOSO>{kind}</LOAIHOSO><NOIDUNGFILE>{content}</NOIDUNGFILE></FILEHOSO>"
        for kind, content in contents.items()
    )
    return f"<HOSO>{files}</HOSO>"


def _read(data: bytes) -> list[ReadClaim]:
    return list(read_file(io.BytesIO(data)))


def _inner(kind: str, tables: Claim) -> bytes:
    return render_table(LAYOUT.tables[kind], tables[kind])


def _lines(text: bytes) -> str:
    return base64.encodebytes(text).decode()


@pytest.mark.parametrize("decision", list(DAYS))
def test_our_own_file_is_read_as_it_was_under_every_decision(decision: str) -> None:
    tables = _claim(decision=decision)
    (claim,) = _read(render_file(layout(decision), tables, facility="12001", made_on=DAY))
    assert (claim.number, claim.facility, claim.made_on, claim.decision) == ("L1", "12001", DAY, decision)
    assert claim.tables == tables
    assert claim.faults == ()
    assert field_faults(layout(decision), claim.tables) == ()


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.decode(),
        lambda text: f"\n  {text.decode()}\n",
        lambda text: f"<![CDATA[{text.decode().replace(']]>', ']]]]><![CDATA[>')}]]>",
        _lines,
        lambda text: _lines(b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\n" + text),
    ],
    ids=["elements", "elements with spaces", "XML as text", "base64 of many lines", "base64 with declaration"],
)
def test_the_ways_in_which_programs_write_a_table_are_all_read(write) -> None:
    tables = _claim()
    data = _file(_hoso(XML1=write(_inner("XML1", tables)), XML2=write(_inner("XML2", tables)), XML3="", XML4=" \n"))
    (claim,) = _read(data)
    assert claim.tables == tables
    assert claim.faults == ()


def test_an_empty_list_and_a_table_left_away_are_the_same() -> None:
    tables = _claim()
    empty = base64.b64encode(render_table(LAYOUT.tables["XML3"], ())).decode()
    (claim,) = _read(_file(_hoso(XML1=_lines(_inner("XML1", tables)), XML3=empty)))
    assert set(claim.tables) == {"XML1"}


def test_several_claims_of_one_file_come_one_by_one() -> None:
    numbers = [f"L{number}" for number in range(5)]
    data = _file(*(_hoso(XML1=_lines(_inner("XML1", _claim(number)))) for number in numbers))
    assert [claim.number for claim in _read(data)] == numbers


def test_old_files_leave_the_outer_element_of_a_list_away() -> None:
    old = layout("4210")
    tables = _claim(decision="4210")
    inner = render_table(old.tables["XML2"], tables["XML2"]).decode()
    bare = inner.replace("<CHITIEU_CHITIET_THUOC>", "").replace("</CHITIEU_CHITIET_THUOC>", "")
    summary = _lines(render_table(old.tables["XML1"], tables["XML1"]))
    (claim,) = _read(_file(_hoso(XML1=summary, XML2=_lines(bare.encode()))))
    assert (claim.decision, claim.tables) == ("4210", tables)


def test_a_check_in_is_read_too() -> None:
    row = {**good_row(LAYOUT.tables["CHECKIN"], DAYS["3176"]), "MA_LK": "L1", "NGAY_VAO": "202510050800"}
    (claim,) = _read(render_check_in(LAYOUT, row))
    assert (claim.number, claim.decision, claim.tables) == ("L1", "3176", {"CHECKIN": (row,)})


def test_names_in_a_namespace_and_comments_do_not_hinder() -> None:
    tables = _claim()
    data = _file(_hoso(XML1=_lines(_inner("XML1", tables)))).replace(b"<GIAMDINHHS>", b'<GIAMDINHHS xmlns="urn:x">')
    (claim,) = _read(b"<?xml version='1.0'?><!-- tep cu --><?to do?>\n" + data)
    assert claim.tables == {"XML1": tables["XML1"]}


def test_what_is_wrong_with_one_table_does_not_lose_the_others() -> None:
    tables = _claim()
    twice = _inner("XML1", tables).decode().replace("<STT>9", "<MA_LK>L0</MA_LK><STT>9", 1)
    other = _lines(_inner("XML1", tables))
    bomb = _lines(b'<!DOCTYPE x [<!ENTITY a "b">]><CHITIEU_CHITIET_THUOC>&a;</CHITIEU_CHITIET_THUOC>')
    content = {
        "XML1": _lines(twice.encode()),
        "XML2": "@@@",
        "XML3": other,
        "XML4": bomb,
        "XML5": _lines(b"<a>"),
        "XML99": other,
    }
    (claim,) = _read(_file(_hoso(**content)))
    told = {(fault.table, fault.line, fault.rule) for fault in claim.faults}
    assert told == {
        ("XML1", 1, "order"),
        ("XML2", 0, "encoding"),
        ("XML3", 0, "table"),
        ("XML4", 0, "file"),
        ("XML5", 0, "file"),
        ("XML99", 0, "table"),
    }
    assert claim.tables["XML1"][0]["MA_LK"] == "L0"


def test_a_signature_inside_a_field_is_kept_as_text() -> None:
    inner = _inner("XML2", _claim()).replace(
        b"<MA_LK>L1</MA_LK>", b"<MA_LK>x<Signature><V>1</V></Signature></MA_LK>", 1
    )
    row, _other = parse_table(DRUGS, inner)
    assert row["MA_LK"] == "x<Signature><V>1</V></Signature>"
    assert row["KHONG_CO"] == ""


BILLION = b"".join(
    [
        b'<!DOCTYPE GIAMDINHHS [<!ENTITY a0 "ha">',
        *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 20)),
        b"]>",
    ]
)
OUTSIDE = b'<!DOCTYPE GIAMDINHHS [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [BILLION, OUTSIDE, b'<!DOCTYPE GIAMDINHHS SYSTEM "http://x.invalid/a.dtd">'])
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_file_with_a_doctype_is_refused_before_anything_is_expanded(doctype: bytes, code: str) -> None:
    text = doctype.decode() + _file(_hoso(XML1="&a19;")).decode()
    with pytest.raises(Refusal) as refused:
        _read(text.encode(code))
    assert refused.value.code == "claims.file_dtd"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "claims.file_other"),
        (b"PK\x03\x04", "claims.file_other"),
        (b"<html><body/></html>", "claims.file_other"),
        (b"{}", "claims.file_other"),
        (b"<GIAMDINHHS><THONGTINHOSO>", "claims.file_xml"),
        (b"<GIAMDINHHS>\x00\x01</GIAMDINHHS>", "claims.file_xml"),
        (b" " * reading.HEAD + b"<GIAMDINHHS/>", "claims.file_other"),
    ],
)
def test_what_is_no_insurance_file_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        _read(data)
    assert refused.value.code == code
    assert refused.value.sentence


def test_the_claims_before_the_place_where_a_file_breaks_off_are_handed_out() -> None:
    whole = _file(*(_hoso(XML1=_lines(_inner("XML1", _claim(f"L{number}")))) for number in range(40)))
    found = read_file(io.BytesIO(whole[: len(whole) // 2]))
    numbers: list[str] = []
    with pytest.raises(Refusal) as refused:
        numbers.extend(claim.number for claim in found)
    assert refused.value.code == "claims.file_xml"
    assert refused.value.sentence.startswith("Tệp không phải XML đúng")


class Endless(io.BytesIO):
    """A file made while it is read: a head, a piece again and again, a tail."""

    def __init__(self, head: bytes, piece: bytes, times: int, tail: bytes) -> None:
        super().__init__()
        self.parts = self._parts(head, piece, times, tail)
        self.left = b""
        self.sent = 0

    @staticmethod
    def _parts(head: bytes, piece: bytes, times: int, tail: bytes) -> Iterator[bytes]:
        yield head
        for _time in range(times):
            yield piece
        yield tail

    def read(self, size: int | None = -1) -> bytes:
        size = reading.HEAD if size is None else size
        while len(self.left) < size and (more := next(self.parts, b"")):
            self.left += more
        data, self.left = self.left[:size], self.left[size:]
        self.sent += len(data)
        return data


def _resident() -> int:
    """The bytes of memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells how much memory a process holds")
def test_a_file_of_200_megabytes_is_read_in_memory_that_does_not_grow() -> None:
    tables = _claim()
    rows = _lines(render_table(DRUGS, tables["XML2"] * 10))
    piece = _hoso(XML1=_lines(_inner("XML1", tables)), XML2=rows).encode()
    start, end = _file("|").split(b"|")
    count = 200_000_000 // len(piece) + 1
    stream = Endless(start, piece, count, end)
    found = read_file(stream)
    early = max(_resident() for _claim_read in islice(found, 20))
    late = max(_resident() for _claim_read in found)
    assert stream.sent > 200_000_000
    assert late - early < 16_000_000


@pytest.mark.parametrize(
    "piece", [b"<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO></FILEHOSO>", b"A" * 4096], ids=["tables", "one text"]
)
def test_one_claim_without_an_end_is_given_up(piece: bytes) -> None:
    start = b"<GIAMDINHHS><THONGTINHOSO><DANHSACHHOSO><HOSO>"
    if piece.startswith(b"A"):
        start += b"<FILEHOSO><NOIDUNGFILE>"
    stream = Endless(start, piece, 2**40, b"")
    with pytest.raises(Refusal) as refused:
        list(read_file(stream))
    assert refused.value.code in {"claims.file_size", "claims.file_xml"}
    assert stream.sent <= reading.CLAIM_BYTES + 2 * reading.HEAD


def test_a_table_that_stands_twice_is_told(tmp_path: Path) -> None:
    drugs = _lines(_inner("XML2", _claim()))
    one = f"<FILEHOSO><LOAIHOSO>XML2</LOAIHOSO><NOIDUNGFILE>{drugs}</NOIDUNGFILE></FILEHOSO>"
    (claim,) = _read(_file(f"<HOSO>{one}{one}</HOSO>"))
    assert [(fault.table, fault.rule) for fault in claim.faults] == [("XML2", "order")]


def _drugs(rows: str) -> str:
    return f"<CHITIEU_CHITIET_THUOC><DSACH_CHI_TIET_THUOC>{rows}</DSACH_CHI_TIET_THUOC></CHITIEU_CHITIET_THUOC>"


@pytest.mark.parametrize(
    ("rows", "word"),
    [("<CHI_TIET_THUOC/>" * 5_001, "5000 dòng"), ("<x/>" * 1_000_001, "quá nhiều phần tử")],
)
def test_a_table_that_would_fill_the_memory_is_refused(rows: str, word: str) -> None:
    (claim,) = _read(_file(_hoso(XML2=base64.b64encode(_drugs(rows).encode()).decode())))
    assert claim.tables == {}
    assert [(fault.rule, word in fault.sentence) for fault in claim.faults] == [("file", True)]


@pytest.mark.parametrize("claim", ["<x/>" * 1_000_001, "<HOSO>" + "<x/>" * 1_000_001 + "</HOSO>"])
def test_elements_without_end_are_refused(claim: str) -> None:
    with pytest.raises(Refusal) as refused:
        _read(_file(claim))
    assert refused.value.code == "claims.file_size"


def test_a_claim_of_faults_tells_only_the_first_of_them() -> None:
    (claim,) = _read(_file(_hoso(XML2=_drugs("<CHI_TIET_THUOC/>" * 5_000))))
    faults = field_faults(layout(claim.decision), claim.tables)
    assert len(faults) == 2_001
    assert "còn nhiều lỗi" in faults[-1].sentence


def test_names_without_end_are_cut_in_what_is_told() -> None:
    long = "Q" * 5_000
    (claim,) = _read(_file(_hoso(**{long: "x", "XML1": f"<TONG_HOP><{long}>1</{long}></TONG_HOP>"})))
    faults = (*claim.faults, *field_faults(layout(claim.decision), claim.tables))
    assert max(len(fault.table + fault.field + fault.sentence) for fault in faults) < 500


def test_a_claim_hidden_in_the_place_of_the_signature_is_none() -> None:
    data = render_file(LAYOUT, _claim(), facility="12001", made_on=DAY)
    hidden = data[data.index(b"<HOSO>") : data.index(b"</HOSO>") + len(b"</HOSO>")]
    (claim,) = _read(data.replace(b"<CHUKYDONVI>", b"<CHUKYDONVI><O>" + hidden + b"</O>"))
    assert claim.number == "L1"
