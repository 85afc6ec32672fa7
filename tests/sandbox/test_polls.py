"""Polls and quizzes: asked by bots and people, answered, and closed by hand and by the clock."""

from typing import Any

import pytest

from sandbox import Seat, Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


async def asks(ask: Ask, chat: int, **more: Any) -> dict[str, Any]:
    parameters = {"question": "Which floor?", "options": [{"text": "1"}, {"text": "2"}], **more}
    return (await ask("sendPoll", chat_id=chat, **parameters))["result"]  # type: ignore[no-any-return]  # JSON


async def new(ask: Ask) -> list[dict[str, Any]]:
    """Updates since the last time, without their ids."""
    items = (await ask("getUpdates"))["result"]
    if items:
        await ask("getUpdates", offset=items[-1].id + 1)
    return [{k: v for k, v in item.body.items() if k != "update_id"} for item in items]


async def test_answers_are_told_to_whoever_asked(
    telegram: Telegram, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#pollanswer and #update: poll, poll_answer."""
    await new(ask)
    message = await asks(ask, resident.person.id, is_anonymous=False, allows_multiple_answers=True)
    poll = message["poll"]
    assert [option["voter_count"] for option in poll["options"]] == [0, 0]
    await resident.votes(message["message_id"], 0, 1)
    state, answer = await new(ask)
    assert [option["voter_count"] for option in state["poll"]["options"]] == [1, 1]
    assert state["poll"]["total_voter_count"] == 1
    assert answer["poll_answer"]["option_ids"] == [0, 1]
    assert answer["poll_answer"]["user"]["id"] == resident.person.id
    assert answer["poll_answer"]["option_persistent_ids"] == [
        option["persistent_id"] for option in poll["options"]
    ]
    await resident.retracts_vote(message["message_id"])
    state, answer = await new(ask)
    assert state["poll"]["total_voter_count"] == 0
    assert answer["poll_answer"]["option_ids"] == []
    assert telegram.breaches == []


async def test_who_answered_an_anonymous_poll_is_not_told(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#update: poll_answer is of non-anonymous polls."""
    message = await asks(ask, resident.person.id)
    await new(ask)
    await resident.votes(message["message_id"], 1)
    assert [list(update) for update in await new(ask)] == [["poll"]]
    with pytest.raises(ValueError, match="one answer"):
        await resident.votes(message["message_id"], 0, 1)


async def test_a_quiz(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendpoll: type quiz, correct_option_ids, explanation."""
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "Only <b>two</b>"}
    message = await asks(ask, resident.person.id, explanation_parse_mode="HTML", **quiz)
    poll = message["poll"]
    assert (poll["correct_option_ids"], poll["explanation"]) == ([1], "Only two")
    assert poll["explanation_entities"] == [{"type": "bold", "offset": 5, "length": 3}]
    assert poll["allows_revoting"] is False
    await resident.votes(message["message_id"], 0)
    with pytest.raises(PermissionError, match="stays"):
        await resident.votes(message["message_id"], 1)
    with pytest.raises(PermissionError, match="stays"):
        await resident.retracts_vote(message["message_id"])
    assert telegram.breaches == []


async def test_it_closes_by_the_clock(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendpoll: open_period."""
    message = await asks(ask, resident.person.id, open_period=600)
    assert message["poll"]["close_date"] == message["date"] + 600
    assert [due.what for due in telegram.due.list()] == ["poll closes"]
    await new(ask)
    telegram.clock.move(601)
    stored = resident.chat.messages[message["message_id"]]
    assert await telegram.until(lambda: stored.content["poll"]["is_closed"] or None, 5)
    assert [update["poll"]["is_closed"] for update in await new(ask)] == [True]
    with pytest.raises(PermissionError, match="closed"):
        await resident.votes(message["message_id"], 0)
    assert telegram.breaches == []


async def test_it_is_stopped(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#stoppoll."""
    chat = resident.person.id
    message = await asks(ask, chat)
    await resident.votes(message["message_id"], 1)
    await new(ask)
    stopped = (await ask("stopPoll", chat_id=chat, message_id=message["message_id"]))["result"]
    assert (stopped["is_closed"], stopped["options"][1]["voter_count"]) == (True, 1)
    assert [list(update) for update in await new(ask)] == [["poll"]]
    text = (await ask("sendMessage", chat_id=chat, text="a"))["result"]
    theirs = await resident.starts_poll("Who?", ["I", "you"])
    for number, words in (
        (message["message_id"], "poll has already been closed"),
        (text["message_id"], "message is not a poll"),
        (theirs.id, "poll can't be stopped"),
        (999, "message with poll to stop not found"),
    ):
        answer = await ask("stopPoll", chat_id=chat, message_id=number)
        assert answer["description"] == f"Bad Request: {words}"
    assert telegram.breaches == []


async def test_a_person_asks(telegram: Telegram, bot: Bot, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#poll: the answer is known in the private chat with the bot only."""
    li = telegram.add_person("李警官")
    officer = li.in_(telegram.add_group("Room 1", [li], bot))
    await new(ask)
    for seat, known in ((resident, True), (officer, False)):
        message = await seat.starts_poll("?", ["a", "b"], quiz_answer=1, explanation="why")
        (update,) = await new(ask)
        assert ("correct_option_ids" in update["message"]["poll"]) is known
        assert ("explanation" in update["message"]["poll"]) is known
        await seat.votes(message, 1)
        assert (
            await new(ask) == []
        )  # of other people's polls a bot hears only when they are stopped
        await seat.stops_poll(message)
        (update,) = await new(ask)
        assert update["poll"]["correct_option_ids"] == [1]
    assert telegram.breaches == []


async def test_a_forwarded_poll_is_the_same_poll(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#forwardmessage and #copymessage (which asks anew)."""
    li = telegram.add_person("李警官")
    officer = li.in_(telegram.add_group("Room 1", [li], bot))
    message = await asks(ask, resident.person.id, type="quiz", correct_option_ids=[0])
    source = {"from_chat_id": resident.person.id, "message_id": message["message_id"]}
    passed = (await ask("forwardMessage", chat_id=officer.chat.id, **source))["result"]
    assert passed["poll"]["id"] == message["poll"]["id"]
    assert "correct_option_ids" not in passed["poll"]
    await officer.votes(passed["message_id"], 1)
    stored = resident.chat.messages[message["message_id"]]
    assert stored.content["poll"]["total_voter_count"] == 1
    copied = (await ask("copyMessage", chat_id=officer.chat.id, **source))["result"]
    anew = officer.chat.messages[copied["message_id"]].content["poll"]
    assert (anew["total_voter_count"], anew["id"] != message["poll"]["id"]) == (0, True)
    source = {"from_chat_id": officer.chat.id, "message_id": passed["message_id"]}
    answer = await ask("copyMessage", chat_id=resident.person.id, **source)
    assert answer["description"] == "Bad Request: the message can't be copied"
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": ["a"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["a" * 101]}, "poll options length must not exceed 100"),
        ({"options": [" "]}, "poll option must be non-empty"),
        ({"options": [5]}, "expected an option to be of type String"),
        ({"question": "a" * 301}, "poll question length must not exceed 300"),
        ({"type": "riddle"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "correct quiz option list must be non-empty"),
        (
            {"type": "quiz", "correct_option_ids": [1, 0]},
            "correct quiz option list must be increasing",
        ),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong quiz correct_option_id"),
        ({"members_only": True}, "poll voters can be restricted only in channel chats"),
    ],
)
async def test_what_is_no_poll(
    telegram: Telegram, ask: Ask, resident: Seat, asked: dict[str, Any], words: str
) -> None:
    """core.telegram.org/bots/api#sendpoll: the limits of each field."""
    parameters = {"question": "Which floor?", "options": [{"text": "1"}, {"text": "2"}], **asked}
    answer = await ask("sendPoll", chat_id=resident.person.id, **parameters)
    assert answer["description"] == f"Bad Request: {words}"
    assert telegram.polls == {}


async def test_a_button_that_asks_for_a_poll(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#keyboardbutton: request_poll, private chats only."""
    keyboard = {"keyboard": [[{"text": "Ask", "request_poll": {"type": "quiz"}}]]}
    await ask("sendMessage", chat_id=resident.person.id, text="a", reply_markup=keyboard)
    with pytest.raises(ValueError, match="say which"):
        await resident.presses("Ask")
    poll = {"question": "Who?", "options": ["a", "b"], "quiz_answer": 0}
    await resident.presses("Ask", poll=poll)
    assert (await new(ask))[-1]["message"]["poll"]["type"] == "quiz"
