"""The safeguards of what a conversation may take: questions, replies, commands, drafts, open alarms."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

SAFEGUARDS: tuple[Safeguard, ...] = ()
