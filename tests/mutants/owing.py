"""The safeguards of what the outbox owes: until when, who hears, lost chats, refusals by their words."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

SAFEGUARDS: tuple[Safeguard, ...] = ()
