"""Polls and quizzes: what was asked, who has answered what, and how the messages show it.

Source: Bot API, Poll and PollAnswer. A poll is one thing however often it is forwarded; every
message that shows it gets a new content when it changes, so that updates on their way keep theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sandbox.refusals import Json

if TYPE_CHECKING:
    from sandbox.records import Bot, Message, Person


@dataclass(eq=False)
class Poll:
    """A poll. `asked` are the fields that never change, `votes` option numbers by user id."""

    id: str
    asked: Json
    texts: list[Json]  # of the options: text and its entities
    correct: list[int] = field(default_factory=list)
    explanation: Json = field(default_factory=dict)
    closed: bool = False
    close_date: int | None = None
    votes: dict[int, list[int]] = field(default_factory=dict)
    messages: "list[Message]" = field(default_factory=list)

    @property
    def anonymous(self) -> bool:
        return bool(self.asked["is_anonymous"])

    @property
    def sender(self) -> "Bot | Person":
        """Who asked."""
        return self.messages[0].author

    def option(self, index: int) -> str:
        """An option's persistent id."""
        return f"{self.id[-4:]}{index}"

    def wire(self, *, known: bool) -> Json:
        """The `Poll`; whoever may not know yet is not told the right answer (`known`)."""
        counts = [0] * len(self.texts)
        for chosen in self.votes.values():
            for index in chosen:
                counts[index] += 1
        wire: Json = {
            "id": self.id,
            **self.asked,
            "options": [
                {"persistent_id": self.option(index), **text, "voter_count": counts[index]}
                for index, text in enumerate(self.texts)
            ],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
        }
        if self.close_date is not None and self.asked.get("open_period"):
            wire["close_date"] = self.close_date
        if known or self.closed:
            wire |= {"correct_option_ids": self.correct} if self.correct else {}
            wire |= self.explanation
        return wire

    def shown(self) -> None:
        """Let every message show it as it is now."""
        for message in self.messages:
            message.content = {**message.content, "poll": self.wire(known=_known(message))}


def _known(message: "Message") -> bool:
    """Whether whoever reads this message as a bot is told the right answer.

    Source: Poll.correct_option_ids: only where the poll is closed, or was sent (not forwarded) by
    the bot or to the private chat with it.
    """
    mine = message.author.wire()["is_bot"]
    return message.origin is None and (mine or message.chat.person is not None)


def add(polls: dict[str, Poll], **what: object) -> Poll:
    """A new poll."""
    poll = Poll(str(5_400_000_000_000_000_000 + len(polls) + 1), **what)  # type: ignore[arg-type]  # as named
    polls[poll.id] = poll
    return poll


def again(polls: dict[str, Poll], poll: Poll) -> Poll:
    """The same asked anew, open and without votes."""
    number = str(5_400_000_000_000_000_000 + len(polls) + 1)
    polls[number] = replace(poll, id=number, closed=False, votes={}, messages=[])
    return polls[number]


def joined(polls: dict[str, Poll], message: "Message") -> None:
    """A message shows a poll from now on, if it has one."""
    told = message.content.get("poll")
    if told is not None:
        poll = polls[told["id"]]
        poll.messages.append(message)
        message.content = {**message.content, "poll": poll.wire(known=_known(message))}


def interested(poll: Poll, bots: "Iterable[Bot]", *, stopped: bool) -> "list[Bot]":
    """The bots that are told of a change: whoever asked, and of a manual stop all who see it.

    Source: Update.poll: bots receive only updates about manually stopped polls and polls that are
    sent by the bot.
    """
    seen = {message.chat for message in poll.messages}
    return [
        bot
        for bot in bots
        if bot is poll.sender
        or (stopped and any(bot.id in chat.members or chat.person for chat in seen))
    ]
