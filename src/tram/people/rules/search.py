"""What people type to find somebody, and the tokens it is compared with.

A token is a kind, a dot and a key. Each person has, for the whole nation and again under the commune's code:

    w.lan        a word of a name (current, former, nickname)         03175.w.lan
    g.lan        the given name                                       03175.g.lan
    h.lan        a word of the name of a head of household            03175.h.lan
    y.1956       year of birth                                        03175.y.1956

and, rare enough to stand alone: ``e.lothilan`` the whole name, ``b.19560312`` the day of birth, ``p.…`` telephone and
``i.…`` identifiers written backwards (people know the last digits), ``v.<village id>``, ``c.03175``.

Words under the commune's code keep a search as small as the commune, whatever the size of the nation. A dot never
stands inside a key, so no name can look like another kind of token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tram.kernel.text import nfc, search_key

NATION, NO_VILLAGE = "nation", "v.none"
SHORTEST_NUMBER = 6
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_PHONE = re.compile(r"(?<!\d)(?:\+84|0)\d(?:[ .]?\d){8,9}(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d\d)(?!\d)")
_HOUSEHOLD = re.compile(r"^(?:hộ|chủ hộ)\s*:?\s+", re.IGNORECASE)
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Token:
    """One token to find, exact or as a beginning."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must be found."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must be found."""

    parts: tuple[Query, ...]


Query = Token | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, taken apart. ``words`` in the order typed; the last one may be unfinished."""

    words: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    household: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.words or self.years or self.days or self.numbers)


@dataclass(frozen=True, slots=True)
class Keys:
    """What is known of a person that tokens are made of."""

    commune: str
    names: tuple[str, ...]
    born: date | None = None
    precision: str = "day"
    village: str = ""
    phone: str = ""
    numbers: tuple[str, ...] = field(default=())
    head: bool = False


def tokens(keys: Keys) -> str:
    """The person's tokens, each once, parted by blanks."""
    words = {f"w.{_plain(word)}" for name in keys.names for word in name.split(" ") if word}
    if keys.born is not None:
        words.add(f"y.{keys.born.year}")
    if keys.head:
        words |= {f"h.{_plain(word)}" for word in keys.names[0].split(" ") if word}
    words |= {_given(name.split(" ")) for name in keys.names}
    commune = keys.commune or NATION
    found = words | {f"{commune}.{word}" for word in words}
    found |= {f"c.{commune}", f"v.{keys.village}" if keys.village else NO_VILLAGE}
    found |= {_whole(name.split(" ")) for name in keys.names}
    if keys.born is not None and keys.precision == "day":
        found.add(f"b.{keys.born:%Y%m%d}")
    found |= {f"i.{_backwards(number)}" for number in keys.numbers if _backwards(number)}
    if keys.phone:
        found.add(f"p.{_backwards(keys.phone)}")
    return " ".join(sorted(found))


def read_typed(text: str) -> Typed:
    """Takes a typed line apart: household mark, telephone, day and year of birth, numbers, words."""
    line = nfc(text)
    household = bool(_HOUSEHOLD.match(line))
    rest = _HOUSEHOLD.sub("", line)
    numbers = [re.sub(r"\D", "", found.replace("+84", "0")) for found in _PHONE.findall(rest)]
    rest = _PHONE.sub(" ", rest)
    days = [f"{year}{int(month):02}{int(day):02}" for day, month, year in _DAY.findall(rest)]
    words, years = [], []
    for word in search_key(_DAY.sub(" ", rest)).split(" "):
        if _YEAR.match(word):
            years.append(word)
        elif len(_DIGITS.findall(word)) >= SHORTEST_NUMBER:
            numbers.append(word)
        elif word:
            words.append(word)
    return Typed(tuple(words), tuple(years), tuple(days), tuple(numbers), household)


def query(typed: Typed, communes: Sequence[str] | None, villages: Iterable[str] | None = None) -> Query:
    """What to find: everything typed, inside the communes (None: the whole nation) and villages (None: every one).

    Rows of no commune and of no village are for all.
    """
    return _inside(typed, communes, villages, _words)


