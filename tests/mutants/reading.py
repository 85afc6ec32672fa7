"""The safeguards of reading what came in: odd corners, odd ids, odd answers, odd senders."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

SAFEGUARDS: tuple[Safeguard, ...] = ()
