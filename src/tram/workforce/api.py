"""The door of the workforce room: deeds, questions and the values they answer with."""

from tram.workforce.actions.accounts import (
    change_own_password,
    close_account,
    one_time_secret,
    open_account,
    reset_password,
    set_password,
)
from tram.workforce.actions.grants import end_role, grant_role
from tram.workforce.actions.staff import add_staff, end_staff
from tram.workforce.imports import imported_staff, imported_staff_rows, renewed_staff, staff_by_sources
from tram.workforce.models import Profession, ScopeKind
from tram.workforce.reads.accounts import account, account_by_username, accounts, must_change_password
from tram.workforce.reads.acting import actor_for
from tram.workforce.reads.names import account_names
from tram.workforce.reads.reach import opened_in, places_of_grant
from tram.workforce.reads.staff import staff, staff_by_id, staff_by_source, staff_of
from tram.workforce.views import AccountView, GrantView, OneTimeSecret, StaffView

__all__ = [
    "AccountView",
    "GrantView",
    "OneTimeSecret",
    "Profession",
    "ScopeKind",
    "StaffView",
    "account",
    "account_by_username",
    "account_names",
    "accounts",
    "actor_for",
    "add_staff",
    "change_own_password",
    "close_account",
    "end_role",
    "end_staff",
    "grant_role",
    "imported_staff",
    "imported_staff_rows",
    "must_change_password",
    "one_time_secret",
    "open_account",
    "opened_in",
    "places_of_grant",
    "renewed_staff",
    "reset_password",
    "set_password",
    "staff",
    "staff_by_id",
    "staff_by_source",
    "staff_by_sources",
    "staff_of",
]
