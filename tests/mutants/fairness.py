"""Safeguards of fair turns and budgets, and the tests that hold them."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

BACKLOG = "tests/faults/test_backlog.py"
TURNS = "tests/test_turns.py"
NEWS = "tests/delivery/test_news.py"
DOOR = "tests/delivery/test_door.py"
SENDER = "tests/delivery/test_sender.py"
BOOKS = "tests/delivery/test_books.py"
WAY_OUT = "tests/faults/test_way_out.py"
HANGS = "tests/faults/test_hangs.py"
SILENCE = "tests/faults/test_silence.py"
DUE = "tests/jobs/test_due.py"

SAFEGUARDS: tuple[Safeguard, ...] = (
    Safeguard(
        "whoever was passed over often writes next",
        "db/turns.py",
        "        if patient:\n",
        "        if False:\n",
        (TURNS, "-k", "passed_over"),
    ),
    Safeguard(
        "a batch works at least as long as it took to begin",
        "bot/budget.py",
        "        self._hurried = now + max(SECONDS, min(now - self._began, LONGEST))\n",
        "        self._hurried = now + SECONDS\n",
        (TURNS, "-k", "batch_works"),
    ),
    Safeguard(
        "no batch works for long, however long it took to begin",
        "bot/budget.py",
        "        self._hurried = now + max(SECONDS, min(now - self._began, LONGEST))\n",
        "        self._hurried = now + max(SECONDS, now - self._began)\n",
        (TURNS, "-k", "batch_works"),
    ),
    Safeguard(
        "an alarm in a hurry ends the batch under way",
        "bot/budget.py",
        "        return time.perf_counter() > (self._hurried if self._haste else self._longest)\n",
        "        return time.perf_counter() > self._longest\n",
        (NEWS, "-k", "in_a_hurry"),
    ),
    Safeguard(
        "an alarm at the door is in a hurry",
        "bot/intake/door.py",
        "        with self._database.haste.lasting() if urgent else nullcontext():\n",
        "        with nullcontext():\n",
        (DOOR,),
    ),
    Safeguard(
        "an alarm that is kept is in a hurry until the desk takes it",
        "bot/intake/door.py",
        "            self._database.haste.filed()\n",
        "            pass\n",
        (DOOR,),
    ),
    Safeguard(
        "words in an open alarm are in a hurry as its first press is",
        "bot/intake/door.py",
        "        return filed\n",
        "        return arrivals\n",
        (DOOR, "-k", "words_in"),
    ),
    Safeguard(
        "a campaign that hangs leaves room for alarms",
        "bot/sender.py",
        "        taken = self._queue.take(AT_ONCE - len(self._going), KEPT)\n",
        "        taken = self._queue.take(AT_ONCE - len(self._going))\n",
        (WAY_OUT, "-k", "slow_campaign and sqlite"),
    ),
    Safeguard(
        "an alarm that Telegram puts off calls the officers at once",
        "bot/books.py",
        "        if row.lane == ALARM and row.about is not None:\n",
        "        if False:\n",
        (WAY_OUT, "-k", "f16_a_refused and sqlite"),
    ),
    Safeguard(
        "an alarm's card that wants to leave is in a hurry",
        "bot/books.py",
        "        with self._database.haste.lasting() if rings else nullcontext():\n",
        "        with nullcontext():\n",
        (BOOKS, "-k", "makes_room"),
    ),
    Safeguard(
        "what has arrived waits no longer than a moment for others",
        "bot/sender.py",
        "        return idle and bool(self._going) and self._loop.time() < self._lingering_until\n",
        "        return idle and bool(self._going)\n",
        (SENDER, "-k", "no_longer_than_a_moment"),
    ),
    Safeguard(
        "a connection that lay in the pool is asked whether it lives",
        "db/deadlines.py",
        "        if time.monotonic() - record.info.get(ANSWERED, -FRESH) < FRESH:\n",
        "        if True:\n",
        (TURNS, "-k", "who_died"),
    ),
    Safeguard(
        "the leader's beat waits for no row",
        "db/leaders.py",
        "with_for_update(read=True, key_share=True)",
        "with_for_update(read=True)",
        (TURNS, "-k", "beat"),
    ),
    Safeguard(
        "a fresh alarm goes between what was left over",
        "bot/desk.py",
        "            rows = inbox.take(connection, MOST, self._left.newest)\n",
        "            rows = []\n"
        "            if not self._left.newest:\n"
        "                rows = inbox.take(connection, MOST, self._left.newest)\n",
        (BACKLOG, "-k", "fresh_alarm and sqlite"),
    ),
    Safeguard(
        "in a chat what was said before the start comes first",
        "bot/desk.py",
        "            behind = {row.chat_id for row in rows if self._left.holds(row.chat_id)}\n",
        "            behind: set[int] = set()\n",
        (BACKLOG, "-k", "comes_first and sqlite"),
    ),
    Safeguard(
        "what is over is forgotten in slices, to the end",
        "bot/desk.py",
        "        if more:\n            self._orders.put(deed)\n",
        "",
        (BACKLOG, "-k", "in_slices_and and sqlite"),
    ),
    Safeguard(
        "what is due is found along an index",
        "db/bookings.py",
        "soonest = select(func.min(bookings.c.due_at)).where(bookings.c.due_at.is_not(None))\n",
        "soonest = select(func.min(bookings.c.due_at))\n",
        (DUE, "-k", "asks_once and sqlite"),
    ),
    Safeguard(
        "a deed that hangs is found",
        "bot/deeds.py",
        "        self._hourglass.turn(suspect)\n",
        "",
        (HANGS, "-k", "f62 and sqlite and calendar"),
    ),
    Safeguard(
        "a deed that hung rests, whatever became of its case",
        "bot/deeds.py",
        "        if rest is not None:\n",
        "        if False:\n",
        (HANGS, "-k", "f62 and postgresql and due"),
    ),
    Safeguard(
        "a server that answers nothing is cut off",
        "db/deadlines.py",
        "                if since < late and line is not None:\n",
        "                if False:\n",
        (SILENCE, "-k", "f63"),
    ),
    Safeguard(
        "a server that only reads ends no process",
        "db/engine.py",
        "    return error.connection_invalidated or state.startswith(_THE_SERVERS)\n",
        "    return error.connection_invalidated\n",
        (SILENCE, "-k", "f64"),
    ),
    Safeguard(
        "a deed that fails is told",
        "bot/deeds.py",
        "            complaints.failed(turn, kind, name)\n",
        "",
        (HANGS, "-k", "f62 and fails and sqlite and escalations"),
    ),
)
