"""Making the data folder ready: tables up to date, definitions loaded, this machine named. Safe to run again."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tram.encounters.api import load_icd_categories
from tram.immunization.api import ensure_forecasts
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import local_node
from tram.kernel.guards import install, missing
from tram.kernel.models import Node
from tram.places.api import load_reference
from tram.sync.api import settle_definitions
from tram.web.statics import collect_if_changed

Say = Callable[[str], None]


def make_ready(say: Say, *, place: str = "", name: str = "") -> Node:
    """Migrates, installs guards, loads changed definitions and takes up published ones, collects static files.

    Names and returns the node.
    """
    if pending():
        say("Đang tạo hoặc cập nhật bảng dữ liệu…")
        call_command("migrate", verbosity=0, interactive=False)
    if missing(connection):
        install(connection)
    load_reference()
    load_icd_categories()
    settle_definitions(now())
    ensure_forecasts(today_vn(now()), at_most=None)
    collect_if_changed()
    return _name_node(place, name)


def pending() -> bool:
    """Whether tables are behind the program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _name_node(place: str, name: str) -> Node:
    node = local_node()
    wanted = {"place": place or node.place, "name": name or node.name}
    if (node.place, node.name) != (wanted["place"], wanted["name"]):
        Node.objects.filter(pk=node.pk).update(**wanted)
        node.refresh_from_db()
    return node
