"""Deeds of a session."""

from tram.immunization.sessions.actions.care import finish_observation, put_off, screen, vaccinate
from tram.immunization.sessions.actions.close import close_session
from tram.immunization.sessions.actions.invite import invite, uninvite
from tram.immunization.sessions.actions.plan import (
    cancel_session,
    change_session,
    open_session,
    plan_session,
    stop_session,
)

__all__ = [
    "cancel_session",
    "change_session",
    "close_session",
    "finish_observation",
    "invite",
    "open_session",
    "plan_session",
    "put_off",
    "screen",
    "stop_session",
    "uninvite",
    "vaccinate",
]
