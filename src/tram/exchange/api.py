"""The door of the exchange room: importing FHIR, what was received, how imports went."""

from tram.exchange.actions import import_fhir, nothing_to_read, use_kept
from tram.exchange.aggregate.deeds import indicators_message, report_message
from tram.exchange.aggregate.reads import PAGE_SIZE, ValueList, ValueView, received_values
from tram.exchange.aggregate.receiving import Taken, import_values
from tram.exchange.background import start_run
from tram.exchange.export.bundles import outcome as fhir_outcome
from tram.exchange.export.capability import capability as fhir_capability
from tram.exchange.export.files import export_commune, export_person
from tram.exchange.export.reads import fhir_read, fhir_search, person_bundle
from tram.exchange.faults import Fault
from tram.exchange.reads.received import received_body, received_for
from tram.exchange.reads.recommendations import Advice, Compared, recommendations_for
from tram.exchange.report import Report, Tally
from tram.exchange.runs import find_run, go_on, latest_runs, receive_upload, run_import, run_owner, stop_run
from tram.exchange.views import ReceivedBody, ReceivedList, ReceivedView, RunView, TypeCount
from tram.exchange.words import forecast_status, group_title, type_name

__all__ = [
    "PAGE_SIZE",
    "Advice",
    "Compared",
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
    "export_commune",
    "export_person",
    "fhir_capability",
    "fhir_outcome",
    "fhir_read",
    "fhir_search",
    "find_run",
    "forecast_status",
    "go_on",
    "group_title",
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
    "recommendations_for",
    "report_message",
    "run_import",
    "run_owner",
    "start_run",
    "stop_run",
    "type_name",
    "use_kept",
]
