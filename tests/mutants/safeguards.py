"""The safeguards: what each is for, the code that is it, what stands there without it, and the tests
that hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Safeguard:
    """`code` stands exactly once in `file`; `without` takes its place. `tests` are pytest's words."""

    name: str
    file: str
    code: str
    without: str
    tests: tuple[str, ...]


WAY_OUT = "tests/faults/test_way_out.py"
INTAKE = "tests/faults/test_intake.py"
QUEUE = "tests/delivery/test_queue.py"
MODEL = "tests/delivery/test_alarm_model.py"

SAFEGUARDS = (
    Safeguard(
        "webhook: commit before 200",
        "bot/intake/webhook.py",
        "            await self._door.file([update])\n",
        "            import asyncio\n            asyncio.ensure_future(self._door.file([update]))\n",
        ("tests/faults/test_trouble.py", "-k", "f09_a_webhook"),
    ),
    Safeguard(
        "polling: commit before confirm",
        "bot/intake/polling.py",
        '                self._troubles.tell("door", f"updates can\'t be kept: {type(error).__name__}")\n'
        "                await asyncio.sleep(PAUSE)\n",
        '                self._troubles.tell("door", f"updates can\'t be kept: {type(error).__name__}")\n'
        "                return\n",
        ("tests/faults/test_trouble.py", "-k", "f09_polling"),
    ),
    Safeguard(
        "an update is filed once",
        "db/inbox.py",
        '"sqlite": sqlite.insert(inbox).on_conflict_do_nothing(),',
        '"sqlite": sqlite.insert(inbox),',
        ("tests/delivery/test_inbox.py",),
    ),
    Safeguard(
        "urgent chats first",
        "db/inbox.py",
        "        head_start = AHEAD if arrival.chat_id in urgent else 0\n",
        "        head_start = 0\n",
        ("tests/delivery/test_inbox.py",),
    ),
    Safeguard(
        "a flood steps aside",
        "db/inbox.py",
        '"turn": max(place // TURN - head_start, turn),',
        '"turn": -head_start,',
        ("tests/delivery/test_inbox.py",),
    ),
    Safeguard(
        "order within a chat",
        "db/inbox.py",
        "        if len(chat_places) > 1:",
        "        if False:",
        ("tests/delivery/test_inbox.py",),
    ),
    Safeguard(
        "the webhook's secret",
        "bot/intake/webhook.py",
        "        if not hmac.compare_digest(shown, self._secret):",
        "        if False:",
        (INTAKE, "-k", "f35"),
    ),
    Safeguard(
        "only the leader writes",
        "db/leaders.py",
        "    if now != epoch:\n",
        "    if False:\n",
        ("tests/delivery/test_books.py",),
    ),
    Safeguard(
        "the fence of a lease",
        "db/leases.py",
        '        outbox.c.fence == bindparam("epoch"),\n',
        "",
        ("tests/delivery/test_books.py",),
    ),
    Safeguard(
        "what an earlier leader had on its way is sent again",
        "bot/books.py",
        "            for owed in leases.recover(connection, self._epoch, now):\n",
        "            for owed in ():\n",
        ("tests/delivery/test_books.py",),
    ),
    Safeguard(
        "SQLite begins IMMEDIATE",
        "db/engine.py",
        '"BEGIN" if reads else "BEGIN IMMEDIATE"',
        '"BEGIN"',
        ("tests/test_engine.py",),
    ),
    Safeguard(
        "a lost transaction is not committed",
        "db/engine.py",
        '        raise LostTransactionError("SQLite gave up the transaction.")',
        "        return",
        ("tests/test_engine.py",),
    ),
    Safeguard(
        "one writer in a process",
        "db/turns.py",
        "            while self._busy or self._next() is not ticket:",
        "            while False:",
        (WAY_OUT, "-k", "never_given_up and postgresql"),
    ),
    Safeguard(
        "a savepoint for each update",
        "services/work.py",
        '            self.turn.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT work")\n',
        "",
        ("tests/services/test_work.py",),
    ),
    Safeguard(
        "nothing at the desk waits",
        "bot/answers.py",
        '    raise RuntimeError("a conversation waits: at the desk it may only say, through Work")\n',
        "",
        ("tests/faults/test_trouble.py", "-k", "a_conversation_that_waits"),
    ),
    Safeguard(
        "alarms before everything",
        "bot/queue.py",
        "        return sorted(turns)\n",
        "        return sorted(turns, reverse=True)\n",
        (QUEUE,),
    ),
    Safeguard(
        "no alarm waits behind one that is tried again",
        "bot/turns.py",
        "    if row.lane != ALARM or row.not_before is None or row.held:",
        "    if True:",
        (QUEUE,),
    ),
    Safeguard(
        "places on the way are kept for alarms",
        "bot/queue.py",
        "            if row.lane != ALARM and len(taken) >= most - kept:",
        "            if False:",
        (QUEUE,),
    ),
    Safeguard(
        "messages of a group's minute are kept for alarms",
        "bot/minutes.py",
        "        share = max(self.spared, self.per_minute - self.kept - self._urgent)\n",
        "        share = max(self.spared, self.per_minute - self._urgent)\n",
        ("tests/delivery/test_pacing.py",),
    ),
    Safeguard(
        "a campaign's 429 stops the campaign only",
        "bot/pacing.py",
        "            self._hold(CAMPAIGN, until)\n            return\n",
        "            pass\n",
        ("tests/delivery/test_pacing.py",),
    ),
    Safeguard(
        "a repeat is marked",
        "bot/wire.py",
        '(REPEAT if row.repeat else "") + ',
        "",
        (WAY_OUT, "-k", "f14"),
    ),
    Safeguard(
        "alarms are tried every few seconds",
        "bot/fates.py",
        "    longest = LONGEST_BACK_OFF if row.lane == ALARM else LONGEST_PAUSE\n",
        "    longest = LONGEST_PAUSE\n",
        (WAY_OUT, "-k", "never_given_up"),
    ),
    Safeguard(
        "a revoked token ends no alarm",
        "bot/sender.py",
        "        if about is Objection.TOKEN:",
        "        if False:",
        (WAY_OUT, "-k", "revoked_token"),
    ),
    Safeguard(
        "values are escaped",
        "locales/__init__.py",
        "    return escape(text, quote=False) if html else text",
        "    return text",
        ("tests/faults/test_words.py", "-k", "f41"),
    ),
    Safeguard(
        "a resident's words call nobody",
        "cards/said.py",
        'return _LIVE.sub("\\\\1\\u2060", text or "")',
        'return text or ""',
        ("tests/faults/test_words.py", "-k", "f41"),
    ),
    Safeguard(
        "a second press is the same alarm",
        "services/alerts.py",
        "    if live is not None:\n        return _pressed_again",
        "    if False:\n        return _pressed_again",
        ("tests/conversations/test_alerts.py", "-k", "every_language and sqlite"),
    ),
    Safeguard(
        "one officer wins",
        "services/responses.py",
        "    if not alert.calls:\n        raise RefusedError(_taken",
        "    if alert.state == CLOSED:\n        raise RefusedError(_taken",
        ("tests/faults/test_time_and_state.py", "-k", "two_officers"),
    ),
    Safeguard(
        "only officers of the room",
        "services/officers.py",
        "    if not _concerned(officer, room_ids, called) or not here:\n",
        "    if not here:\n",
        ("tests/faults/test_attacks.py", "-k", "no_press_works_for_the_wrong_person"),
    ),
    Safeguard(
        "an alarm's answers do not sound",
        "cards/alerts.py",
        "lane=lane, buttons=buttons, silent=True)",
        "lane=lane, buttons=buttons)",
        ("tests/conversations/test_alerts.py", "-k", "only_its_acceptance"),
    ),
    Safeguard(
        "nothing sounds where a silent alarm is live",
        "bot/books.py",
        '                row.content["silent"] = True\n',
        "                pass\n",
        ("tests/conversations/test_alerts.py", "-k", "before_a_silent_alarm"),
    ),
    Safeguard(
        "the clock runs on by itself",
        "services/clock.py",
        "        return self._start + timedelta(seconds=self.seconds() + self._followed())",
        "        return datetime.now(UTC) + timedelta(seconds=self._offset)",
        ("tests/faults/test_time_and_state.py", "-k", "f28"),
    ),
    Safeguard(
        "the audit trail is signed",
        "db/audit.py",
        "        if line.id != number or keys.sign(told) != line.signature:",
        "        if line.id != number:",
        ("tests/faults/test_secrets.py", "-k", "f47"),
    ),
    Safeguard(
        "the audit trail's end is signed",
        "db/audit.py",
        "    if ended != (number, before",
        "    if False and ended != (number, before",
        ("tests/faults/test_secrets.py", "-k", "f47"),
    ),
    Safeguard(
        "an error's text is not logged",
        "bot/complaints.py",
        '    return f"{type(error).__name__}{place}"',
        '    return f"{error}{place}"',
        ("tests/faults/test_secrets.py", "-k", "f46"),
    ),
    Safeguard(
        "ids that start anew are seen",
        "bot/intake/polling.py",
        "                offset = None\n",
        "                pass\n",
        (INTAKE, "-k", "f07"),
    ),
    Safeguard(
        "a try is counted before it is made",
        "db/inbox.py",
        "    connection.execute(tried.values(tries=inbox.c.tries + 1))",
        "    connection.execute(tried.values(tries=inbox.c.tries))",
        ("tests/faults/test_hangs.py",),
    ),
    Safeguard(
        "an unreadable update is set aside",
        "bot/answers.py",
        "            complaints.park(turn, row, str(reason))\n            return None",
        "            raise",
        (INTAKE, "-k", "f04"),
    ),
)
