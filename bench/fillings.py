"""What a database is filled with before a bench: old rows that have to go, and deeds that are due at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select, text

from bot.settings import Settings
from db import inbox, residents
from db.base import EPOCH
from db.bookings import BOOKED, bookings
from db.engine import Database
from db.residents import Resident
from db.seal import Keyring
from services.clock import Clock

AGO = timedelta(days=3)  # when they ended: a day longer than they may stay
PIECE = 50_000  # rows of one statement
FIRST_PERSON = 6_000_000_000
WINDOW = """
[[windows]]
code = "w"
room = "r0"
name = { zh_Hans = "窗口", en = "Window" }
[windows.hours]
mon = "09:00-12:00"
[[errands]]
code = "e"
window = "w"
name = { zh_Hans = "业务", en = "Errand" }
"""
LEFT: dict[str, Select[Any]] = {
    "tidy": select(func.count()).select_from(inbox.inbox).where(inbox.inbox.c.update_id < 0),
    "due": select(func.count()).select_from(bookings).where(bookings.c.reminded == 0),
}
"""What is not done yet of each."""


def old_rows(database: Database, count: int) -> None:
    """Half of them updates that are done, half messages that were sent, three days ago."""
    with database.writing() as connection:
        ended = int((Clock().now() - AGO - EPOCH).total_seconds() * 1_000_000)
        for start in range(0, count // 2, PIECE):
            told = {"first": start + 1, "last": min(start + PIECE, count // 2), "ended": ended}
            for statement in (_UPDATES, _MESSAGES):
                connection.execute(statement, told)


_NUMBERS = """
WITH RECURSIVE numbers(n) AS
(SELECT CAST(:first AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
"""
_UPDATES = text(
    _NUMBERS
    + """
INSERT INTO inbox (bot_id, update_id, chat_id, urgent, turn, raw, state, tries, received_at, ended_at)
SELECT 1, -n, 7000000000 + n % 200000, false, 0, '', 'done', 1, :ended, :ended + n FROM numbers
"""
)
_MESSAGES = text(
    _NUMBERS
    + """
INSERT INTO outbox (lane, chat_id, kind, content, state, tries, made_at, ended_at, message_id)
SELECT 2, 7000000000 + n % 200000, 'message', '{}', 'sent', 1, :ended, :ended + n, n FROM numbers
"""
)


def due_deeds(settings: Settings, database: Database, count: int) -> None:
    """So many residents have a visit tomorrow, and all their reminders are due."""
    keys, now = Keyring(settings.key()), Clock().now()
    visit = now + timedelta(hours=20)
    key = keys.new_key()
    with database.writing() as connection:
        for number in range(count):
            known = Resident(FIRST_PERSON + number, key, None, None, "c0", "en", True, True, now)
            residents.add(connection, known)
        facts = {"window": "w", "errand": "e", "state": BOOKED, "start": visit}
        facts |= {"until": visit + timedelta(minutes=20), "made_at": now - timedelta(days=2)}
        facts |= {"booked_at": now - timedelta(days=2), "due_at": now - timedelta(seconds=1)}
        rows = [facts | {"resident_id": FIRST_PERSON + number} for number in range(count)]
        connection.execute(insert(bookings), rows)
