"""A conversation, and all of them as they are asked: straight to the handlers that an update can be for.

Each handler says by its filters what it is for: `Asks` or `Opened` begins something, `At` takes the answer
to a question, `Pressed` is a button. From that all that can be asked is looked up in one step, whether
there are three conversations or thirty, and the order in which they are registered means nothing. In
which order an update is offered to what begins, waits or owns it stands in handlers/__init__.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from cards.presses import Press
from handlers.filters import Asks, At, Opened, Pressed, command
from locales.signs import bare
from services.conversing import Question
from services.work import Work


class Conversation(Router):
    """The handlers of one noun in one file. A message it takes is something it begins (`Asks`, `Opened`) or
    the answer to one of its questions (`At`); a handler that says neither fails at the start."""

    def __init__(self, noun: str) -> None:
        super().__init__(name=noun)


@dataclass(frozen=True, slots=True)
class Way:
    """One handler of a conversation. `rank`: of those that could take the same, the lowest is asked first."""

    observer: TelegramEventObserver
    handler: HandlerObject
    rank: int

    async def takes(self, event: TelegramObject, work: Work) -> bool:
        """Whether its filters want the event; it is done then."""
        ours, given = await self.observer.check_root_filters(event, work=work)
        if not ours:
            return False
        wanted, given = await self.handler.check(event, **given)
        if wanted:
            await self.handler.call(event, **given)
        return wanted


Ways = dict[str, list[Way]]
_COMMAND = re.compile(r"\s*/\w")


class Conversations:
    """All conversations there are. Those of `first` are asked before the others can be."""

    def __init__(self, conversations: Iterable[Conversation], first: Conversation) -> None:
        self.commands: Ways = defaultdict(list)
        self.labels: Ways = defaultdict(list)
        self.questions: dict[str, Question] = {}  # by their step
        self.answer_keys: dict[str, set[str]] = defaultdict(set)  # label -> the steps that know it
        self._steps: Ways = defaultdict(list)
        self._presses: Ways = defaultdict(list)
        for conversation in conversations:
            _only_what_is_asked(conversation)
            for handler in conversation.message.handlers:
                self._add_words(conversation, handler, is_first=conversation is first)
            for handler in conversation.callback_query.handlers:
                self._add_button(conversation, handler)
        for ways in (self.commands, self.labels, self._steps, self._presses):
            for some in ways.values():
                some.sort(key=lambda way: way.rank)

    async def begins(self, message: Message, work: Work) -> bool:
        """Whether a command or key in it began something."""
        text = message.text
        if text is None:
            return False
        ways = self.labels.get(bare(text)) or self.commands.get(command(text, work) or "", [])
        return await _first(ways, message, work)

    async def answers(self, message: Message, work: Work) -> bool:
        """Whether the question that waits took it."""
        return await _first(self._steps.get(work.step or "", []), message, work)

    async def pressed(self, query: CallbackQuery, work: Work) -> bool:
        """Whether a conversation knows the button."""
        press = Press.unpack(query.data)
        return press is not None and await _first(self._presses.get(press.verb, []), query, work)

    def could_begin(self, text: str | None) -> bool:
        """Whether it is a command, known or not, of ours or another bot's, or the label of a key that begins
        something: never the answer to a question."""
        return text is not None and (bool(_COMMAND.match(text)) or bare(text) in self.labels)

    def _add_words(
        self, conversation: Conversation, handler: HandlerObject, *, is_first: bool
    ) -> None:
        observer = conversation.message
        filters = _filters(handler)
        asks = [one for one in filters if isinstance(one, Asks)]
        opened = [one for one in filters if isinstance(one, Opened)]
        steps = [step for one in filters if isinstance(one, At) for step in one.steps]
        for step in steps:
            self.questions[str(step)] = step
            self._steps[str(step)].append(Way(observer, handler, 0 if asks else 1))
            for key in (key for one in asks for key in one.labels):
                self.answer_keys[key].add(str(step))
        if steps:
            return
        if not asks and not opened:
            raise TypeError(
                f"{_name(handler)} begins nothing and waits for nothing: Asks or At is missing"
            )
        # A link says more than the /start it comes with.
        rank = -len(opened[0].prefix) if opened else 0
        way = Way(observer, handler, rank - 1000 if is_first else rank)
        for name in ("start",) if opened else (name for one in asks for name in one.commands):
            self.commands[name].append(way)
        for key in (key for one in asks for key in one.labels):
            self.labels[key].append(way)

    def _add_button(self, conversation: Conversation, handler: HandlerObject) -> None:
        filters = _filters(handler)
        kinds = [one.kind for one in filters if isinstance(one, Pressed)]
        if not kinds:
            raise TypeError(f"{_name(handler)} knows no button: Pressed is missing")
        at_a_step = any(isinstance(one, At) for one in filters)
        way = Way(conversation.callback_query, handler, 0 if at_a_step else 1)
        for kind in kinds:
            self._presses[kind.verb].append(way)


async def _first(ways: Sequence[Way], event: TelegramObject, work: Work) -> bool:
    for way in ways:
        if await way.takes(event, work):
            return True
    return False


def _only_what_is_asked(conversation: Conversation) -> None:
    """Anything else than messages and buttons would never reach it."""
    known = {"message", "callback_query"}
    others = [
        kind for kind, one in conversation.observers.items() if one.handlers and kind not in known
    ]
    if others:
        raise TypeError(f"{conversation.name}: {others} are taken in handlers/__init__.py only")


def _filters(handler: HandlerObject) -> list[Filter]:
    own = [one.callback for one in handler.filters or ()]
    return [one for one in own if isinstance(one, Filter)]


def _name(handler: HandlerObject) -> str:
    return f"{handler.callback.__module__}.{handler.callback.__qualname__}"
