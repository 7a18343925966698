"""The door of the immunization room: deeds, questions, the values they take and give."""

from tram.immunization.events.actions import (
    change_event,
    checked_event,
    close_event,
    mark_notified,
    record_event,
    record_investigation,
    send_council_file,
)
from tram.immunization.events.definitions import event_form, investigation_form, labels
from tram.immunization.events.definitions import law as event_law
from tram.immunization.events.reads import doses_of as doses_before_event
from tram.immunization.events.reads import event, events, events_of, events_of_lots, running_notices
from tram.immunization.events.rules import Clock
from tram.immunization.events.views import DoseChoice, EventView
from tram.immunization.exports import Reaction, WholeRecord, followed_people, whole_records
from tram.immunization.imports import (
    KnownDose,
    doses_known,
    imported_deferral,
    imported_dose,
    imported_vaccinations,
    vaccination_owners,
)
from tram.immunization.lists.brief import VaccinationBrief, vaccination_brief
from tram.immunization.lists.chart.read import chart
from tram.immunization.lists.chart.views import Chart, ChartDose, ChartGroup, ExplainedDate, Stage, Step
from tram.immunization.lists.counts import due_counts
from tram.immunization.lists.invite import who_to_invite
from tram.immunization.lists.labels import vaccine_label
from tram.immunization.lists.pregnancy import noted_pregnancy
from tram.immunization.lists.reads import due
from tram.immunization.lists.record_code import Paper, PaperDose, paper, person_on_paper, record_code
from tram.immunization.lists.rules.card import CardDose, CardLine
from tram.immunization.lists.rules.kinds import AGE_BANDS, Kind
from tram.immunization.lists.typed_card import TypedCard, card_keys, typed_card
from tram.immunization.lists.views import (
    DueCount,
    DueDose,
    DueList,
    DuePerson,
    InvitedDose,
    Invitee,
    PutOff,
    VillageCount,
)
from tram.immunization.ordering import Order, OrderLine, order_proposal
from tram.immunization.papers import person_of, qr_svg, qr_text
from tram.immunization.past import (
    PastLot,
    PastReading,
    PastSession,
    PastVisit,
    carry_fridge,
    carry_lots,
    carry_readings,
    carry_session,
    carry_visits,
)
from tram.immunization.record import (
    CircumstanceInput,
    CircumstanceView,
    DeferralInput,
    DeferralView,
    DoseInput,
    DoseView,
    EvaluationView,
    ForecastView,
    VaccinationRecord,
    amend_dose,
    cancel_circumstance,
    cancel_deferral,
    cancel_dose,
    carry_doses,
    dose_history,
    end_circumstance,
    ensure_forecasts,
    forecasts_made_by,
    rebuild_forecasts,
    record_circumstance,
    record_deferral,
    record_dose,
    record_doses,
    vaccination_record,
    vaccinee_for,
)
from tram.immunization.record import paused as forecasts_paused
from tram.immunization.register import RegisterCard, RegisterDose, register_cards
from tram.immunization.schedule import (
    GroupName,
    Line,
    Told,
    Why,
    assess_rows,
    check_schedule,
    lines,
    not_counted,
    patient_of,
    signature,
    vn_schedule,
    why_date,
    why_dose,
)
from tram.immunization.schedule.lists import (
    Vaccine,
    antigens,
    circumstances,
    deferral_reasons,
    groups,
    routes,
    sites,
    vaccine_of_cvx,
    vaccines,
)
from tram.immunization.sessions.actions import (
    cancel_session,
    change_session,
    close_session,
    finish_observation,
    invite,
    open_session,
    plan_session,
    put_off,
    screen,
    stop_session,
    uninvite,
    vaccinate,
)
from tram.immunization.sessions.actions.plan import Plan
from tram.immunization.sessions.reads.attendance import counts as session_counts
from tram.immunization.sessions.reads.desk import desk, due_on
from tram.immunization.sessions.reads.find import Found, find_at_desk
from tram.immunization.sessions.reads.panel import panel
from tram.immunization.sessions.reads.proposal import Offer, Proposal, proposal
from tram.immunization.sessions.reads.sessions import session_view, sessions_of, supervisors, todays_session
from tram.immunization.sessions.screening import check_screening
from tram.immunization.sessions.views import SESSION_KINDS, AttendanceView, Desk, DeskLine, Panel, SessionView
from tram.immunization.stock.actions import (
    ReceiptLine,
    Said,
    cancel_movement,
    correct_lot,
    count_lots,
    discard_open,
    hold_lot,
    receive_vaccine,
    release_lot,
    return_vials,
    waste_vials,
)
from tram.immunization.stock.definitions import ColdChain, cold_chain
from tram.immunization.stock.definitions import reasons as stock_reasons
from tram.immunization.stock.delivery import BadRow, Delivery, expiry, read_delivery
from tram.immunization.stock.fridges import (
    HALF_NAMES,
    Read,
    add_fridge,
    cancel_reading,
    end_fridge,
    fridge,
    fridges,
    fridges_now,
    month_sheet,
    record_readings,
)
from tram.immunization.stock.ledger import at_session, cancelled_lines, ledger, receivers
from tram.immunization.stock.reads import balances, check_lot, lot_view, lots_by_id, opened_at_session, usable_lots
from tram.immunization.stock.settle import settle_session
from tram.immunization.stock.views import (
    FridgeNow,
    FridgeView,
    HalfView,
    LedgerLine,
    LotView,
    Opened,
    ReadingView,
    Receiver,
)

