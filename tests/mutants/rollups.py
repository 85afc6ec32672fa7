"""The safeguards of a surge: what is too much stands together, is counted and listed, and comes back."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

ROLLUPS = "tests/conversations/test_rollups.py"
SURGE = "tests/faults/test_surge.py"

SAFEGUARDS = (
    Safeguard(
        "what a group can't take this minute stands in its roll-up",
        "services/rollups.py",
        "free_places(work, room_id) > 0\n",
        "True\n",
        (ROLLUPS, "-k", "too_much and sqlite"),
    ),
    Safeguard(
        "who comes while others wait in the roll-up joins them",
        "services/rollups.py",
        "    return not stands(work, room_id) and free_places",
        "    return free_places",
        (ROLLUPS, "-k", "joins and sqlite"),
    ),
    Safeguard(
        "an alarm in a roll-up has no cards besides",
        "cards/responses.py",
        "    if alert.rolled:\n",
        "    if False:\n",
        (ROLLUPS, "-k", "too_much and sqlite"),
    ),
    Safeguard(
        "what was said follows an alarm out of the roll-up",
        "services/alerts.py",
        "            talks.follow(work, changed)\n",
        "            pass\n",
        (ROLLUPS, "-k", "all_that_was_said and sqlite"),
    ),
    Safeguard(
        "few that are left get cards again",
        "jobs/rollups.py",
        "    if rollups.waiting(work.connection, rollup.id) > service.PAGE:\n",
        "    if True:\n",
        (ROLLUPS, "-k", "few_are_left and sqlite"),
    ),
    Safeguard(
        "who is called by a roll-up may act in its alarms",
        "services/rollups.py",
        "    if alert.rolled:\n        for room_id",
        "    if False:\n        for room_id",
        (ROLLUPS, "-k", "another_room and sqlite"),
    ),
    Safeguard(
        "an alarm that reaches another room stands in its roll-up too",
        "services/rollups.py",
        "    if alert.rooms != before.rooms:\n",
        "    if False:\n",
        (ROLLUPS, "-k", "call_wider and sqlite"),
    ),
    Safeguard(
        "a roll-up that rings anew takes its old message back",
        "cards/rollups.py",
        "        work.take_back(chat, _before(work, rollup, chat))\n",
        "        pass\n",
        (ROLLUPS, "-k", "call_wider and sqlite"),
    ),
    Safeguard(
        "sixty of a surge are seen one by one",
        "cards/rollups.py",
        "NUMBERED = 40 ",
        "NUMBERED = 20 ",
        (SURGE, "-k", "f17 and sqlite"),
    ),
    Safeguard(
        "the same press in a row costs no redraw each",
        "bot/answers.py",
        "        if pressed is None or pressed != before:\n",
        "        if True:\n",
        ("tests/delivery/test_runs.py", "-k", "in_a_row"),
    ),
    Safeguard(
        "of presses that were one all are counted",
        "db/alerts.py",
        '.values(presses=alerts.c.presses + bindparam("times"))',
        ".values(presses=alerts.c.presses + 1)",
        ("tests/faults/test_attacks.py", "-k", "f42 and sqlite"),
    ),
    Safeguard(
        "what has waited longest is done first, of whatever kind",
        "jobs/__init__.py",
        "    _, sweep = min(due, key=lambda one: one[0])\n",
        "    _, sweep = due[0]\n",
        ("tests/jobs/test_sweeps.py",),
    ),
)
