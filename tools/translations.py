"""Every sentence a person may read, found in the source, and the English catalogue that must hold them all.

``python -m tools.translations`` brings ``django.po`` up to date (new sentences empty, vanished ones gone) and writes
the ``django.mo`` that Django reads; a station has no gettext tools, so both are committed. Vietnamese is the source.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tram"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEAD = {
    "Project-Id-Version": "Trạm",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
FORMS = {
    "_": ("msgid",), "gettext": ("msgid",), "gettext_lazy": ("msgid",), "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"), "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"), "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"), "npgettext_lazy": ("context", "msgid", "plural"),
}  # fmt: skip
# which argument, and which table's values, ``tram.kernel.said`` will look up
SAID = {
    "Refusal": 1,
    "Finding": 2,
    "_fault": 2,
    "_no": 1,
    "_refused": 1,
    "_by_words": 3,
    "Fault": 4,
    "phrase": 0,
    "_why": 0,
    "Unfit": 1,
    "Kept": 0,
    "boundary_file": 0,
}
SAID_TABLES = {"ROLE_NAMES", "WEAKNESSES", "FIELD_NAMES"}
FIELD = re.compile(r"[a-z][a-z_.]*")  # the name of a field, not a sentence
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Message:
    """One sentence to translate; ``plural`` and ``context`` are empty when the source gives none."""

    msgid: str
    plural: str = ""
    context: str = ""


def messages() -> dict[Message, list[str]]:
    """Every sentence of the source, with the files that say it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(SOURCE.rglob("*")):
        if "tests" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        for message in _in_python(path) if path.suffix == ".py" else _in_template(path):
            found.setdefault(message, []).append(path.relative_to(ROOT).as_posix())
    return found


def _in_python(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {name: name for name in FORMS} | _renamed(tree)
    yield from _tables(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = getattr(node.func, "id", getattr(node.func, "attr", ""))
        name = called.get(function, "")
        words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name and len(words) >= len(FORMS[name]):
            yield Message(**dict(zip(FORMS[name], words, strict=False)))
        elif (place := SAID.get(function)) is not None and len(node.args) > place:
            yield from _refusal(node.args[place])


def _tables(tree: ast.Module) -> Iterator[Message]:
    """The values of tables whose words are looked up where they are shown."""
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)):
            continue
        if {getattr(target, "id", "") for target in node.targets} & SAID_TABLES:
            for value in node.value.values:
                yield from _refusal(value)


def _renamed(tree: ast.Module) -> dict[str, str]:
    """What the file calls Django's functions: ``gettext_lazy as lazy``."""
    return {
        name.asname: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in FORMS
    }


def _refusal(sentence: ast.expr) -> Iterator[Message]:
    """The sentence of a refusal; with places for the values that are written into it (see ``tram.kernel.said``)."""
    if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str):
        if sentence.value and not FIELD.fullmatch(sentence.value):
            yield Message(sentence.value)
    elif isinstance(sentence, ast.JoinedStr):
        names = (f"value{number}" for number in itertools.count(1))
        shape = "".join(_shape(part, names) for part in sentence.values)
        if not shape.isascii():  # places alone, or a unit, would fit anything
            yield Message(shape)


def _shape(part: ast.expr, names: Iterator[str]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value).replace("{", "{{").replace("}", "}}")
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return "{" + (value.id if isinstance(value, ast.Name) else next(names)) + "}"


def _in_template(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for name, arguments in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
        words = [ast.literal_eval(literal) for literal in re.findall(LITERAL, arguments)]
        yield Message(**dict(zip(FORMS[name], words, strict=False)))


def catalogue() -> polib.POFile:
    """The English catalogue as it stands; empty when there is none."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=120)
    made = polib.POFile(wrapwidth=120)
    made.metadata = dict(HEAD)
    return made


def key(entry: polib.POEntry) -> Message:
    """The sentence an entry translates."""
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def translated(entry: polib.POEntry) -> bool:
    """Whether the entry says something in every form, and nobody marked it as doubtful."""
    said = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not entry.fuzzy and len(said) > 0 and all(said)


def update() -> polib.POFile:
    """The catalogue with today's sentences, in order, keeping every translation that is still wanted."""
    known = {key(entry): entry for entry in catalogue()}
    fresh = polib.POFile(wrapwidth=120)
    fresh.metadata = dict(HEAD)
    for message, places in sorted(messages().items()):
        entry = known.get(message) or _entry(message)
        entry.occurrences = [(place, "") for place in sorted(set(places))]
        entry.obsolete = False
        fresh.append(entry)
    return fresh


def _entry(message: Message) -> polib.POEntry:
    plural = {"msgid_plural": message.plural, "msgstr_plural": {0: "", 1: ""}} if message.plural else {}
    flags = ["python-format"] if re.search(r"%\(\w+\)", message.msgid) else []
    return polib.POEntry(msgid=message.msgid, msgctxt=message.context or None, flags=flags, **plural)


def main() -> int:
    """Writes both files; returns 1 while a sentence has no English."""
    fresh = update()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    fresh.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = [entry for entry in fresh if not translated(entry)]
    sys.stdout.write(f"{len(fresh)} sentences, {len(missing)} without English\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
