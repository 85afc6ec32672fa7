"""The safeguards of fair shares on the way out: cases of a chat, edits behind messages, a group's minute."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

SAFEGUARDS: tuple[Safeguard, ...] = ()
