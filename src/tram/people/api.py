"""The door of the people room: deeds, questions and the values they take and give."""

from tram.people.actions.addresses import correct_address, decide_home, keep_residence
from tram.people.actions.change import change_person
from tram.people.actions.covers import record_cover, withdraw_cover
from tram.people.actions.deaths import record_death, withdraw_death
from tram.people.actions.family_doctor import assign_family_doctor
from tram.people.actions.households import change_head, join_household, leave_household, open_household
from tram.people.actions.identifiers import add_identifier, retire_identifier
from tram.people.actions.parts import Done, NewCover, NewIdentifier, NewStatus
from tram.people.actions.poverty import set_household_status
from tram.people.actions.register import register_person
from tram.people.actions.residence import move_person
from tram.people.actions.scanned import CardKept, keep_card
from tram.people.exports import WholePerson, born_text, whole_people
from tram.people.following import follows_people
from tram.people.imports import (
    Born,
    Known,
    citizen_ids,
    imported_person,
    people_by_births,
    people_by_identifiers,
    renewed_person,
    surviving,
)
from tram.people.models import IdentifierStatus, LivingArea, Poverty, Relation, ResidenceKind, Sex
from tram.people.reads.apart import DoubleAddress, apart_among, count_double_addresses, double_addresses
from tram.people.reads.card import (
    PersonCard,
    cover_on,
    covers_of,
    covers_of_people,
    identifiers_of,
    person_card,
    residences_of,
    visible_people,
)
from tram.people.reads.deaths import DeathView, death_of, deaths_of
from tram.people.reads.duplicates import likely_duplicates
from tram.people.reads.homes import homes, lived_in, records_of
from tram.people.reads.households import (
    head_names,
    heads,
    household,
    household_head,
    households_by_code,
    people_of_household,
)
from tram.people.reads.patients import Home, Patient, patients
from tram.people.reads.poverty import PovertyView, household_status, household_statuses
from tram.people.reads.reach import Reach, ways_to_reach
from tram.people.reads.registers import RegisterPerson, register_people
from tram.people.reads.scan import Scanned, scan
from tram.people.reads.search import search_people
from tram.people.reads.standing import (
    Standing,
    all_records_of,
    everybody,
    merged_pairs,
    once_merged_into,
    root,
    roots,
    standing,
)
from tram.people.reads.views import (
    CoverView,
    FamilyDoctorView,
    Hit,
    HouseholdView,
    IdentifierView,
    Member,
    ResidenceView,
    SearchResult,
    hits,
)
from tram.people.residents_file.jobs import (
    JobView,
    answer_file,
    choose_columns,
    job_preview,
    job_sheet,
    job_view,
    receive_file,
    recent_jobs,
    start_job,
    stop_job,
)
from tram.people.residents_file.preview import Line
from tram.people.residents_file.reading import LARGEST as LARGEST_FILE
from tram.people.residents_file.reading import Sheet, read_sheet
from tram.people.residents_file.workbooks import refused_csv, refused_rows, template
from tram.people.rules.births import Birth, age_text, day_text, parse_birth, parse_day
from tram.people.rules.codes import benefits, ethnic_groups, occupations
from tram.people.rules.findings import Finding
from tram.people.rules.names import check_name
from tram.people.rules.numbers import SYSTEM_NAMES, check_phone
from tram.people.rules.residents import COLUMNS as RESIDENT_COLUMNS
from tram.people.rules.residents import Fault as RowFault
from tram.people.rules.scan import InsuranceCard, looks_scanned
from tram.people.rules.scan import read_card as scanned_card
from tram.people.search_index import paused as search_paused
from tram.people.search_index import rebuild_search

__all__ = [
    "LARGEST_FILE",
    "RESIDENT_COLUMNS",
    "SYSTEM_NAMES",
    "Birth",
    "Born",
    "CardKept",
    "CoverView",
    "DeathView",
    "Done",
    "DoubleAddress",
    "FamilyDoctorView",
    "Finding",
    "Hit",
    "Home",
    "HouseholdView",
    "IdentifierStatus",
    "IdentifierView",
    "InsuranceCard",
    "JobView",
    "Known",
    "Line",
    "LivingArea",
    "Member",
    "NewCover",
    "NewIdentifier",
    "NewStatus",
    "Patient",
    "PersonCard",
    "Poverty",
    "PovertyView",
    "Reach",
    "RegisterPerson",
    "Relation",
    "ResidenceKind",
    "ResidenceView",
    "RowFault",
    "Scanned",
    "SearchResult",
    "Sex",
    "Sheet",
    "Standing",
    "WholePerson",
    "add_identifier",
    "age_text",
    "all_records_of",
    "answer_file",
    "apart_among",
    "assign_family_doctor",
    "benefits",
    "born_text",
    "change_head",
    "change_person",
    "check_name",
    "check_phone",
    "choose_columns",
    "citizen_ids",
    "correct_address",
    "count_double_addresses",
    "cover_on",
    "covers_of",
    "covers_of_people",
    "day_text",
    "death_of",
    "deaths_of",
    "decide_home",
    "double_addresses",
    "ethnic_groups",
    "everybody",
    "follows_people",
    "head_names",
    "heads",
    "hits",
    "homes",
    "household",
    "household_head",
    "household_status",
    "household_statuses",
    "households_by_code",
    "identifiers_of",
    "imported_person",
    "job_preview",
    "job_sheet",
    "job_view",
    "join_household",
    "keep_card",
    "keep_residence",
    "leave_household",
    "likely_duplicates",
    "lived_in",
    "looks_scanned",
    "merged_pairs",
    "move_person",
    "occupations",
    "once_merged_into",
    "open_household",
    "parse_birth",
    "parse_day",
    "patients",
    "people_by_births",
    "people_by_identifiers",
    "people_of_household",
    "person_card",
    "read_sheet",
    "rebuild_search",
    "receive_file",
    "recent_jobs",
    "record_cover",
    "record_death",
    "records_of",
    "refused_csv",
    "refused_rows",
    "register_people",
    "register_person",
    "renewed_person",
    "residences_of",
    "retire_identifier",
    "root",
    "roots",
    "scan",
    "scanned_card",
    "search_paused",
    "search_people",
    "set_household_status",
    "standing",
    "start_job",
    "stop_job",
    "surviving",
    "template",
    "visible_people",
    "ways_to_reach",
    "whole_people",
    "withdraw_cover",
    "withdraw_death",
]
