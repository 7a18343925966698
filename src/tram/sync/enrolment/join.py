"""Joining: this machine asks its parent-to-be, over whatever line it is given, and remembers where it lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from tram.kernel.actors import Actor, require
from tram.sync.actions.enrol import Joined, enrol_accept, enrol_request
from tram.sync.identity import Identity
from tram.sync.models import Peer, PeerRole
from tram.sync.rules.codes import read_code
from tram.sync.snapshot.load import begin_if_new


def join_parent(
    *, by: Actor, at: datetime, identity: Identity, name: str, address: str, code: str, send: Callable[[bytes], bytes]
) -> Joined:
    """Becomes a child of the machine that gave the code; exchanges with it from now on, at ``address``.

    May be repeated when the line broke. Refuses who may not, a mistyped code, what the parent refuses, and an answer
    that is not the parent's.
    """
    require(by, "node.manage")
    read_code(code)
    question = enrol_request(identity, code, name)
    answer = send(question)
    with transaction.atomic():
        joined = enrol_accept(identity, code, question, answer)
        told = {"role": PeerRole.PARENT, "name": joined.parent.name, "address": address, "next_try_at": at}
        Peer.objects.update_or_create(node=joined.parent.node, defaults=told)
        begin_if_new(joined.parent.node, joined.own.places, at)
    return joined
