"""Loading once, before serving, what the first requests would load in every process: lists, forms, SQL, templates."""

from __future__ import annotations

import gc

from django.db import connections
from django.template.loader import get_template
from django.urls import reverse

from tram.encounters.api import icd_code, visit_form
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import local_node
from tram.kernel.periods import month
from tram.reports.api import indicator_values

PAGES = ("web/home.html", "web/person.html", "web/sign_in.html", "reports/register.html", "reports/indicators.html")


def warm() -> None:
    """Warms this process and freezes what it holds, so that forked processes share the memory instead of copying it."""
    reverse("web:home")
    visit_form()
    icd_code("I10")
    for page in PAGES:
        get_template(page)
    commune = local_node().place
    if commune:
        today = today_vn(now())
        indicator_values(SYSTEM, period=month(today.year, today.month), today=today, communes=[commune])
    connections.close_all()
    gc.collect()
    gc.freeze()
