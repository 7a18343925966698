"""A whole card at once, without one query: for imports and the village."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tram.immunization.record.actions.circumstances import circumstance_row
from tram.immunization.record.actions.deferrals import unchecked_deferral
from tram.immunization.record.inputs import CircumstanceInput, DeferralInput, DoseInput
from tram.immunization.record.rows import dose_row, fits
from tram.kernel import facts
from tram.kernel.actors import Actor
from tram.kernel.records import Record


def carry_doses(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    commune: str,
    doses: Sequence[DoseInput],
    circumstances: Sequence[CircumstanceInput] = (),
    deferrals: Sequence[DeferralInput] = (),
    attended: Sequence[Record] = (),
) -> None:
    """The writing half of ``record_doses`` and its neighbours: one fact (``dose.recorded``) for all of a person's.

    ``attended`` are further rows of the same person, not yet written, that belong in the fact. The caller has asked
    permission itself and knows that all of it is true. Refuses only text too long for its column.
    """
    rows: list[Record] = [dose_row(person, commune, said, facility=by.facility) for said in doses]
    rows += [circumstance_row(person, commune, said) for said in circumstances]
    rows += [unchecked_deferral(person, commune, said) for said in deferrals]
    rows += attended
    with facts.deed("dose.recorded", by=by, at=at, place=commune, person=person) as fact:
        fact.add_all(map(fits, rows))
