"""Which destinations this machine sends to. A setting of the machine, not a fact: another machine has its own."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.refusals import Refusal
from tram.places.api import commune
from tram.sync.models import Route
from tram.sync.outbox.collect import log_end
from tram.sync.outbox.destinations import latest

SCHEMES = ("http", "https")


def set_route(
    *,
    by: Actor,
    at: datetime,
    destination: str,
    address: str,
    places: str = "",
    on: bool = True,
    from_start: bool = False,
) -> Route:
    """This machine sends to a destination about these communes (codes parted by blanks, "" all it holds).

    A new route begins with what happens from now on; ``from_start`` reads the log from its beginning, once more for a
    known one: messages made before are not made again. Refuses who may not manage the machine, an unknown destination
    or commune, and an address that is no web address.
    """
    require(by, "system.manage")
    known = latest(destination).id
    parts = urlsplit(address)
    if address and (parts.scheme not in SCHEMES or not parts.hostname):
        raise Refusal("outbox.address", "Địa chỉ phải có dạng https://máy.nhận/đường/dẫn.", {"field": "address"})
    for code in places.split():
        if commune(code, today_vn(at)) is None:
            raise Refusal("outbox.commune", f"Mã xã {code} không có trong danh mục đang dùng.", {"field": "places"})
    row = Route.objects.filter(pk=known).first() or Route(pk=known, arrival=log_end())
    row.address, row.places, row.on = address, " ".join(places.split()), on
    row.failures, row.next_at, row.reason = 0, None, ""
    if from_start:
        row.arrival = 0
    row.save()
    return row
