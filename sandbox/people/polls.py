"""How people ask and answer: polls and quizzes."""

from sandbox import polls
from sandbox.entities import clean
from sandbox.methods.polls import close, close_by_clock, told
from sandbox.people.presence import Presence
from sandbox.polls import Poll
from sandbox.records import Bot, Message
from sandbox.refusals import Json
from sandbox.screens import Seen


class Voting(Presence):
    """Somebody who votes."""

    async def starts_poll(
        self,
        question: str,
        options: list[str],
        *,
        quiz_answer: int | None = None,
        anonymous: bool = True,
        explanation: str | None = None,
        multiple: bool = False,
        open_period: int | None = None,
    ) -> Message:
        """Ask; with `quiz_answer`, the number of the right option, it is a quiz."""
        if not (2 <= len(options) <= 12 and clean(question)):
            raise ValueError("a poll has a question and 2 to 12 options")
        quiz = quiz_answer is not None
        asked: Json = {
            "question": clean(question),
            "is_anonymous": anonymous,
            "type": "quiz" if quiz else "regular",
            "allows_multiple_answers": multiple,
            "allows_revoting": not quiz,
            "members_only": False,
        }
        until = None
        if open_period is not None:
            asked["open_period"] = open_period
            until = int(self.telegram.clock.now()) + open_period
        poll = polls.add(
            self.telegram.polls,
            asked=asked,
            texts=[{"text": clean(option)} for option in options],
            correct=[] if quiz_answer is None else [quiz_answer],
            explanation={"explanation": explanation} if explanation else {},
            close_date=until,
        )
        message = self._post({"poll": poll.wire(known=self.bot is not None)})
        close_by_clock(self.telegram, poll, self.chat.id)
        return message

    async def votes(self, message: Message | Seen | int, *chosen: int) -> None:
        """Answer with the options of these numbers, the first is 0."""
        poll = self._poll(message)
        if self.person.id in poll.votes and not poll.asked["allows_revoting"]:
            raise PermissionError("this was answered, and the answer stays")
        if not chosen or not all(0 <= index < len(poll.texts) for index in chosen):
            raise ValueError(f"there are options 0 to {len(poll.texts) - 1}, not {chosen}")
        if len(chosen) > 1 and not poll.asked["allows_multiple_answers"]:
            raise ValueError("this takes one answer")
        poll.votes[self.person.id] = sorted(set(chosen))
        self._tell_vote(poll)

    async def retracts_vote(self, message: Message | Seen | int) -> None:
        """Take an answer back."""
        poll = self._poll(message)
        if not poll.asked["allows_revoting"]:
            raise PermissionError("this was answered, and the answer stays")
        if poll.votes.pop(self.person.id, None) is not None:
            self._tell_vote(poll)

    async def stops_poll(self, message: Message | Seen | int) -> None:
        """Close a poll they started."""
        poll = self._poll(message)
        if poll.sender is not self.person:
            raise PermissionError("people close their own polls")
        close(self.telegram, poll, stopped=True)

    def _poll(self, message: Message | Seen | int) -> Poll:
        content = self._there(message).content
        if "poll" not in content:
            raise LookupError("this message is no poll")
        poll = self.telegram.polls[content["poll"]["id"]]
        if poll.closed:
            raise PermissionError("this poll is closed")
        return poll

    def _tell_vote(self, poll: Poll) -> None:
        """A bot hears of answers to what it asked; of whose, where that is no secret."""
        told(self.telegram, poll)
        if poll.anonymous or not isinstance(poll.sender, Bot):
            return
        chosen = poll.votes.get(self.person.id, [])
        answer = {
            "poll_id": poll.id,
            "user": self.person.wire(),
            "option_ids": chosen,
            "option_persistent_ids": [poll.option(index) for index in chosen],
        }
        self.telegram.deliver(poll.sender, "poll_answer", answer, None)
