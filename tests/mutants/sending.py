"""The safeguards of the way out that a new process has to know of."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

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
        "db/outbox.py",
        "    return sent + [",
        "    return sent or [",
        BOOKS,
    ),
)
