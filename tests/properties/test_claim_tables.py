"""Whatever a table holds, it is written, read and written again to the byte."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tram.claims.format import (
    CHECK_IN,
    Layout,
    Table,
    field_faults,
    layouts,
    parse_table,
    read_file,
    render_check_in,
    render_file,
    render_table,
)

SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\t\n&<>]'\""
)
WORDS = st.sampled_from(["]]>", "&amp;", "<![CDATA[", "]]", ">"])
TEXTS = st.lists(st.text(SIGNS, max_size=6) | WORDS, max_size=4).map("".join)
QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
ALL = [(layout, table) for layout in layouts().values() for table in layout.tables.values()]


@dataclass(frozen=True, repr=False)
class Case:
    """A table under a decision, and rows of it."""

    layout: Layout
    table: Table
    rows: tuple[dict[str, str], ...]

    def __repr__(self) -> str:
        filled = [{name: text for name, text in row.items() if text} for row in self.rows]
        return f"{self.layout.decision} {self.table.id} {str(filled)[:2000]}"


@st.composite
def filled(draw: st.DrawFn) -> Case:
    """Some table of some decision with rows of any text at all."""
    layout, table = draw(st.sampled_from(ALL))
    count = 1 if table.single else draw(st.integers(0, 3))
    return Case(layout, table, tuple({name: draw(TEXTS) for name in table.names} for _ in range(count)))


@QUICK
@given(filled())
def test_a_table_comes_back_as_it_was_and_goes_out_to_the_same_byte(case: Case) -> None:
    table, rows = case.table, case.rows
    data = render_table(table, rows)
    assert parse_table(table, data) == rows
    assert render_table(table, parse_table(table, data)) == data


@QUICK
@given(filled(), st.sampled_from([1, 5, 64, 65_536]))
def test_a_file_comes_back_as_it_was_however_small_the_pieces_it_is_read_in(case: Case, size: int) -> None:
    layout, table, rows = case.layout, case.table, case.rows
    made_on = date(2025, 10, 6)
    if table.id == CHECK_IN:
        data, kept = (render_check_in(layout, rows[0]), rows[:1]) if rows else (b"", ())
    else:
        data, kept = render_file(layout, {table.id: rows}, facility="12001", made_on=made_on), rows
    if not kept:
        return
    (claim,) = read_file(Slowly(data, size))
    assert claim.tables == {table.id: kept}
    assert claim.faults == ()
    assert table.id == CHECK_IN or (claim.facility, claim.made_on) == ("12001", made_on)


@QUICK
@given(filled())
def test_the_fields_of_any_text_are_judged_without_an_accident(case: Case) -> None:
    layout, table, rows = case.layout, case.table, case.rows
    found = field_faults(layout, {table.id: rows})
    assert all(fault.sentence for fault in found)


class Slowly(io.BytesIO):
    """A file that hands out few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self.size = size

    def read(self, asked: int | None = -1) -> bytes:
        return super().read(self.size if asked is None or asked < 0 else min(asked, self.size))
