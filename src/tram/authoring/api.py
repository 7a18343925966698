"""The door of the authoring room: questions about drafts, and the deed that makes one a definition."""

from tram.authoring.actions import check_text, publish_text
from tram.authoring.reads.bounded import stop
from tram.authoring.reads.catalogue import (
    Version,
    file_name,
    kind_of_text,
    next_version,
    shared_splits,
    text_of,
    versions,
)
from tram.authoring.reads.drafts import (
    Trial,
    Written,
    begin,
    checked,
    countable,
    draft_from_text,
    file_of,
    published_columns,
    try_person,
)
from tram.authoring.reads.preview import Found, Line, Preview, name_of, preview, preview_people
from tram.authoring.rules.draft import FIELDS, PARTS, Draft, Fault, lacking, read_draft
from tram.authoring.rules.toml import next_text, written
from tram.authoring.rules.trial import Grid, Verdict, label

__all__ = [
    "FIELDS",
    "PARTS",
    "Draft",
    "Fault",
    "Found",
    "Grid",
    "Line",
    "Preview",
    "Trial",
    "Verdict",
    "Version",
    "Written",
    "begin",
    "check_text",
    "checked",
    "countable",
    "draft_from_text",
    "file_name",
    "file_of",
    "kind_of_text",
    "label",
    "lacking",
    "name_of",
    "next_text",
    "next_version",
    "preview",
    "preview_people",
    "publish_text",
    "published_columns",
    "read_draft",
    "shared_splits",
    "stop",
    "text_of",
    "try_person",
    "versions",
    "written",
]
