"""One Morango node: ``serve PORT``, ``root``, ``adopt FILE``, ``fill RECORDS`` or ``push|pull ADDRESS CHUNK``."""

import json
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "morango_app.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from morango.models.certificates import Certificate, Filter, Key, ScopeDefinition  # noqa: E402
from morango.sync.controller import MorangoProfileController  # noqa: E402
from morango_app.models import PROFILE, Observation  # noqa: E402

COPIED = ("commune", "day", "status", "at", "system", "code", "number", "unit")


def ready() -> None:
    """Tables, the journal as any careful owner would set it, and what a certificate may cover."""
    from django.db import connection

    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    template = "${dataset}"
    ScopeDefinition.objects.get_or_create(
        id="whole", profile=PROFILE, version=1, primary_scope_param_key="dataset", description="",
        read_filter_template="", write_filter_template="", read_write_filter_template=template,
    )  # fmt: skip


def serve(port: str) -> None:
    from django.core.wsgi import get_wsgi_application
    from waitress import serve as wait

    wait(get_wsgi_application(), host="127.0.0.1", port=int(port), threads=4)


def root() -> None:
    """Makes the root certificate; prints it with its key."""
    made = Certificate.generate_root_certificate("whole")
    key = made.private_key.get_private_key_string()
    print(json.dumps({"serialized": made.serialized, "signature": made.signature, "key": key}))


def adopt(path: str) -> None:
    """Takes over a root certificate, so that this node speaks for the same data."""
    told = json.loads(Path(path).read_text())
    made = Certificate.deserialize(told["serialized"], told["signature"])
    made.private_key = Key(private_key_string=told["key"])
    made.save()


def fill(path: str) -> None:
    dataset = Certificate.objects.get().id
    rows = []
    for line in Path(path).read_text().splitlines():
        told = json.loads(line)
        values = {name: told[name] for name in COPIED}
        row = Observation(dataset=dataset, source=told["_id"], person=told["person_id"], **values)
        row.id = row.calculate_uuid()
        rows.append(row)
    Observation.objects.bulk_create(rows, batch_size=80)


def exchange(way: str, address: str, chunk: str) -> None:
    """A whole push or pull, from the record tables of one node to those of the other; prints what it took."""
    began, used = time.monotonic(), time.process_time()
    connection = MorangoProfileController(PROFILE).create_network_connection(address, chunk_size=int(chunk))
    certificate = Certificate.objects.get()
    session = connection.create_sync_session(certificate, certificate)
    client = session.get_push_client() if way == "push" else session.get_pull_client()
    client.initialize(Filter(certificate.id))
    client.run()
    client.finalize()
    seconds, cpu = time.monotonic() - began, time.process_time() - used
    told = {"seconds": seconds, "cpu": cpu, "sent": connection.bytes_sent, "received": connection.bytes_received}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(told | {"rows": Observation.objects.count(), "memory": memory}))


if __name__ == "__main__":
    ready()
    word, *rest = sys.argv[1:]
    if word in {"push", "pull"}:
        exchange(word, *rest)
    else:
        {"serve": serve, "root": root, "adopt": adopt, "fill": fill}[word](*rest)
