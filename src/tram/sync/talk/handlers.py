"""What is done with each kind of message: greeting, taking in, giving out, ending."""

from __future__ import annotations

from django.db.models import F

from tram.kernel.clock import millis
from tram.kernel.facts import local_node
from tram.kernel.facts.receive import retry
from tram.kernel.models import Held
from tram.sync.judge import admit, judge_for, judge_held
from tram.sync.models.peers import Peer, PeerRole, Stage, Talk
from tram.sync.rules.pace import LARGEST, SMALLEST, level
from tram.sync.rules.scope import Scope
from tram.sync.talk import chains
from tram.sync.talk.call import Call, have_of, packed, recipient
from tram.sync.talk.messages import KEPT, Batch, Cursor, Done, Hello, Kept, Pull, Pulled, Welcome, read, write
from tram.sync.talk.places import columns
from tram.sync.talk.portion import portion, true_place
from tram.sync.talk.receiving import facts_of, take_all, taken
from tram.sync.talk.travel import authors, introduce
from tram.sync.wire import turns
from tram.sync.wire.batch import known_dictionaries, pack_facts, shared_dictionary


def hello(call: Call) -> bytes:
    """Opens a conversation: the one before with this machine is over."""
    said = read(call.body, Hello)
    session = turns.begin(call.sender, call.at)
    have = {end.node: end.seq for end in said.chains}
    remembered = {"session": session, "have": packed(have), "dictionary": shared_dictionary(said.dictionaries)}
    Talk.objects.update_or_create(
        node=call.sender, defaults=remembered | {"began": None, "head": local_node().arrivals, "at": call.at}
    )
    peer = call.peer()
    peer.stage, peer.last_try_at, peer.clock_offset = Stage.HELLO, call.at, (said.at - millis(call.at)) / 1000
    peer.save(update_fields=["stage", "last_try_at", "clock_offset"])
    answer = Welcome(said.nonce, session, millis(call.at), list(known_dictionaries()), chains.held(said.chains))
    return write(answer)


def push(call: Call) -> bytes:
    """Takes facts in: judged, each applied or kept with its reason. A machine below must leave nothing out."""
    talk, batch = call.talk(), read(call.body, Batch)
    introduce(batch.nodes)
    facts = admit(call.trust, call.sender, facts_of(batch))
    judge = judge_for(call.trust, call.sender)
    receipt = take_all(facts, at=call.at, judge=judge, whole=call.role == PeerRole.CHILD)
    if call.role == PeerRole.CHILD:
        have = have_of(talk)
        have |= {fact.node: max(fact.seq, have.get(fact.node, 0)) for fact in facts}
        Talk.objects.filter(pk=talk.pk).update(have=packed(have))
    _count(call, Stage.PUSH, facts_in=receipt.facts, bytes_in=len(call.body))
    return write(taken(receipt))


def pull(call: Call) -> bytes:
    """Gives out what follows the place the other has reached, as far as it lies in its scope."""
    talk, said = call.talk(), read(call.body, Pull)
    if talk.began is None:
        talk.began = true_place(said.cursor).arrival
        Talk.objects.filter(pk=talk.pk).update(began=talk.began)
    to = recipient(call.trust, call.sender, have_of(talk), call.at)
    size = min(max(said.size, SMALLEST), LARGEST)
    part = portion(to, said.cursor, size, began=talk.began, head=talk.head, wants=said.wants)
    facts = part.travelling(to)
    batch = Batch(pack_facts(facts, talk.dictionary, level(size)), authors(facts))
    left = max(local_node().arrivals - part.cursor.arrival, 0) if part.more else 0
    _count(call, Stage.PULL, facts_out=len(facts), bytes_out=len(batch.facts))
    _reached(call, said.cursor, to.scope)
    return write(Pulled(batch, part.cursor, part.more, left))


def done(call: Call) -> bytes:
    """Ends the conversation: what was kept is tried again, now that the rest is here; what still waits is told."""
    talk = call.talk()
    retry(at=call.at, judge=judge_held(call.trust))
    Talk.objects.filter(pk=talk.pk).delete()
    Peer.objects.filter(node=call.sender).update(stage=Stage.DONE, last_done_at=call.at)
    held = Held.objects.filter(fact__node__in=list(have_of(talk))).order_by("fact")[:KEPT]
    return write(Done([Kept(*row) for row in held.values_list("fact__node", "fact__seq", "reason")]))


def _count(call: Call, stage: Stage, **counted: int) -> None:
    added = {name: F(name) + number for name, number in counted.items()}
    Peer.objects.filter(node=call.sender).update(stage=stage, **added)


def _reached(call: Call, cursor: Cursor, scope: Scope) -> None:
    """Notes how far the other has come in this machine's log: what it asks for is what it has not."""
    told = columns("pushed", cursor) | {"pushed_scope": scope.text}
    Peer.objects.filter(node=call.sender).update(**told)
