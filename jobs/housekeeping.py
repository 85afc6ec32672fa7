"""Once an hour: forget what is over, so that nobody's words or name stay longer than promised."""

from __future__ import annotations

from db import inbox, outbox
from services.work import Work


def tidy(work: Work) -> None:
    """Updates done 48 h ago, parked ones after 30 days, messages 48 h after they were sent."""
    inbox.tidy(work.connection, work.now)
    outbox.tidy(work.connection, work.now)
