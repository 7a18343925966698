"""Publishing: the machine at the root writes a definition into the record, and it travels as every fact does."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from tram.engines.definitions import DefinitionError
from tram.kernel.actors import Actor, require
from tram.kernel.facts import deed
from tram.kernel.refusals import Refusal
from tram.sync.definitions.fit import Candidate, read, reason_against
from tram.sync.definitions.taking_up import candidate_of, of_the_nation
from tram.sync.models import Pin, PinRole, PublishedDefinition


def candidate_from(file: Path, path: str) -> Candidate:
    """A file (and the CSV it names) as it asks to be published under a path. Refuses what cannot be read."""
    try:
        body = file.read_text(encoding="utf-8")
        rows = file.with_suffix(".csv")
        told = Candidate(path, body)
        named = read(told)[1].get("file", "")
        text = rows.read_text(encoding="utf-8-sig") if str(named).endswith(".csv") and rows.is_file() else ""
        return Candidate(path, body, text)
    except (OSError, UnicodeDecodeError):
        raise Refusal("sync.publish.file", "Không đọc được tệp. Tệp phải là TOML, UTF-8.") from None
    except DefinitionError as error:
        raise Refusal("sync.publish.unfit", f"Không phát hành được: {error}.") from None


def unfit(candidate: Candidate) -> str:
    """Why a definition could not be used here beside those published before it; "" when it could."""
    return reason_against(candidate, [candidate_of(row) for row in of_the_nation().order_by("version", "id")])


def has_one_above() -> bool:
    """Whether this machine has one above it, so that nothing is published here."""
    return Pin.objects.filter(role=PinRole.PARENT).exists()


def publish_definition(*, by: Actor, at: datetime, candidate: Candidate) -> PublishedDefinition:
    """A new version for the whole nation (fact ``definition.published``).

    Refuses who may not manage the system, a machine that has one above it, and whatever this program could not use
    itself: wrong examples, a version that is not newer, a kind that cannot travel.
    """
    require(by, "system.manage")
    if has_one_above():
        raise Refusal(
            "sync.publish.not_root", "Máy này có tuyến trên. Định nghĩa mới chỉ phát hành từ máy trên cùng.", status=403
        )
    reason = unfit(candidate)
    if reason:
        raise Refusal("sync.publish.unfit", f"Không phát hành được: {reason}.")
    head, _body = read(candidate)
    with deed("definition.published", by=by, at=at, place="") as fact:
        row = PublishedDefinition(
            path=candidate.path,
            definition=head.id,
            version=head.version,
            title=head.title_vi[:250],
            effective_from=head.effective_from,
            body=candidate.body,
            rows=candidate.rows,
            digest=hashlib.sha256(f"{candidate.body}\0{candidate.rows}".encode()).hexdigest(),
        )
        fact.add(row)
    return row
