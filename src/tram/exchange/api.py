"""The door of the exchange room: importing FHIR, what was received, how imports went."""

from tram.exchange.actions import import_fhir, nothing_to_read
from tram.exchange.aggregate.deeds import indicators_message, report_message
from tram.exchange.aggregate.reads import PAGE_SIZE, ValueList, ValueView, received_values
from tram.exchange.aggregate.receiving import Taken, import_values
from tram.exchange.background import start_run
from tram.exchange.export.bundles import outcome as fhir_outcome
from tram.exchange.export.capability import capability as fhir_capability
from tram.exchange.export.reads import fhir_read, fhir_search, person_bundle
from tram.exchange.faults import Fault
from tram.exchange.reads.received import received_body, received_for
from tram.exchange.report import Report, Tally
from tram.exchange.runs import find_run, go_on, latest_runs, receive_upload, run_import, run_owner, stop_run
from tram.exchange.views import ReceivedBody, ReceivedList, ReceivedView, RunView, TypeCount
from tram.exchange.words import type_name

__all__ = [
    "PAGE_SIZE",
    "Fault",
    "ReceivedBody",
    "ReceivedList",
    "ReceivedView",
    "Report",
    "RunView",
    "Taken",
    "Tally",
    "TypeCount",
    "ValueList",
    "ValueView",
    "fhir_capability",
    "fhir_outcome",
    "fhir_read",
    "fhir_search",
    "find_run",
    "go_on",
    "import_fhir",
    "import_values",
    "indicators_message",
    "latest_runs",
    "nothing_to_read",
    "person_bundle",
    "receive_upload",
    "received_body",
    "received_for",
    "received_values",
    "report_message",
    "run_import",
    "run_owner",
    "start_run",
    "stop_run",
    "type_name",
]
