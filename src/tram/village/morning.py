"""The morning of the demo day: what bé Na and chị Mai had so far, and the session that is planned."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from tram.immunization.api import plan_session, record_event, vaccines, who_to_invite
from tram.kernel.clock import VN_TZ
from tram.village.cast import Cast, cast_people, settle
from tram.village.network import Network
from tram.village.plan import HOME, Plan
from tram.village.shots import card
from tram.village.specs import CardSpec, FateSpec, PregnancySpec
from tram.village.vaccination import Books, Followed, Lately, write_card

OFFERED = ("bcg", "dpt-vgb-hib", "opv", "ipv", "rota", "pcv", "measles", "mr", "je", "dpt")
SEATS = 45
NINE_MONTHS, FIVE_MONTHS, FIVE_WEEKS = timedelta(days=273), timedelta(days=150), timedelta(days=35)
LASTS = timedelta(days=280)
EARLY = time(6, 30)


class Usual(Random):
    """Draws by which nothing unusual happens: a child who comes to every session."""

    def random(self) -> float:
        """Always the middle."""
        return 0.5


@dataclass(slots=True)
class Come:
    """Who of the cast is there before the curtain rises, and the child who had a fever after a dose."""

    people: dict[str, UUID] = field(default_factory=dict)
    feverish: Lately | None = None


def vaccinated(come: Come, books: Books) -> None:
    """Brings on those of the cast whose vaccinations matter, with their cards: bé Na, due measles, and chị Mai, five
    months with child, due her second tetanus dose. ``come`` learns who they are."""
    if books.network.commune != HOME:
        return
    plan, days = books.plan, books.of_village(0)
    people = cast_people(plan)
    come.people |= {name: settle(plan, books.network, people[name]) for name in ("na", "mai")}
    come.feverish = books.lately
    na, start = people["na"], plan.end - FIVE_MONTHS
    until = bisect_left(days, na.birth + NINE_MONTHS)
    told = card(Usual(), na.birth, na.sex, days[bisect_left(days, na.birth) : until])
    write_card(books, Followed(come.people["na"], na, FateSpec(), 0), told)
    shots = tuple(days[bisect_left(days, plan.end - FIVE_WEEKS) - 1 :][:1])
    carried = (PregnancySpec(start, None, start + LASTS, shots),)
    write_card(books, Followed(come.people["mai"], people["mai"], FateSpec(), 0, carried), CardSpec())


def tell_of_fever(station: Network, feverish: Lately) -> None:
    """The one mild event of the sample: a fever the evening after a dose, told at the station the next morning."""
    record_event(
        by=station.nurse,
        at=datetime.combine(feverish.day + timedelta(days=1), EARLY, VN_TZ),
        person=feverish.person,
        dose=feverish.dose,
        session=feverish.session,
        answers={
            "onset_on": f"{feverish.day:%d/%m/%Y}",
            "onset_at": "19:30",
            "symptoms": "fever;local",
            "description": "Sốt 38,2 °C buổi tối, đỏ nhẹ chỗ tiêm; bú được, chơi bình thường",
            "treatment": "Paracetamol theo cân nặng, chườm ấm; dặn theo dõi tại nhà 24 giờ",
            "outcome": "recovered",
        },
    )


def plan_today(plan: Plan, station: Network, cast: Cast) -> None:
    """Plans the session of the demo day: the cast, then the first villages, late ones first, until it is full."""
    nurse, at = station.nurse, datetime.combine(plan.end, EARLY, VN_TZ)
    people = [cast.people["na"], cast.people["mai"]]
    wanted: Counter[str] = Counter()
    for village in station.villages:
        for one in who_to_invite(nurse, HOME, plan.end, [village], OFFERED):
            if len(people) < SEATS and one.person not in people:
                people.append(one.person)
                wanted.update(dose.vaccine for dose in one.due)
    vials = {
        code: -(-number // vaccines()[code].presentations[0]) for code, number in wanted.items() if code in OFFERED
    }
    plan_session(
        by=nurse,
        at=at,
        people=people,
        day=plan.end,
        kind="fixed",
        vaccines=[*OFFERED, "td"],
        vials=vials,
        staff=station.examiners,
        capacity=50,
    )
