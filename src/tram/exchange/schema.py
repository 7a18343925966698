"""Is a resource built as FHIR R4 says? jsonschema-rs on HL7's schema, one compiled validator per resource type."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, takewhile
from typing import Any

import jsonschema_rs
import msgspec
from django.utils.translation import gettext_noop

from tram.exchange.faults import Unfit
from tram.exchange.limits import FAULTS_OF_A_BUNDLE
from tram.kernel.definitions import ROOT

DRAFT = "http://json-schema.org/draft-07/schema#"
_REFERENCE = re.compile(rb'"#/definitions/(\w+)"')


def faults(body: dict[str, Any]) -> list[Unfit]:
    """What is wrong with a resource (the first few faults); an empty list when nothing is.

    Resources it contains are validated by their own type. Refuses a type FHIR R4 does not know.
    """
    return _faults(body, "")


def part_faults(definition: str, value: dict[str, Any]) -> list[Unfit]:
    """What is wrong with a part, such as ``Bundle_Entry``, whose resources were taken out before."""
    try:
        return _own_faults(value, definition, "")
    except ValueError:
        return [Unfit("", "lồng quá sâu")]


def known(resource_type: object) -> bool:
    """Whether FHIR R4 has a resource of this name."""
    return isinstance(resource_type, str) and resource_type in _resources()


def _faults(body: dict[str, Any], prefix: str) -> list[Unfit]:
    resource_type = body.get("resourceType")
    if not known(resource_type):
        return [Unfit(prefix + "resourceType", "không phải loại tài nguyên FHIR R4")]
    try:
        found = _own_faults(body, str(resource_type), prefix)
    except ValueError:
        return [Unfit(prefix, "lồng quá sâu")]
    for index, contained in enumerate(body.get("contained") or ()):
        if not found and isinstance(contained, dict):
            found += _faults(contained, f"{prefix}contained[{index}].")
    return found


def _own_faults(body: dict[str, Any], resource_type: str, prefix: str) -> list[Unfit]:
    validator = _validator(resource_type)
    if validator.is_valid(body):
        return []
    errors = islice(validator.iter_errors(body), FAULTS_OF_A_BUNDLE)
    return [Unfit(prefix + field, reason) for error in errors for field, reason in _explain(error)]


def _explain(error: jsonschema_rs.ValidationError) -> Iterator[tuple[str, str]]:
    """(field, reason) of an error, without the value it quotes."""
    kind: Any = error.kind
    path = _path(error.instance_path)
    name = type(kind).__name__
    if name == "AdditionalProperties":
        for extra in kind.unexpected:
            yield _join(path, str(extra)), gettext_noop("FHIR R4 không có trường này ở đây")
    elif name == "Required":
        yield _join(path, str(kind.property)), gettext_noop("thiếu trường bắt buộc")
    elif name == "AnyOf":
        yield _join(path, _wanted(error)), gettext_noop("thiếu trường bắt buộc")
    elif name in {"OneOfNotValid", "OneOfMultipleValid"}:
        yield _join(path, _wanted(error)), gettext_noop("phải có đúng một trong các dạng cho phép của trường này")
    else:
        yield path, _REASONS.get(name, gettext_noop("không đúng cấu trúc FHIR R4"))


_REASONS = {
    "Enum": gettext_noop("giá trị không thuộc danh mục cho phép"),
    "Constant": gettext_noop("giá trị không đúng"),
    "Minimum": gettext_noop("số nhỏ quá mức cho phép"),
    "Pattern": gettext_noop("viết không đúng dạng FHIR quy định"),
    "Type": gettext_noop("sai kiểu dữ liệu"),
}


def _wanted(error: jsonschema_rs.ValidationError) -> str:
    """The field that a rule about presence speaks of: the first it names, without the type of a choice."""
    _, name, *steps = error.schema_path
    node = msgspec.json.decode(_schema()[str(name)])
    for step in steps:
        node = node[step]
    names = [found.lstrip("_") for found in re.findall(r"'required': \['(\w+)'\]", str(node))]
    same = takewhile(lambda signs: len(set(signs)) == 1, zip(*names, strict=False))
    return "".join(signs[0] for signs in same)


def _path(steps: list[str | int]) -> str:
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


@cache
def _schema() -> dict[str, msgspec.Raw]:
    packed = (ROOT / "exchange" / "fhir-r4.schema.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, dict[str, msgspec.Raw]])["definitions"]


@cache
def _resources() -> frozenset[str]:
    return frozenset(name for name, raw in _schema().items() if b'"const":"%s"' % name.encode() in bytes(raw))


@cache
def _validator(resource_type: str) -> jsonschema_rs.Validator:
    """The compiled validator of one type, with only the definitions it leads to."""
    wanted, waiting = {}, [resource_type]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            raw = bytes(_schema()[name])
            wanted[name] = msgspec.json.decode(raw)
            waiting += [found.decode() for found in _REFERENCE.findall(raw)]
    root = f"#/definitions/{resource_type}"
    return jsonschema_rs.Draft7Validator({"$schema": DRAFT, "definitions": wanted, "$ref": root})
