"""A file of aggregate values: which of the kinds it is, told by its content, and its values."""

from __future__ import annotations

from tram.exchange.aggregate.adx import NAMESPACE, read_adx
from tram.exchange.aggregate.dxf import read_csv, read_dxf_xml, read_json
from tram.exchange.aggregate.values import LARGEST, Message
from tram.exchange.aggregate.xml import read_xml
from tram.exchange.faults import Unfit

BOM = b"\xef\xbb\xbf"
DXF = "http://dhis2.org/schema/dxf/2.0"


def read_message(data: bytes, name: str = "") -> Message:
    """The values of a file: ADX, or a DHIS2 data value set as JSON, XML or CSV.

    Refuses (``Unfit``) a file that is none of them, is too large, or holds what only an attack does.
    """
    if len(data) > LARGEST:
        raise Unfit("", "Tệp lớn hơn 50 MB. Hãy chia thành nhiều tệp.")
    start = data.removeprefix(BOM).lstrip()[:1]
    if not start:
        raise Unfit("", "Tệp không có gì. Hãy chọn tệp khác.")
    if start in (b"{", b"["):
        return read_json(data.removeprefix(BOM), name)
    return _xml(data, name) if start == b"<" else read_csv(data)


def _xml(data: bytes, name: str) -> Message:
    root = read_xml(data)
    if root.name == "adx" and root.space == NAMESPACE:
        return read_adx(root, name)
    if root.name == "dataValueSet" and root.space in ("", DXF):
        return read_dxf_xml(root)
    raise Unfit(root.name[:40], "Tệp XML này không phải ADX và không phải dataValueSet của DHIS2.")
