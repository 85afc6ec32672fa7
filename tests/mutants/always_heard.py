"""The safeguards that an alarm always has somebody who can act, a clock, and its time."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

SAFEGUARDS: tuple[Safeguard, ...] = ()
