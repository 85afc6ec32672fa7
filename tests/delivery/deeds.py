"""What officers do in the alarm's histories, and who would like to be one: press, hand over, answer, and
talk among themselves."""

from __future__ import annotations

from contextlib import suppress

from cards import alerts as cards
from cards.presses import Press
from cards.talks import Quick, Say
from db.alerts import ACCEPTED, CLOSED, Alert
from sandbox.people import Seat
from sandbox.records import Message
from tests.delivery.district import District, words
from tests.delivery.names import FIRST, GROUP, ROOM_OF

LOST = ("close", "reopen", "hand_over")
# What else may have come first, so that it could not be any more.
BEFORE = {
    "close": LOST,
    "accept": ("confirm", "set_out", "arrive", "need_help", *LOST),
    "confirm": ("accept", "set_out", "arrive", "need_help", *LOST),
    "set_out": ("arrive", *LOST),
    "arrive": LOST,
    "need_help": LOST,
    "hand_over": LOST,
}


class Deeds(District):
    """A district whose officers are at work."""

    def does(self, officer: int, alarm: Alert, where: int, press: Press, times: int = 1) -> None:
        """Somebody presses that in that chat; if they may, it may not be lost."""
        phone = self.phone(officer)
        if self.shuts_out(officer, where):
            return
        if where and phone.id not in self.telegram.groups[where].members:
            return
        asked = f"🔀 Alarm {alarm.id}: to whom?"
        on = None
        if isinstance(press, cards.ToOfficer | cards.ToRoom):  # below the question to whom
            on = next(iter(self.cards(where or officer, asked)[::-1]), None)
        verbs = self._owed(officer, alarm, press) if self.may(officer, alarm, where) else ()
        if verbs:
            self.owes(alarm.id, *verbs, officer=officer)
        self.presses(officer, where, press.pack(), times, on)

    def _owed(self, officer: int, alarm: Alert, press: Press) -> tuple[str, ...]:
        """The verbs of which one has to follow."""
        mine = alarm.state == ACCEPTED and alarm.officer_id == officer
        over = alarm.state == CLOSED
        verb, right = {
            cards.Accept: ("confirm" if mine else "accept", alarm.calls),
            cards.Confirm: ("confirm", mine),
            cards.Close: ("close", mine),
            cards.SetOut: ("set_out", mine and alarm.arrived_at is None),
            cards.Arrive: ("arrive", mine and alarm.arrived_at is None),
            cards.NeedHelp: ("need_help", mine and alarm.help_at is None),
            cards.ToOfficer: ("hand_over", mine and self._is_another(alarm, press)),
            cards.ToRoom: ("hand_over", mine and getattr(press, "room", 0) != alarm.room_id),
            cards.Flag: ("flag", over and alarm.flagged_at is None),
        }[type(press)]
        if not right:
            return ()
        return (verb, *BEFORE.get(verb, ()))

    def _is_another(self, alarm: Alert, press: Press) -> bool:
        """A colleague of the room who does not have it already."""
        to = getattr(press, "officer", 0)
        return to != alarm.officer_id and ROOM_OF.get(to) == alarm.room_id

    def may(self, officer: int, alarm: Alert, where: int) -> bool:
        """An officer of a room that has it, or who was called, where its officers are."""
        serves = ROOM_OF.get(officer) in alarm.rooms or officer in (alarm.called or [])
        return serves and where in {0, *(GROUP[room] for room in alarm.rooms)}

    def hands_over(self, officer: int, alarm: Alert, where: int, press: Press) -> None:
        """Asks to whom, and presses one of them."""
        self.presses(officer, where, cards.HandOver(number=alarm.id).pack())
        self.bot.settles()
        now = self.alarm_of(alarm.id)
        assert now is not None
        self.does(officer, now, where, press)

    def says_quickly(self, officer: int, alarm: Alert, where: int, which: int) -> None:
        """Asks for the quick words, and presses one of them."""
        self.presses(officer, where, Quick(number=alarm.id).pack())
        self.bot.settles()
        asked = f"💬 Alarm {alarm.id}: what shall I tell"
        for offered in self.cards(where or officer, asked)[-1:]:
            self.presses(officer, where, Say(number=alarm.id, which=which).pack(), on=offered)

    # --- words -----------------------------------------------------------------------------

    def replies_to(self, officer: int, alarm: Alert, where: int, *, card: bool) -> None:
        """Answers the newest card of the alarm in that chat, or the newest of the resident's words."""
        shown = self._about(alarm, where or officer, card=card)
        text = f"answer {next(self.numbers)}"
        if shown is None or not self._writes(officer, where, text, shown):
            return
        chat, message = self.newest
        self.meant[text] = alarm.id
        self.replies[chat, message] = alarm.id, text
        if alarm.state != CLOSED and self.may(officer, alarm, where):
            since = self.newest_line()
            self.owed_replies.append((alarm.id, since, chat, message))

    def _about(self, alarm: Alert, chat: int, *, card: bool) -> Message | None:
        """A message of the bot's in that chat that an answer can be written to."""
        if card:
            found = self.cards(chat, f"🆘 Alarm {alarm.id} ·")
            return found[-1] if found else None
        said = {f"💬 {talk.text}" for talk in self.said(alarm.id) if talk.officer_id is None}
        found = [
            one
            for one in self.screen(chat)
            if words(one).startswith("💬 ") and said & set(words(one).splitlines())
        ]
        return found[-1] if found else None

    def corrects(self, back: int) -> None:
        """An officer edits one of the newest answers."""
        for place in list(reversed(self.replies))[back : back + 1]:
            chat, message_id = place
            group = self.telegram.groups.get(chat)
            home = group or self.telegram.private_chat(self.maple, self.telegram.people[chat])
            message = home.messages.get(message_id)
            if message is None:  # its topic was deleted
                continue
            number, _ = self.replies[place]
            text = f"answer {next(self.numbers)} mended"
            self.meant[text] = number
            self.replies[place] = number, text
            if self.shuts_out(message.author.id, 0 if group is None else chat):
                continue
            seat = self._seat(message.author.id, chat if group else 0)
            self.bot.does(seat.edits(message, text))

    def talks_aside(self, officer: int, alarm: Alert, where: int, how: str) -> None:
        """Says something that is no answer: alone, in the topic, to a colleague, or to another of the
        bot's messages; or changes it afterwards."""
        chat = where or officer
        text = f"aside {next(self.numbers)}"
        match how:
            case "alone":
                self._writes(officer, where, text)
            case "in the topic":
                for topic in self.topics(alarm.id)[-1:]:
                    if where == FIRST:
                        self._writes(officer, where, text, topic=topic.id)
            case "to a colleague":
                others = [one for one in self.everything_in(chat) if one.author is not self.maple]
                if others:
                    self._writes(officer, where, text, others[-1])
            case "to the bot":
                heads = ("🔀 Alarm", "Hello")
                others = [one for one in self.screen(chat) if words(one).startswith(heads)]
                if others:
                    self._writes(officer, where, text, others[-1])
            case "changed":
                if self._writes(officer, where, text):
                    _, message = self.newest
                    self.bot.does(self._seat(officer, where).edits(message, text + " changed"))

    def _writes(
        self,
        officer: int,
        where: int,
        text: str,
        to: Message | None = None,
        topic: int | None = None,
    ) -> bool:
        """False where Telegram does not let them: no member, or a topic that is closed."""
        phone = self.phone(officer)
        if self.shuts_out(officer, where):
            return False
        if where and phone.id not in self.telegram.groups[where].members:
            return False
        with suppress(PermissionError):
            message = self.bot.does(self._seat(officer, where, topic).writes(text, reply_to=to))
            self.newest = message.chat.id, message.id
            return True
        return False

    def _seat(self, officer: int, where: int, topic: int | None = None) -> Seat:
        phone = self.phone(officer)
        if where:
            return phone.in_(self.telegram.groups[where], topic=topic)
        return phone.with_(self.maple)
