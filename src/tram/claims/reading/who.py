"""Who the patient of a claim is: somebody here already, or somebody new. Never two records for one human."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tram.claims.build.numbers import patient_system, person_of
from tram.claims.reading.model import Card, Someone, Told, Unfit
from tram.kernel.text import search_key
from tram.people.api import Born, citizen_ids, people_by_births, people_by_identifiers, surviving
from tram.people.api import Known as Bearer

CCCD, BHYT = "cccd", "bhyt"
SOCIAL_SIGNS = 10
TEMPORARY = "000"  # the end of MA_DKBD on a temporary card


@dataclass(frozen=True, slots=True)
class Found:
    """Who it is; None: nobody here yet. ``new_id`` is an id of ours that the claim brings back. ``doubt``: where the
    claim and the record do not go together, with its field and a sentence; None when they do."""

    id: UUID | None
    new_id: UUID | None = None
    doubt: Unfit | None = None


class Known:
    """The people whom some hundred claims may be about, asked for at once and added to as new ones are registered."""

    def __init__(self, claims: Iterable[Told], communes: frozenset[str]) -> None:
        told = list(claims)
        pairs = {pair for one in told for pair in numbers(one)}
        self.by_number: dict[tuple[str, str], list[Bearer]] = people_by_identifiers(value for _system, value in pairs)
        self.citizen_ids = citizen_ids(bearer.id for bearers in self.by_number.values() for bearer in bearers)
        self.by_id = surviving(one for each in told if (one := person_of(each.patient.code)))
        self.by_birth: dict[tuple[str, date], list[Born]] = defaultdict(list)
        for born in people_by_births(communes, {one.patient.birth for one in told}):
            self.by_birth[born.search_key, born.birth_date].append(born)

    def add(self, claim: Told, person: UUID) -> None:
        """Somebody was registered for this claim; the next claims about them find them."""
        one = claim.patient
        known = Bearer(person, one.birth, search_key(one.name))
        for pair in numbers(claim):
            self.by_number.setdefault(pair, []).append(known)
        self.by_id[person] = known
        cccd = dict(one.identifiers).get(CCCD, "")
        if cccd:
            self.citizen_ids[person] = cccd
        self.by_birth[known.search_key, one.birth].append(
            Born(person, one.birth, one.precision, known.search_key, cccd)
        )

    def same_human(self, bearer: Bearer, one: Someone) -> bool:
        """Whether the bearer of a number is the one meant: by name, else by year of birth and no other citizen id."""
        if bearer.search_key == search_key(one.name):
            return True
        if bearer.birth_date is None or bearer.birth_date.year != one.birth.year:
            return False
        cccd, theirs = dict(one.identifiers).get(CCCD, ""), self.citizen_ids.get(bearer.id, "")
        return not cccd or not theirs or cccd == theirs

    def by_name(self, one: Someone) -> UUID | None:
        """The only one of this name and birth whose citizen id is not another; None for none or several."""
        cccd = dict(one.identifiers).get(CCCD, "")
        alike = [
            born
            for born in self.by_birth.get((search_key(one.name), one.birth), ())
            if born.birth_precision == one.precision and (not cccd or born.cccd in {"", cccd})
        ]
        return alike[0].id if len(alike) == 1 else None


def who(claim: Told, known: Known) -> Found:
    """By an id of ours, by number, else by name and day of birth in the commune. Refuses (``Unfit``) a citizen id that
    somebody of another name and another year of birth bears."""
    own = person_of(claim.patient.code)
    if own and own in known.by_id:
        return Found(known.by_id[own].id)
    doubt: Unfit | None = None
    for system, value in numbers(claim):
        bearers = known.by_number.get((system, value), [])
        same = next((one for one in bearers if known.same_human(one, claim.patient)), None)
        if same:
            return Found(same.id, doubt=doubt or _other_name(same, claim.patient))
        if bearers and system == CCCD:
            sentence = _("Số căn cước này đang của người khác tên, khác năm sinh. Hãy xem lại số hoặc tên.")
            raise Unfit("XML1", 1, "SO_CCCD", sentence)
        if bearers and system == BHYT:
            doubt = Unfit("XML1", 1, "MA_THE_BHYT", _("Số thẻ này đang của người khác. Hãy xem lại thẻ của hai người."))
    return Found(known.by_name(claim.patient), own, doubt)


def _other_name(bearer: Bearer, one: Someone) -> Unfit | None:
    """A note that the number's bearer has another name; None when the name is theirs."""
    if bearer.search_key == search_key(one.name):
        return None
    sentence = _("Số này đang của người tên khác, cùng năm sinh; lượt khám ghi cho người ấy. Hãy xem có đúng người.")
    return Unfit("XML1", 1, "HO_TEN", sentence)


def numbers(claim: Told) -> list[tuple[str, str]]:
    """What the patient may be known by, the surest first: citizen id, social insurance number, the facility's code."""
    one = claim.patient
    found = [pair for pair in one.identifiers if pair[1]]
    found += [(BHYT, card.number[-SOCIAL_SIGNS:]) for card in lasting(one.cards)]
    return [*found, code] if (code := own_code(claim)) else found


def lasting(cards: Iterable[Card]) -> list[Card]:
    """Cards somebody holds; the number a child without a card bears for a visit (registered at province + 000) is none:
    it follows from the birth."""
    return [card for card in cards if not card.facility_code.endswith(TEMPORARY)]


def own_code(claim: Told) -> tuple[str, str] | None:
    """The facility's code of the patient (MA_BN) as an identifier; None when it has none or it is an id of ours."""
    code = claim.patient.code
    if not code or person_of(code):
        return None
    return patient_system(claim.facility_code), code
