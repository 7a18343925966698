"""What a file holds, cut into units: a bundle, or a thousand lines. A unit is written in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tram.exchange.faults import Fault, Unfit
from tram.exchange.limits import CHUNK, LARGEST_FILE, LARGEST_STREAM
from tram.exchange.reading.files import Source, lines, whole
from tram.exchange.schema import part_faults

TAKEN = frozenset({"transaction", "batch", "collection", "document", "searchset", "message", "history"})
WHOLE_OR_NOT = "transaction"
RawMap = dict[str, msgspec.Raw]


class Entry(msgspec.Struct):
    """One resource as it stands in a file: where, its bytes, and the address its bundle gives it."""

    place: str
    raw: bytes
    full_url: str = ""


class Unit(msgspec.Struct):
    """Resources that are looked at together. ``whole``: one bad entry refuses all of them (a transaction).

    ``at`` is when the bundle was made, as it says itself; ``faults`` are those found before any resource was opened.
    """

    file: str
    entries: list[Entry]
    whole: bool = False
    at: str = ""
    read: int = 0
    faults: list[Fault] = []


def units(source: Source) -> Iterator[Unit]:
    """The units of a file, in its order. Refuses (``Unfit``) a file that cannot be read to its end."""
    if source.is_lines:
        yield from _of_lines(source)
    else:
        yield _of_json(source.name, "", whole(source, LARGEST_FILE))


def _of_lines(source: Source) -> Iterator[Unit]:
    waiting: list[Entry] = []
    for number, line in lines(source, LARGEST_STREAM):
        if b'"Bundle"' in line and resource_type(line) == "Bundle":
            yield _of_json(source.name, f"dòng {number} ", line)
            continue
        waiting.append(Entry(f"dòng {number}", line))
        if len(waiting) >= CHUNK:
            yield Unit(source.name, waiting, read=len(waiting))
            waiting = []
    if waiting:
        yield Unit(source.name, waiting, read=len(waiting))


class _Typed(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's own name


def resource_type(line: bytes) -> str:
    """The type a resource says it is, read lightly; '' when it says none."""
    try:
        return msgspec.json.decode(line, type=_Typed).resourceType
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _of_json(file: str, prefix: str, data: bytes) -> Unit:
    """A bundle, or a single resource, from the bytes of one JSON text."""
    top = decode_map(data)
    if bytes(top.get("resourceType", b"")) != b'"Bundle"':
        return Unit(file, [Entry(prefix.strip(), data)], read=1)
    slices = _entries(top.pop("entry", None))
    envelope = {key: decode(value) for key, value in top.items()}
    faults = [
        Fault(file, prefix.strip(), "Bundle", each.field, each.reason) for each in part_faults("Bundle", envelope)
    ]
    if envelope.get("type") not in TAKEN and not faults:
        faults = [Fault(file, prefix.strip(), "Bundle", "type", "loại gói này không nhập được")]
    unit = Unit(file, [], read=len(slices), faults=faults, at=str(envelope.get("timestamp") or ""))
    unit.whole = envelope.get("type") == WHOLE_OR_NOT or bool(faults)
    for index, piece in enumerate(slices):
        _add(unit, f"{prefix}entry[{index}]", piece)
    return unit


def _entries(raw: msgspec.Raw | None) -> list[msgspec.Raw]:
    if raw is None:
        return []
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        raise Unfit("entry", "phải là một danh sách") from None


def _add(unit: Unit, place: str, piece: msgspec.Raw) -> None:
    try:
        parts = decode_map(piece)
        resource = parts.pop("resource", None)
        rest = {key: decode(value) for key, value in parts.items()}
        found = part_faults("Bundle_Entry", rest) or _entry_faults(rest, resource)
    except Unfit as unfit:
        found, resource, rest = [unfit], None, {}
    unit.faults += [Fault(unit.file, place, "", each.field, each.reason) for each in found]
    if not found and resource is not None:
        unit.entries.append(Entry(place, bytes(resource), str(rest.get("fullUrl") or "")))


def _entry_faults(rest: dict[str, Any], resource: msgspec.Raw | None) -> list[Unfit]:
    method = (rest.get("request") or {}).get("method", "POST")
    if method not in {"POST", "PUT"}:
        return [Unfit("request.method", "chỉ nhận POST và PUT; Trạm không xoá hồ sơ theo tệp")]
    return [] if resource is not None else [Unfit("resource", "thiếu tài nguyên")]


def decode(data: bytes | msgspec.Raw) -> Any:
    """JSON as Python values. Refuses what is not JSON, numbers out of range, and text nested too deep."""
    return _decoded(data, Any)


def decode_map(data: bytes | msgspec.Raw) -> RawMap:
    """A JSON object with its values still as bytes. Refuses anything else."""
    found: RawMap = _decoded(data, RawMap)
    return found


_BYTE = re.compile(r"\(byte (\d+)\)")


def _decoded(data: bytes | msgspec.Raw, wanted: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=wanted)
    except msgspec.ValidationError as error:
        if "out of range" in str(error):
            raise Unfit("", "có số lớn quá mức máy đọc được") from None
        raise Unfit("", "phải là một đối tượng JSON {…}") from None
    except UnicodeDecodeError:
        raise Unfit("", "chữ không phải UTF-8; hãy lưu lại tệp theo UTF-8") from None
    except msgspec.DecodeError as error:
        found = _BYTE.search(str(error))
        where = f" (byte {found.group(1)})" if found else ""
        raise Unfit("", f"không phải JSON, hoặc bị cắt cụt{where}") from None
    except RecursionError:
        raise Unfit("", "lồng quá sâu") from None
