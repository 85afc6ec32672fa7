"""What was done, by whom, when: a trail that can be added to and verified, not changed.

Each line is signed over the line before it, and the head over the last line and the count, so that
an edited, a removed and a cut-off line are all noticed. A trail begins once, at the first import of a
district: a line that finds none goes on from lines that are missing, and can't pass for a beginning. What has
to be done is done and recorded all the same. No personal data, only numbers and verbs.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, String, Table, Text, insert, select, update

from db import districts, leaders
from db.base import EPOCH, MICROSECOND, Moment, RowId, metadata
from db.seal import Keyring

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", BigInteger),
    Column("verb", String(64), nullable=False),
    Column("noun", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("signature", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=False),
    Column("lines", BigInteger, nullable=False),
    Column("last", String(64), nullable=False),
    Column("signature", String(64), nullable=False),
)


_head = select(audit_head).with_for_update()
_adding = insert(audit)
_ending = update(audit_head)


MEND = (
    "Somebody wrote to the database past the programme: keep a copy of it as it is, change who may, and"
    " take the lines from the newest backup. The bot serves on, and records what is done."
)
NONE = "There is no audit trail: the import of a district begins it."
GONE = f"The audit trail was removed, with its head or without. {MEND}"
REMOVED = f"The audit trail before {{at:%Y-%m-%d %H:%M}} UTC was removed with its head. {MEND}"
MISSING = "the lines before are missing"  # what the first line after a removal is signed over


_Told = tuple[datetime, int | None, str, str, dict[str, object]]


class BrokenTrailError(Exception):
    """The trail was edited or cut; the text names the first line that does not fit."""


def record(
    connection: Connection,
    keys: Keyring,
    at: datetime,
    actor: int | None,
    verb: str,
    noun: str,
    **detail: object,
) -> None:
    """Adds one line. `noun` is like "alerts 12", `actor` a Telegram id or None for the clock."""
    _add(connection, keys, MISSING, (at, actor, verb, noun, detail))


def begin(connection: Connection, keys: Keyring, at: datetime, verb: str, noun: str) -> None:
    """Adds the first line of all. Where lines are there already it is one like any other."""
    _add(connection, keys, "", (at, None, verb, noun, {}))


def _add(connection: Connection, keys: Keyring, beginning: str, line: _Told) -> None:
    at, actor, verb, noun, detail = line
    head = connection.execute(_head).first()
    number, before = (head.lines + 1, head.last) if head else (1, beginning)
    told = json.dumps(detail, sort_keys=True)
    signature = keys.sign(_line(number, at, actor, verb, noun, told, before))
    values = {"id": number, "at": at, "actor": actor, "verb": verb, "noun": noun}
    connection.execute(_adding, {**values, "detail": told, "signature": signature})
    end = {"lines": number, "last": signature, "signature": keys.sign(f"{number} {signature}")}
    if head:
        connection.execute(_ending, end)
    else:
        connection.execute(insert(audit_head), {"id": 1, **end})


def verify(connection: Connection, keys: Keyring) -> int:
    """The number of lines, each seen to fit; raises BrokenTrailError."""
    number, before = 0, ""
    for line in connection.execute(select(audit).order_by(audit.c.id)):
        number += 1
        facts = (number, line.at, line.actor, line.verb, line.noun, line.detail)
        if number == 1 and keys.sign(_line(*facts, MISSING)) == line.signature:
            raise BrokenTrailError(REMOVED.format(at=line.at))
        told = _line(*facts, before)
        if line.id != number or keys.sign(told) != line.signature:
            raise BrokenTrailError(f"The audit trail does not fit at line {number}.")
        before = line.signature
    head = connection.execute(select(audit_head)).first()
    if head is None:
        raise BrokenTrailError(GONE if number or is_in_use(connection) else NONE)
    ended = (head.lines, head.last, head.signature)
    if ended != (number, before, keys.sign(f"{number} {before}")):
        raise BrokenTrailError(
            f"The audit trail ends after line {number}, its head says otherwise."
        )
    return number


def begun(connection: Connection) -> bool:
    """Whether there is a trail."""
    return connection.execute(select(audit_head.c.id)).first() is not None


def is_ended_by(connection: Connection, keys: Keyring) -> bool:
    """Whether the head was signed with this key."""
    head = connection.execute(select(audit_head)).one()
    return bool(keys.sign(f"{head.lines} {head.last}") == head.signature)


def last_signature(connection: Connection) -> str:
    """Of the newest line; empty where there is none."""
    return str(connection.scalar(select(audit_head.c.last)) or "")


def is_in_use(connection: Connection) -> bool:
    """Whether a station was served here already, so that its trail has begun."""
    led = leaders.last_seen(connection) is not None
    return led or districts.revision(connection) > 0


def _line(
    number: int, at: datetime, actor: int | None, verb: str, noun: str, detail: str, before: str
) -> str:
    return json.dumps([number, (at - EPOCH) // MICROSECOND, actor, verb, noun, detail, before])
