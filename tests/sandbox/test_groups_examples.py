"""One valid call of every method about groups passes, and so does the rule book."""

from dataclasses import dataclass

import pytest

from sandbox import Phone, Telegram
from sandbox.methods import chats, commands, invites, members, pins, stars, topics
from sandbox.records import Bot, Chat
from tests.sandbox.conformance.examples_groups import EXAMPLES
from tests.sandbox.conftest import Ask


@dataclass
class Forum:
    """The group in which the examples are called."""

    telegram: Telegram
    bot: Bot
    person: Phone
    group: Chat
    topic: int | None
    group_said: int


@pytest.fixture
async def forum(telegram: Telegram, bot: Bot, ask: Ask) -> Forum:
    wang = telegram.add_person("王芳")
    wang.meets(bot)
    group = telegram.add_group("Alarms", [telegram.add_person("李警官"), wang], bot, forum=True)
    topic = (await ask("createForumTopic", chat_id=group.id, name="Night shift"))["result"]
    said = (await ask("sendMessage", chat_id=group.id, text="An alarm"))["result"]
    return Forum(telegram, bot, wang, group, topic["message_thread_id"], said["message_id"])


@pytest.mark.parametrize("method", EXAMPLES)
async def test_a_valid_call_is_answered(forum: Forum, ask: Ask, method: str) -> None:
    """core.telegram.org/bots/api, each method."""
    answer = await ask(method, **EXAMPLES[method](forum))
    assert answer["ok"], answer
    assert forum.telegram.breaches == []


def test_every_method_has_an_example() -> None:
    built = [kind.METHODS for kind in (chats, commands, invites, members, pins, stars, topics)]
    assert {name for methods in built for name in methods} <= EXAMPLES.keys()
