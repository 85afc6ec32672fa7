"""The safeguards of what the outbox owes: until when, who hears, lost chats, refusals by their words."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

OWING = "tests/delivery/test_owing.py"
BOOKS = "tests/delivery/test_books.py"
LOST = "tests/faults/test_lost_groups.py"
OUTAGES = "tests/faults/test_outages.py"

SAFEGUARDS = (
    Safeguard(
        "what a card shows is doubted when its change was not answered",
        "db/leases.py",
        "        if repeat:\n            cards.doubt(",
        "        if False:\n            cards.doubt(",
        (BOOKS, "-k", "may_have_arrived and sqlite"),
    ),
    Safeguard(
        "what a card shows is doubted when its change was on its way at a death",
        "db/leases.py",
        "    cards.doubt(connection, [(row.chat_id, row.card) for row in connection.execute(places)])\n",
        "",
        (BOOKS, "-k", "may_have_arrived and sqlite"),
    ),
    Safeguard(
        "nothing is given up because it was tried often",
        "bot/books.py",
        "        at = now + timedelta(seconds=outcome.again_in or back_off(row))\n",
        "        if row.lane != ALARM and row.tries >= 20:\n"
        "            self._end(connection, outcome, now, outbox.REFUSED)\n"
        "            return []\n"
        "        at = now + timedelta(seconds=outcome.again_in or back_off(row))\n",
        (OWING, "-k", "tried_often and sqlite"),
    ),
    Safeguard(
        "what makes no sense any more is not sent",
        "db/leases.py",
        "is_pending, _makes_sense)",
        "is_pending)",
        (OWING, "-k", "not_leased and sqlite"),
    ),
    Safeguard(
        "what ends unsaid is news",
        "jobs/endings.py",
        "        if owed.about is not None:\n",
        "        if False:\n",
        (OUTAGES, "-k", "both_sides and sqlite"),
    ),
    Safeguard(
        "a refusal that nobody knows is not final",
        "bot/objections.py",
        "    return Objection.ABSENT if refusal.code == FORBIDDEN else Objection.UNKNOWN\n",
        "    return Objection.MESSAGE\n",
        ("tests/delivery/test_objections.py", "-k", "judged_by_its_words"),
    ),
    Safeguard(
        "a group that may not be written in is lost, whatever the code",
        "bot/fates.py",
        "    Objection.MUTE: Fate.SHUT,\n",
        "",
        (LOST, "-k", "members_may_not and sqlite"),
    ),
    Safeguard(
        "a right that was taken loses the group",
        "handlers/officers/groups.py",
        "        return member.is_member and member.can_send_messages\n",
        "        return member.is_member\n",
        (LOST, "-k", "taken_rights and sqlite"),
    ),
    Safeguard(
        "a chat that takes a message again gets what it missed",
        "bot/books.py",
        "        return holds.release(connection, [chat_id])\n",
        "        return []\n",
        (OWING, "-k", "go_on_in_order and sqlite"),
    ),
    Safeguard(
        "all that a chat holds is told of",
        "bot/books.py",
        "            self._tell_owed(connection, owed, tidings.UNREACHABLE, now)\n",
        "            pass\n",
        (OWING, "-k", "tells_each_once and sqlite"),
    ),
    Safeguard(
        "what Telegram refused keeps nothing waiting",
        "bot/queue.py",
        "    if row.held:\n        return HELD, row.chat_id\n",
        "",
        ("tests/delivery/test_queue.py", "-k", "refused_keeps"),
    ),
    Safeguard(
        "a line is freed as it was taken",
        "bot/sender.py",
        "            self._queue.back(self._taken.pop(outcome.row.id))\n",
        "            row = self._taken.pop(outcome.row.id)\n"
        "            held = outcome.row.held is not None\n"
        "            self._queue.back(replace(row, held=held))\n",
        ("tests/delivery/test_sender.py", "-k", "freed_as_it_was_taken"),
    ),
    Safeguard(
        "what the resident said and no officer got is told to them",
        "jobs/talks.py",
        "        if tiding.outcome in FAILED:\n",
        "        if False:\n",
        (LOST, "-k", "voice and sqlite"),
    ),
    Safeguard(
        "an uncertain message is news",
        "bot/books.py",
        "                self._tell_owed(connection, owed, tidings.UNCERTAIN, now)\n",
        "                pass\n",
        (OWING, "-k", "f23_a_campaign and sqlite"),
    ),
    Safeguard(
        "an uncertain message has an end",
        "db/leases.py",
        ', reason="cut off on its way", ended_at=now,',
        ', reason="cut off on its way",',
        (OWING, "-k", "f23_a_campaign and sqlite"),
    ),
    Safeguard(
        "news that fails is heard again",
        "bot/complaints.py",
        "    if tiding.tries < len(HEARINGS):\n",
        "    if False:\n",
        ("tests/delivery/test_news.py", "-k", "set_aside and sqlite"),
    ),
    Safeguard(
        "a row in flight comes behind no newer content in a group that moved",
        "db/holds.py",
        "    connection.execute(delete(outbox).where(*rows, outbox.c.card.is_not(None), _newer(old, new)))\n",
        "",
        (OWING, "-k", "f18 and sqlite"),
    ),
    Safeguard(
        "an upload has the time that a slow line needs",
        "bot/telegram.py",
        "        within = ANSWER_WITHIN + wait + _on_the_line(parameters or {})\n",
        "        within = ANSWER_WITHIN + wait\n",
        ("tests/delivery/test_slow_lines.py",),
    ),
    Safeguard(
        "what a chat never takes ends after a month",
        "db/holds.py",
        "values(held=BY_CHAT, not_before=again, until=end)",
        "values(held=BY_CHAT, not_before=again)",
        ("tests/delivery/test_owing.py", "-k", "after_a_month"),
    ),
)
