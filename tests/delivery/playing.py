"""How histories are played: so many of a machine's, each so many steps long, the same ones every time.

SEED chooses others than the usual ones; a history that fails is printed as the calls that lead there,
shortened unless SHRINK is 0.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

SEED = os.environ.get("SEED")
SHRINK = os.environ.get("SHRINK") != "0"


def play(machine: Callable[[], RuleBasedStateMachine], histories: int, steps: int) -> None:
    """Each history begins with a machine of its own."""

    def fresh() -> RuleBasedStateMachine:
        return machine()

    how = settings(
        max_examples=histories,
        stateful_step_count=steps,
        derandomize=SEED is None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink] if SHRINK else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    begins = fresh if SEED is None else seed(int(SEED))(fresh)
    run_state_machine_as_test(begins, settings=how, _min_steps=20)  # type: ignore[arg-type]  # takes any factory
