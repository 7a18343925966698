"""XML from strangers: no DOCTYPE, no entities of its own, bounded depth and size; elements with attributes and text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from tram.exchange.aggregate.values import LARGEST, LONGEST_TEXT, MOST_VALUES
from tram.exchange.faults import Unfit

DEEPEST, MOST_ATTRIBUTES = 8, 40
SPACE = " "


@dataclass(slots=True)
class Element:
    """An element: its name without the namespace, where it stands, and what is in it."""

    name: str
    space: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """The element and everything in it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_xml(data: bytes) -> Element:
    """The root element. Refuses (``Unfit``) what is no well-formed XML, and what only an attack holds."""
    if len(data) > LARGEST:
        raise Unfit("", "Tệp lớn hơn 50 MB. Hãy chia thành nhiều tệp.")
    try:
        return _Reader().read(data)
    except expat.ExpatError as error:
        raise Unfit("", f"XML hỏng ở dòng {error.lineno}. Hãy xuất lại tệp.") from None


class _Reader:
    """Collects elements; stops at the first thing that must not be there."""

    def __init__(self) -> None:
        self._root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=SPACE)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, data: bytes) -> Element:
        """Parses the whole."""
        self._parser.Parse(data, True)
        if self._root is None:
            raise Unfit("", "Tệp XML không có gì.")
        return self._root

    def _doctype(self, *_told: object) -> None:
        raise Unfit("", "Tệp XML khai DOCTYPE hoặc ENTITY. Trạm không nhận tệp như vậy.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > 2 * MOST_VALUES or len(self._open) >= DEEPEST or len(attributes) > MOST_ATTRIBUTES:
            raise Unfit("", "Tệp XML lồng quá sâu hoặc quá dài. Hãy chia nhỏ hoặc xuất lại.")
        if any(len(value) > LONGEST_TEXT for value in attributes.values()):
            raise Unfit("", f"Có chữ dài quá {LONGEST_TEXT} ký tự.")
        space, _, local = name.rpartition(SPACE)
        plain = {key.rpartition(SPACE)[2]: value for key, value in attributes.items() if SPACE not in key}
        made = Element(local, space, self._parser.CurrentLineNumber, plain)
        if self._open:
            self._open[-1].children.append(made)
        else:
            self._root = made
        self._open.append(made)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        if self._open:
            held = self._open[-1]
            if len(held.text) + len(text) > LONGEST_TEXT and text.strip():
                raise Unfit("", f"Có chữ dài quá {LONGEST_TEXT} ký tự.")
            held.text = (held.text + text)[:LONGEST_TEXT]
