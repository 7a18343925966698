"""The door of the immunization room: deeds, questions, the values they take and give."""

from tram.immunization.lists.counts import due_counts
from tram.immunization.lists.invite import who_to_invite
from tram.immunization.lists.reads import due
from tram.immunization.lists.rules.kinds import AGE_BANDS, Kind
from tram.immunization.lists.views import DueCount, DueDose, DueList, DuePerson, InvitedDose, Invitee

__all__ = [
    "AGE_BANDS",
    "DueCount",
    "DueDose",
    "DueList",
    "DuePerson",
    "InvitedDose",
    "Invitee",
    "Kind",
    "due",
    "due_counts",
    "who_to_invite",
]