__all__ = [
    "AGE_BANDS", "HALF_NAMES", "SESSION_KINDS", "AttendanceView", "BadRow", "CardDose", "CardLine", "Chart",
    "ChartDose", "ChartGroup", "CircumstanceInput", "CircumstanceView", "Clock", "ColdChain", "DeferralInput",
    "DeferralView", "Delivery", "Desk", "DeskLine", "DoseChoice", "DoseInput", "DoseView", "DueCount", "DueDose",
    "DueList", "DuePerson", "EvaluationView", "EventView", "ExplainedDate", "ForecastView", "Found", "FridgeNow",
    "FridgeView", "GroupName", "HalfView", "InvitedDose", "Invitee", "Kind", "KnownDose", "LedgerLine", "Line",
    "LotView", "Offer", "Opened", "Order", "OrderLine", "Panel", "Paper", "PaperDose", "PastLot", "PastReading",
    "PastSession", "PastVisit", "Plan", "Proposal", "PutOff", "Reaction", "Read", "ReadingView", "ReceiptLine",
    "Receiver", "RegisterCard", "RegisterDose", "Said", "SessionView", "Stage", "Step", "Told", "TypedCard",
    "VaccinationBrief", "VaccinationRecord", "Vaccine", "VillageCount", "WholeRecord", "Why", "add_fridge",
    "amend_dose", "antigens", "assess_rows", "at_session", "balances", "cancel_circumstance", "cancel_deferral",
    "cancel_dose", "cancel_movement", "cancel_reading", "cancel_session", "cancelled_lines", "card_keys",
    "carry_doses", "carry_fridge", "carry_lots", "carry_readings", "carry_session", "carry_visits", "change_event",
    "change_session", "chart", "check_lot", "check_schedule", "check_screening", "checked_event", "circumstances",
    "close_event", "close_session", "cold_chain", "correct_lot", "count_lots", "deferral_reasons", "desk",
    "discard_open",
    "dose_history", "doses_before_event", "doses_known", "due", "due_counts", "due_on", "end_circumstance",
    "end_fridge", "ensure_forecasts", "event", "event_form", "event_law", "events", "events_of", "events_of_lots",
    "expiry", "find_at_desk", "finish_observation", "followed_people", "forecasts_made_by", "forecasts_paused",
    "fridge", "fridges", "fridges_now", "groups", "hold_lot", "imported_deferral", "imported_dose",
    "imported_vaccinations", "investigation_form", "invite", "labels", "ledger", "lines", "lot_view", "lots_by_id",
    "mark_notified", "month_sheet", "not_counted", "noted_pregnancy", "open_session", "opened_at_session",
    "order_proposal", "panel", "paper", "patient_of", "person_of", "person_on_paper", "plan_session", "proposal",
    "put_off", "qr_svg", "qr_text", "read_delivery", "rebuild_forecasts", "receive_vaccine", "receivers",
    "record_circumstance", "record_code", "record_deferral", "record_dose", "record_doses", "record_event",
    "record_investigation", "record_readings", "register_cards", "release_lot", "return_vials", "routes",
    "running_notices", "screen", "send_council_file", "session_counts", "session_view", "sessions_of",
    "settle_session", "signature", "sites", "stock_reasons", "stop_session", "supervisors", "todays_session",
    "typed_card", "uninvite", "usable_lots", "vaccinate", "vaccination_brief", "vaccination_owners",
    "vaccination_record", "vaccine_label", "vaccine_of_cvx", "vaccinee_for", "vaccines", "vn_schedule",
    "waste_vials", "who_to_invite", "whole_records", "why_date", "why_dose",
]  # fmt: skip
# fmt: skip
