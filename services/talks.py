"""The talk while an alarm is open: what the resident says goes to the officers, and what an officer
answers to it goes to the resident. Everything else that officers write stays among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import alerts as cases
from db import cards, holds, leases, outbox, talks
from db.alerts import CLOSED, Alert
from db.cards import CardName
from db.outbox import PENDING
from db.talks import TEXT, VENUE, Talk
from locales import L
from services import officers, rollups
from services.refusals import RefusedError
from services.speech import Thread
from services.work import Work

QUICK = (
    L("We are on it. Please keep your phone with you."),
    L("Please tell us exactly where you are."),
    L("Is anybody hurt?"),
    L("Please stay where you are safe."),
)
TOGETHER = 3600  # UTF-16 units that one message carries, of Telegram's 4,096
QUICKLY = "quick"  # the kind of a talk that is one of them
TALK = "talk"  # how the names of its cards begin
OFFICERS_CARDS = {"", "card", "again", "called"}  # an answer to any of them is one to the resident


# A message counts as one of the alarm if it was written no earlier before it: Telegram tells whole
# seconds, and the press was handled a moment after it was made.
AT_THE_PRESS = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Saying:
    """A message as it was said: Telegram's kind of content, its words or caption, its album, the message
    that it answers, which file it shows; when it was first said, and whether it was changed since.
    It is not `whole` when it held something that can't be passed on."""

    message_id: int
    kind: str
    text: str
    album: str | None = None
    answers: int | None = None
    file: str | None = None
    said_at: datetime | None = None
    changed: bool = False
    whole: bool = True


def name_of(talk: Talk, copy: int = 0) -> str:
    """The card that carries it in other chats; each file that took the place of its first has its own,
    `copy` says of which."""
    return f"{TALK} {talk.id} new {copy}" if copy else f"{TALK} {talk.id}"


def thread_of(alert: Alert) -> Thread:
    """Where in a group it is talked about the alarm."""
    return Thread(topic=f"topics {alert.id}", under=f"alerts {alert.id}")


def beside(alert: Alert) -> Thread:
    """Where in a group something about an alarm is said that is over: nobody may write in its topic."""
    return Thread(topic=None, under=f"alerts {alert.id}")


def in_private(alert: Alert) -> Thread:
    """Below its card in the private chat of an officer who was called."""
    return Thread(topic=None, under=f"alerts {alert.id} called")


def chats(work: Work, alert: Alert) -> list[int]:
    """Where officers hear the resident: in their room's alarm group, or, where the bot may not write
    there, in the private chats of those who were called. An alarm in a roll-up is heard nowhere yet:
    all that is said is kept and follows it when it gets cards of its own."""
    if alert.rolled:
        return []
    groups = [one.chat_id for one in work.station.alarm_groups(alert.room_id) if not one.lost]
    return groups or list(alert.called or [])


def reaches(work: Work, alert: Alert, talk: Talk, *, but: int) -> bool:
    """Whether officers have it, or will have it, in another chat than that one."""
    others = [(chat, name_of(talk)) for chat in chats(work, alert) if chat != but]
    held = holds.held(work.connection, others)
    return any(one not in held for one in work.there(others))


def take(work: Work, alert: Alert, said: Saying) -> None:
    """The resident says something to the officers. A venue's place is the alarm's; its name and address
    are words."""
    said = replace(said, kind=TEXT) if said.kind == VENUE else said
    replied = _carried(work, said.answers)
    _keep(work, alert, said, officer_id=None, answers=replied.id if replied else None)
    work.touch("alerts", alert.id, alert)


def correct(work: Work, alert: Alert, said: Saying) -> None:
    """The resident edited what they had said. What was never kept is taken as said now, if it was said
    in this alarm; Telegram tells of "edits" that changed nothing, too, and of messages of long ago
    (tdlib/telegram-bot-api#388)."""
    talk = talks.of_message(work.connection, work.here.chat_id, said.message_id)
    if talk is not None:
        if _edit(work, talk, said):
            work.touch("alerts", alert.id, alert)
    elif said.changed and said.said_at and said.said_at >= alert.raised_at - AT_THE_PRESS:
        take(work, alert, said)


def _edit(work: Work, talk: Talk, said: Saying) -> bool:
    """The message says or shows something else now; False when it does not."""
    replaced = said.file not in {None, talk.file} and (talk.file is not None or talk.kind == TEXT)
    if said.text == talk.text and not replaced:
        return False
    file = said.file or talk.file
    edited = talks.edit(work.connection, talk.id, said.text, file, replaced=replaced)
    _touch(work, edited)
    if replaced:
        work.touch("talks", edited.id, edited)  # its file has a message of its own
    return True


def answered(work: Work, message_id: int, named: int | None) -> Alert | None:
    """The alarm whose card, or whose relayed word, that message of an officers' chat is.

    `named` is the alarm whose card's buttons are on it. When Telegram's answer to a card was lost, the
    card was sent once more, and of the older of the two nobody knows the id.
    """
    alert = _carries(work, message_id)
    if alert is None and named is not None:
        alert = cases.find(work.connection, named)
    return alert if alert is not None and alert.resident_id != work.here.chat_id else None


def _carries(work: Work, message_id: int) -> Alert | None:
    """The alarm that a message belongs to which we know by its id, or which only just went out."""
    found = _called(work, message_id)
    if found is None:
        return None
    name, first = CardName.read(found[0]), found[1]
    if name is None:
        return None
    if name.noun == "alerts" and first == message_id and name.part in OFFICERS_CARDS:
        return cases.find(work.connection, name.number)
    talk = talks.find(work.connection, name.number) if name.noun == TALK else None
    if talk is not None and message_id < first + _pieces(work, talk):
        return cases.find(work.connection, talk.alert_id)
    return None


