"""What happens by itself with groups: the bot leaves one that nobody bound, and hears from Telegram
whether who wants to bind one is an administrator of it."""

from __future__ import annotations

from sqlalchemy import Connection

from cards import groups as cards
from db import groups, tidings
from db.groups import StrangeGroup
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from locales import L
from services import groups as service
from services import invitations
from services.refusals import RefusedError
from services.work import Work


def leave(work: Work, group: StrangeGroup) -> None:
    """Nobody bound the group within ten minutes."""
    if service.leave(work, group):
        work.send(group.id, L("Nobody has bound this group, so I leave. Goodbye."))
        work.leave_chat(group.id)


def coming(connection: Connection) -> list[Coming]:
    """Groups that will be left ("groups.leave")."""
    return [Coming("groups.leave", one.id, one.leave_at) for one in groups.coming(connection)]


SWEEP = Sweep(groups.soonest, groups.due, leave, groups.postpone, coming)


def hear(tiding: Tiding, work: Work) -> None:
    """Who wants to bind the group is an administrator of it, or is not: said where they asked."""
    _, number, person, *topic = tiding.about.split()
    chat, inside = tiding.chat_id, int(topic[0]) or None if topic else None
    if tiding.outcome == tidings.EXPIRED:
        words = L("Telegram did not answer in time. Please write the code again.")
        work.send(chat, words, inside=inside)
        return
    if tiding.outcome != tidings.DELIVERED:
        work.send(chat, L("Only an administrator of this group can bind it."), inside=inside)
        return
    if invitations.was_spent_on(work, int(number), tiding.chat_id):
        return  # the code was written twice
    try:
        group = service.bind(work, tiding.chat_id, int(number), by=int(person))
    except RefusedError as refusal:
        work.send(chat, refusal.words, inside=inside)
    else:
        work.send(chat, cards.bound(work, group), inside=inside)
