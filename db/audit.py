"""What was done, by whom, when: a trail that can be added to and verified, not changed.

Each line is signed over the line before it, and the head over the last line and the count, so that
an edited, a removed and a cut-off line are all noticed. No personal data, only numbers and verbs.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, String, Table, Text, insert, select, update

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
    head = connection.execute(_head).first()
    number, before = (head.lines + 1, head.last) if head else (1, "")
    told = json.dumps(detail, sort_keys=True)
    signature = keys.sign(_line(number, at, actor, verb, noun, told, before))
    line = {"id": number, "at": at, "actor": actor, "verb": verb, "noun": noun}
    connection.execute(_adding, {**line, "detail": told, "signature": signature})
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
        told = _line(number, line.at, line.actor, line.verb, line.noun, line.detail, before)
        if line.id != number or keys.sign(told) != line.signature:
            raise BrokenTrailError(f"The audit trail does not fit at line {number}.")
        before = line.signature
    head = connection.execute(select(audit_head)).first()
    if head is None:
        raise BrokenTrailError("There is no audit trail: the import of a district begins it.")
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


def _line(
    number: int, at: datetime, actor: int | None, verb: str, noun: str, detail: str, before: str
) -> str:
    return json.dumps([number, (at - EPOCH) // MICROSECOND, actor, verb, noun, detail, before])