def _called(work: Work, message_id: int) -> tuple[str, int] | None:
    """The card that stands at or nearest above that message of this chat, and its message's id."""
    chat = work.here.chat_id
    if (name := leases.new_on_its_way(work.connection, chat, message_id)) is not None:
        return name, message_id  # somebody answers faster than we write down
    return cards.called(work.connection, chat, message_id)


def _pieces(work: Work, talk: Talk) -> int:
    return len(talks.album(work.connection, talk.alert_id, talk.album)) if talk.album else 1


def reply(work: Work, alert: Alert, said: Saying) -> None:
    """An officer of the case answers the resident. Raises RefusedError when it would not get there."""
    officer = officers.acting(work, *alert.rooms, called=rollups.called(work, alert))
    if alert.state == CLOSED:
        raise RefusedError(
            L("Alarm {number} is closed: the resident does not get this.", number=alert.id)
        )
    replied = _carried(work, said.answers)
    answers = replied.id if replied else None
    _keep(work, alert, said, officer_id=officer.user_id, answers=answers)
    work.record("reply", f"alerts {alert.id}")


def reply_quickly(work: Work, number: int, which: int) -> None:
    """An officer sends one of the QUICK words, in the resident's language."""
    alert = cases.find(work.connection, number)
    if alert is None or not 1 <= which <= len(QUICK):
        raise RefusedError(L("This button does not work any more."))
    said = Saying(work.here.message_id or 0, f"{QUICKLY} {which}", "")
    reply(work, alert, said)


def change_reply(work: Work, said: Saying) -> bool:
    """An officer edited an answer: the resident reads it so. False when it was none."""
    talk = talks.of_message(work.connection, work.here.chat_id, said.message_id)
    if talk is None or talk.officer_id != work.here.person_id:
        return False
    _edit(work, talk, said)
    return True


def follow(work: Work, alert: Alert) -> None:
    """The case has come to another chat: all that was said is shown there too."""
    for talk in talks.of_alert(work.connection, alert.id):
        _touch(work, talk)


def _touch(work: Work, talk: Talk) -> None:
    """Whatever carries the talk is drawn anew."""
    carrier = talks.find(work.connection, talk.carrier) if talk.carrier else talk
    work.touch("talks", (carrier or talk).id, carrier or talk)


def forget_topic(work: Work, alert: Alert, chat_id: int, thread: int | None) -> None:
    """Somebody deleted the topic: it is made again, with the card and all that was said. Several
    messages may tell of it; once is enough."""
    topic = f"topics {alert.id}"
    kept = cards.kept(work.connection, [(chat_id, topic)]).get((chat_id, topic))
    if kept is None or kept[0] != thread:
        return
    talks.lose(work.connection, alert.id, chat_id)
    said = talks.of_alert(work.connection, alert.id)
    inside = (topic, f"alerts {alert.id} card", f"alerts {alert.id} map")
    carriers = [name_of(talk, copy) for talk in said for copy in range(talk.copies + 1)]
    work.forget(chat_id, [*inside, *carriers])
    work.touch("alerts", alert.id, alert)
    follow(work, alert)


def album_of(work: Work, talk: Talk) -> Sequence[Talk]:
    """The pieces of the talk's album so far, or itself."""
    if talk.album is None:
        return [talk]
    return talks.album(work.connection, talk.alert_id, talk.album)


def _carried(work: Work, message_id: int | None) -> Talk | None:
    """The talk that a message of this chat carries."""
    if message_id is None:
        return None
    found = _called(work, message_id)
    name = CardName.read(found[0]) if found is not None and found[1] == message_id else None
    if name is None or name.noun != TALK:
        return None
    return talks.find(work.connection, name.number)


def _keep(
    work: Work, alert: Alert, said: Saying, *, officer_id: int | None, answers: int | None
) -> None:
    here = work.here.chat_id
    if talks.of_message(work.connection, here, said.message_id) is not None:
        return  # pressed twice
    together = _together(work, alert, said) if officer_id is None else None
    talk = talks.add(
        work.connection,
        {
            "alert_id": alert.id,
            "chat_id": here,
            "message_id": said.message_id,
            "officer_id": officer_id,
            "kind": said.kind,
            "text": said.text,
            "album": said.album,
            "file": said.file,
            "answers": answers,
            "carrier": together.id if together else None,
            "said_at": work.now,
        },
    )
    carrier = together or talk
    work.touch("talks", carrier.id, carrier)


def _together(work: Work, alert: Alert, said: Saying) -> Talk | None:
    """The words that still wait to be shown in the group, and take these along: a group takes few
    messages a minute, and who writes a hundred keeps nobody else waiting."""
    last = talks.newest(work.connection, alert.id)
    if last is None or last.officer_id is not None or {last.kind, said.kind} != {TEXT}:
        return None
    carrier = talks.find(work.connection, last.carrier) if last.carrier else last
    if carrier is None or not _still_waits(work, alert, carrier):
        return None
    texts = [one.text for one in talks.carried(work.connection, carrier.id)]
    return carrier if sum(2 * len(text) + 6 for text in [*texts, said.text]) < TOGETHER else None


def _still_waits(work: Work, alert: Alert, carrier: Talk) -> bool:
    if alert.rolled:
        return True
    first = [(chat, name_of(carrier)) for chat in list(chats(work, alert))[:1]]
    states = outbox.coming(work.connection, first)
    return any(PENDING in state for state in states.values())
