"""Joining by a one-time link, binding by a one-time code: who may give one, and whether it is good.

A code is 128 random bits; only its digest is kept. It works once, for 24 hours, and only while whoever
gave it is a duty lead: nobody who is taken out leaves a door open behind them.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from db import invitations, officers
from db.invitations import Invitation
from db.officers import DUTY_LEAD, Officer
from locales import L, Phrase
from services import officers as service
from services.refusals import RefusedError
from services.work import Work

LASTS = timedelta(hours=24)
BYTES = 16
LONGEST_NAME = 60  # characters of what residents read
LINK = "join_"  # what a link's payload begins with: t.me/<bot>?start=join_<code>
BIND = "bind_"  # the same of a link into a group: t.me/<bot>?startgroup=bind_<code>
# One answer to all that is no good: who guesses learns nothing.
NO_LINK = L("This link does not work (any more). Please ask your duty lead for a new one.")
NO_CODE = L("This code does not work (any more). Please ask a duty lead for a new one.")


def invite(work: Work, room_id: int, role: str, name: str | None = None) -> str:
    """A code with which one person joins the room in that role, one of officers.ROLES. A duty lead
    may ask for one, and the operator on the command line."""
    return _made(work, room_id, role=role, name=name, alarms=False, desk=False)


def invite_group(work: Work, room_id: int, *, alarms: bool, desk: bool) -> str:
    """A code with which an administrator binds a group to the room; asked for by the same."""
    return _made(work, room_id, role=None, name=None, alarms=alarms, desk=desk)


def _made(work: Work, room_id: int, **what: Any) -> str:
    if work.actor is not None:
        service.leading(work)
    if room_id not in work.station.rooms:
        raise RefusedError(L("There is no such room any more."))
    code = secrets.token_urlsafe(BYTES)
    values = {
        "digest": _digest(code),
        "room_id": room_id,
        "made_by": work.actor,
        "made_at": work.now,
        "expires_at": work.now + LASTS,
        **what,
    }
    number = invitations.add(work.connection, values)
    work.record("invite", f"invitations {number}", room=room_id, **(what | {"name": None}))
    return code


def opened(work: Work, code: str) -> Invitation:
    """The invitation behind a link that somebody opened. Raises RefusedError when it is no good."""
    invitation = invitations.find(work.connection, _digest(code))
    if invitation is None or invitation.role is None:
        raise RefusedError(NO_LINK)
    return _good_for_who_acts(work, invitation)


def join(work: Work, number: int, name: str) -> Officer:
    """Who acts serves from now on, under that name; the invitation is spent. Who serves already
    keeps their duty. Raises RefusedError when the invitation is no good any more."""
    invitation = _good_for_who_acts(work, invitations.get(work.connection, number))
    person = work.here.person_id
    before = officers.find(work.connection, person)
    invitations.use(work.connection, number, person, work.now)
    facts = {
        "name": name,
        "room_id": invitation.room_id,
        "role": invitation.role,
        "on_duty": before.on_duty if before else True,
    }
    officers.save(work.connection, person, facts)
    told = {"room": invitation.room_id, "role": invitation.role, "invitation": number}
    work.record("join", f"officers {person}", **told)
    joined = officers.find(work.connection, person)
    if joined is None:
        raise LookupError("who just joined does not serve")
    return joined


def for_group(work: Work, code: str) -> Invitation:
    """The invitation behind a code that somebody wrote in a group. Raises RefusedError."""
    invitation = invitations.find(work.connection, _digest(code))
    if invitation is None or invitation.role is not None:
        raise RefusedError(NO_CODE)
    return _good(work, invitation, NO_CODE)


def spend_on_group(work: Work, number: int, chat_id: int) -> Invitation:
    """The invitation, spent on the group. Raises RefusedError when it is no good any more."""
    invitation = _good(work, invitations.get(work.connection, number), NO_CODE)
    invitations.use(work.connection, number, chat_id, work.now)
    return invitation


def was_spent_on(work: Work, number: int, chat_id: int) -> bool:
    """Whether that group was bound with it already."""
    return invitations.get(work.connection, number).used_by == chat_id


def has_bound(work: Work, code: str, chat_id: int) -> bool:
    """The same by the code that somebody wrote."""
    invitation = invitations.find(work.connection, _digest(code))
    return invitation is not None and invitation.used_by == chat_id


def _good_for_who_acts(work: Work, invitation: Invitation) -> Invitation:
    known = officers.known(work.connection, work.here.person_id)
    if known is not None and known.left_at is not None and invitation.made_at <= known.left_at:
        # Given before they were taken out: it brings nobody back.
        raise RefusedError(NO_LINK, about=f"invitations {invitation.id}")
    return _good(work, invitation, NO_LINK)


def _good(work: Work, invitation: Invitation, otherwise: Phrase) -> Invitation:
    late = invitation.used_at is not None or invitation.expires_at <= work.now
    if late or not _given(work, invitation) or invitation.room_id not in work.station.rooms:
        raise RefusedError(otherwise, about=f"invitations {invitation.id}")
    return invitation


def _given(work: Work, invitation: Invitation) -> bool:
    """Whether who gave it could give it now."""
    if invitation.made_by is None:
        return True
    giver = officers.find(work.connection, invitation.made_by)
    return giver is not None and giver.role == DUTY_LEAD


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
