"""Whose turn it is: inside a conversation each message has the next number, so that nobody can say one twice.

The receiver names the conversation (at ``hello``) with a word nobody can foresee; a message of an older conversation,
or with a number that was heard, is a replay.
"""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

from tram.sync.models import Conversation
from tram.sync.models.trust import SESSION
from tram.sync.wire import refusals


def begin(sender: UUID, at: datetime) -> bytes:
    """A new conversation with a machine, 16 bytes; the one before is over."""
    session = os.urandom(SESSION)
    Conversation.objects.update_or_create(node=sender, defaults={"session": session, "number": 0, "begun_at": at})
    return session


def take(sender: UUID, session: bytes, number: int) -> None:
    """Hears message ``number`` (1, 2, …; some may be missing). Refuses ``envelope.replayed``."""
    heard = Conversation.objects.filter(node=sender, session=session, number__lt=number).update(number=number)
    if not heard:
        raise refusals.replayed()
