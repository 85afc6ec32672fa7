"""Safeguards of the parent, and the tests that hold them."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

PARENT = "tests/faults/test_parent.py"

SAFEGUARDS: tuple[Safeguard, ...] = (
    Safeguard(
        "what does not start is given up",
        "bot/parent.py",
        "            if deaths == IN_A_ROW:\n",
        "            if deaths == IN_A_ROW + 1:\n",
        (PARENT, "-k", "given_up"),
    ),
    Safeguard(
        "a refusal ends a first start only",
        "bot/parent.py",
        "            if status == REFUSED and not self._was_ready:\n",
        "            if status == REFUSED:\n",
        (PARENT, "-k", "refusal"),
    ),
    Safeguard(
        "an operator's mistake is not tried again",
        "bot/parent.py",
        "            if status == REFUSED and not self._was_ready:\n",
        "            if False:\n",
        (PARENT, "-k", "operator"),
    ),
    Safeguard(
        "whoever was ready is no death in a row",
        "bot/parent.py",
        "            deaths = 0 if was_ready else deaths + 1\n",
        "            deaths = deaths + 1\n",
        (PARENT, "-k", "as_often"),
    ),
    Safeguard(
        "a stop before a child is born reaches it",
        "bot/parent.py",
        "            os.kill(pid, self._asked)\n",
        "            pass\n",
        (PARENT, "-k", "between_two_children"),
    ),
    Safeguard(
        "it is ready as soon as it is",
        "bot/parent.py",
        "                    await (asyncio.sleep(EVERY) if ready else programme.listens.wait())\n",
        "                    await asyncio.sleep(EVERY)\n",
        (PARENT, "-k", "as_often"),
    ),
    Safeguard(
        "whoever has no pulse is ended",
        "bot/parent.py",
        "            if silent == HANGS or leaving == LEAVES:\n",
        "            if leaving == LEAVES:\n",
        (PARENT, "-k", "whoever_hangs"),
    ),
    Safeguard(
        "whoever does not leave is ended",
        "bot/parent.py",
        "            if silent == HANGS or leaving == LEAVES:\n",
        "            if silent == HANGS:\n",
        (PARENT, "-k", "does_not_leave"),
    ),
    Safeguard(
        "a child notices that its parent is gone",
        "bot/parent.py",
        "                programme.stop()\n                return\n",
        "                return\n",
        (PARENT, "-k", "parent_is_gone"),
    ),
    Safeguard(
        "a stop reaches the child",
        "bot/parent.py",
        "            os.kill(self._child, number)\n",
        "            pass\n",
        (PARENT, "-k", "reaches_the_child"),
    ),
)
