"""Which conversation an update is for does not depend on the order in which they are registered."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from aiogram.types import Message

import handlers
from cards.residents import Speak
from handlers.conversation import Conversation, Conversations
from handlers.filters import Asks, At, Opened, Pressed, Said
from handlers.residents import alerts
from services.conversing import Question
from services.work import Work
from tests.town import Town


class Step(Question, lasts=timedelta(minutes=5), again="/lights"):
    PLACE = "lights:place"


def registered_as(order: random.Random) -> Conversations:
    """All conversations, as somebody else may have written them down."""
    conversations = list(handlers.CONVERSATIONS)
    order.shuffle(conversations)
    return Conversations(conversations, first=alerts.router)


@pytest.fixture(params=range(3))
async def shuffled(
    quiet_town: Town, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Town:
    """A town whose conversations were registered in another order."""
    monkeypatch.setattr(handlers, "KNOWN", registered_as(random.Random(request.param)))
    await quiet_town.start()
    return quiet_town


async def test_what_several_conversations_begin_with_goes_to_the_right_one(shuffled: Town) -> None:
    town, wang, li = shuffled, shuffled.resident, shuffled.duty
    await wang.writes("/start")
    await wang.hears("Which language")
    await wang.writes("/start c_001")
    await wang.hears("Which language")
    await wang.writes("/start visit_9")
    await wang.hears("There is no such visit")
    await li.writes("/start visit_9")
    await li.hears("There is no such visit at your window")
    await wang.writes("/start join_nothing")
    await wang.hears("This link does not work")
    await wang.writes("/language")
    await wang.hears("Which language shall we speak?")
    await town.officers.writes("/language")
    await town.officers.hears("Which language shall this group be spoken to in?")
    await town.lead.writes("/bind")
    await town.lead.hears("What is the group for?")
    await town.officers.writes("/bind")
    await town.officers.hears("Please write /bind and, behind it, the code")


async def test_the_alarm_and_what_is_asked_work_all_the_same(shuffled: Town) -> None:
    town, wang = shuffled, shuffled.resident
    await wang.writes("/about")
    await wang.presses("✅ I agree")
    await wang.presses("⏭ Skip the name")
    await wang.writes("/mycases")
    await wang.hears("You have no cases yet")
    await wang.writes("13911112222")
    await wang.hears("Where do you live?")
    await wang.presses("🆘 Alarm")
    await town.officers.hears("Alarm 1")
    await wang.writes("he has a knife")
    await town.officers.sees("💬 he has a knife")


def conversation() -> Conversation:
    return Conversation("lights")


async def nothing(_: Message, work: Work) -> None:
    """A handler."""


def test_a_handler_that_would_take_anything_fails_at_the_start() -> None:
    router = conversation()
    router.message(Said.text)(nothing)
    with pytest.raises(TypeError, match="begins nothing and waits for nothing"):
        Conversations([router], first=router)


def test_a_button_that_is_no_button_fails_at_the_start() -> None:
    router = conversation()
    router.callback_query(At(Step.PLACE))(nothing)
    with pytest.raises(TypeError, match="knows no button"):
        Conversations([router], first=router)


def test_what_would_never_reach_it_fails_at_the_start() -> None:
    router = conversation()
    router.edited_message(Asks("light"))(nothing)
    with pytest.raises(TypeError, match="edited_message"):
        Conversations([router], first=router)


def test_a_link_says_more_than_the_start_it_comes_with() -> None:
    router = conversation()
    router.message(Asks("start"))(nothing)
    router.message(Opened("l_"))(nothing)
    router.message(Opened("light_"))(nothing)
    router.message(At(Step.PLACE), Said.text)(nothing)
    router.message(At(Step.PLACE), Asks("skip"))(nothing)
    known = Conversations([router], first=router)
    filters = [way.handler.filters for way in known.commands["start"]]
    asked = [one[0].callback for one in filters if one]
    assert [getattr(one, "prefix", None) for one in asked] == ["light_", "l_", None]
    assert known.questions == {"lights:place": Step.PLACE}


def test_a_button_at_its_step_is_asked_before_the_same_button_at_none() -> None:
    router = conversation()
    router.callback_query(Pressed(Speak))(nothing)
    router.callback_query(At(Step.PLACE), Pressed(Speak))(nothing)
    known = Conversations([router], first=router)
    ways = known._presses[Speak.verb]
    assert [len(way.handler.filters or ()) for way in ways] == [2, 1]