def given_name_query(typed: Typed, communes: Sequence[str] | None, villages: Iterable[str] | None = None) -> Query:
    """Those of them whose given name is the last word typed, whole."""
    return _inside(typed, communes, villages, _given_words)


def whole_name_query(typed: Typed, communes: Sequence[str] | None, villages: Iterable[str] | None = None) -> Query:
    """Those of them who are called just so."""
    without = replace(typed, words=())
    return AllOf((Token(_whole(typed.words)), _inside(without, communes, villages, _words)))


def _inside(
    typed: Typed,
    communes: Sequence[str] | None,
    villages: Iterable[str] | None,
    words: Callable[[Typed, str], list[Query]],
) -> Query:
    found = _alone(typed)
    if communes is None:
        found += words(typed, "")
    elif typed.words or typed.years:
        found.append(AnyOf(tuple(AllOf(tuple(words(typed, f"{commune}."))) for commune in (*communes, NATION))))
    else:
        found.append(in_communes(communes))
    if villages is not None:
        found.append(AnyOf((Token(NO_VILLAGE), *(Token(f"v.{village}") for village in villages))))
    return AllOf(tuple(found))


def in_communes(communes: Iterable[str]) -> AnyOf:
    """Everybody of the communes, and those of no commune."""
    return AnyOf(tuple(Token(f"c.{commune}") for commune in (*communes, NATION)))


def same_name(name: str, year: int, commune: str) -> Query:
    """People of a commune with just this name (tones aside) and year of birth."""
    words = search_key(name).split(" ")
    return AllOf((Token(_whole(words)), Token(f"c.{commune or NATION}"), Token(f"y.{year}")))


def same_number(value: str) -> Token:
    """People who carry a number that ends so (identifiers, insurance)."""
    return Token(f"i.{_backwards(value)}", prefix=True)


def _words(typed: Typed, under: str) -> list[Query]:
    last, kind = len(typed.words) - 1, "h" if typed.household else "w"
    found: list[Query] = [
        Token(f"{under}{kind}.{_plain(word)}", prefix=place == last) for place, word in enumerate(typed.words)
    ]
    return found + [Token(f"{under}y.{year}") for year in typed.years]


def _given_words(typed: Typed, under: str) -> list[Query]:
    before = replace(typed, words=typed.words[:-1])
    found: list[Query] = [Token(f"{under}w.{_plain(word)}") for word in before.words]
    return [*found, Token(under + _given(typed.words)), *(Token(f"{under}y.{year}") for year in typed.years)]


def _alone(typed: Typed) -> list[Query]:
    found: list[Query] = [Token(f"b.{day}") for day in typed.days]
    for number in typed.numbers:
        key = _backwards(number)
        found.append(AnyOf((Token(f"p.{key}", prefix=True), Token(f"i.{key}", prefix=True))))
    return found


def _whole(words: Sequence[str]) -> str:
    return "e." + "".join(map(_plain, words))


def _given(words: Sequence[str]) -> str:
    return "g." + _plain(words[-1]) if words else "g."


def _plain(word: str) -> str:
    """A word of another script as its bytes: the databases disagree on which of those letters make a word."""
    return word if word.isascii() else "x" + word.encode().hex()


def _backwards(number: str) -> str:
    return re.sub(r"[^0-9a-z]", "", number.lower())[::-1]


def _said(wanted: AllOf | AnyOf) -> list[Query]:
    """The parts that ask for anything: the whole nation with nothing typed asks for nothing."""
    return [part for part in wanted.parts if isinstance(part, Token) or _said(part)]


def to_fts5(wanted: Query) -> str:
    """The query in the words of SQLite's FTS5."""
    if isinstance(wanted, Token):
        return f'"{wanted.text}"' + ("*" if wanted.prefix else "")
    word = " AND " if isinstance(wanted, AllOf) else " OR "
    return "(" + word.join(map(to_fts5, _said(wanted))) + ")"


def to_tsquery(wanted: Query) -> str:
    """The query in the words of PostgreSQL's tsquery."""
    if isinstance(wanted, Token):
        return f"'{wanted.text}'" + (":*" if wanted.prefix else "")
    word = " & " if isinstance(wanted, AllOf) else " | "
    return "(" + word.join(map(to_tsquery, _said(wanted))) + ")"
