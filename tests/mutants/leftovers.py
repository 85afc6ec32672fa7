"""The safeguards of what is left behind: by the process before, and by an answer that was lost."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

TALKS = "tests/conversations/test_talks.py"
BOOKS = ("tests/delivery/test_books.py", "-k", "last_minute and sqlite")

SAFEGUARDS = (
    Safeguard(
        "a restart remembers what a group was sent",
        "bot/sender.py",
        "        for said in opening.said:\n",
        "        for said in []:\n",
        ("tests/faults/test_way_out.py", "-k", "f16_a_restart and sqlite"),
    ),
    Safeguard(
        "an edit is remembered as one",
        "db/leases.py",
        "    ending = _ending_an_edit if edited else _ending\n",
        "    ending = _ending\n",
        BOOKS,
    ),
    Safeguard(
        "what was cut off on its way counts as sent",
        "db/lately.py",
        "    return sent + [",
        "    return sent or [",
        BOOKS,
    ),
    Safeguard(
        "the older of two cards is a card",
        "services/talks.py",
        "    if alert is None and named is not None:\n",
        "    if False:\n",
        (TALKS, "-k", "older_of_two and sqlite"),
    ),
    Safeguard(
        "another bot's message is no card",
        "handlers/officers/talks.py",
        "        if replied.from_user.id != work.turn.house.bot_id:",
        "        if not replied.from_user.is_bot:",
        (TALKS, "-k", "another_bot and sqlite"),
    ),
    Safeguard(
        "a question about an alarm is no card",
        "cards/alerts.py",
        "if isinstance(press, ON_THE_CARD)}",
        "if isinstance(press, (*ON_THE_CARD, ToOfficer, ToRoom))}",
        (TALKS, "-k", "a_question_about and sqlite"),
    ),
    Safeguard(
        "an edit does not bring back a card that was forgotten",
        "db/cards.py",
        "    if not is_new:\n",
        "    if False:\n",
        ("tests/delivery/test_books.py", "-k", "does_not_bring_back"),
    ),
    Safeguard(
        "an answer faster than our books gets there",
        "services/talks.py",
        "        return name, message_id  # somebody answers faster than we write down\n",
        "        pass\n",
        (TALKS, "-k", "faster_than and sqlite"),
    ),
    Safeguard(
        "an answer to something older is none to what is on its way",
        "db/leases.py",
        "    return going[0].card if message_id > noted else None\n",
        "    return going[0].card\n",
        ("tests/delivery/test_books.py", "-k", "younger_than"),
    ),
    Safeguard(
        "a code that is written twice is no wrong one",
        "handlers/officers/groups.py",
        "    if groups.is_bound_by(work, code):  # written twice: it has been said\n        return\n",
        "",
        ("tests/conversations/test_groups.py", "-k", "written_twice and sqlite"),
    ),
)
