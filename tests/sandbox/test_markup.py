"""Keyboards: what may be below a message, how much of it, and who sees it."""

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


def below(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "a", **button}]]}


def many(rows: int, columns: int, text: str = "a") -> dict[str, Any]:
    button = {"text": text, "callback_data": "a"}
    return {"inline_keyboard": [[button] * columns] * rows}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ([], None),
        ({}, None),
        ({"inline_keyboard": []}, None),
        (many(12, 8), None),
        (many(26, 4), "reply markup is too long"),
        (many(1, 9), "reply markup is too long"),
        (many(12, 8, "x" * 100), "reply markup is too long"),
        ({"keyboard": [["a"] * 12] * 25}, None),
        ({"keyboard": [["a"] * 12] * 26}, "reply markup is too long"),
        (
            {"inline_keyboard": ["a"]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["a"]}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"inline_keyboard": [["a"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            {"inline_keyboard": [[{"url": "a.cn"}]]},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            below(),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"keyboard": [[5]]},
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        (below(url="https://example.com"), None),
        (below(url="tg://user?id=7"), None),
        (
            below(url="nowhere"),
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (
            below(url="ftp://a.cn"),
            "inline keyboard button URL 'ftp://a.cn' is invalid: Unsupported URL protocol",
        ),
        (
            below(web_app={"url": "http://a.cn"}),
            "inline keyboard button Web App URL 'http://a.cn' is invalid: "
            "Only HTTPS links are allowed",
        ),
        (below(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (below(copy_text={"text": "110"}), None),
        (below(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (below(switch_inline_query=""), None),
        ({"force_reply": True, "input_field_placeholder": "Where?"}, None),
    ],
)
async def test_what_may_be_below(ask: Ask, resident: Seat, markup: Any, words: str | None) -> None:
    """core.telegram.org/bots/api#inlinekeyboardmarkup to #forcereply."""
    asked = {"chat_id": resident.person.id, "text": "a", "reply_markup": markup or None}
    answer = await ask("sendMessage", **asked)
    assert answer.get("description") == (words and f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"request_poll": {}}, "poll can be requested in private chats only"),
        ({"request_contact": True}, "phone number can be requested in private chats only"),
        ({"web_app": {"url": "https://a.cn"}}, "Web App buttons can be used in private chats only"),
    ],
)
async def test_what_a_group_is_not_asked(
    telegram: Telegram, bot: Bot, ask: Ask, button: dict[str, Any], words: str
) -> None:
    """core.telegram.org/bots/api#keyboardbutton: private chats only."""
    group = telegram.add_group("Room 1", [], bot)
    markup = {"keyboard": [[{"text": "a", **button}]]}
    answer = await ask("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    assert answer["description"] == f"Bad Request: {words}"


async def test_a_link_is_shown_as_telegram_keeps_it(
    telegram: Telegram, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#inlinekeyboardbutton: url."""
    asked = {"chat_id": resident.person.id, "text": "a", "reply_markup": below(url="Example.com")}
    shown = (await ask("sendMessage", **asked))["result"]["reply_markup"]
    assert shown["inline_keyboard"][0][0]["url"] == "http://example.com/"
    assert telegram.breaches == []


async def test_a_selective_question_opens_for_whom_is_mentioned(
    telegram: Telegram, bot: Bot, ask: Ask
) -> None:
    """core.telegram.org/bots/api#forcereply: selective."""
    li, wu, xu = (telegram.add_person(name) for name in ("李警官", "吴警官", "Xu"))
    xu.person.username = "Xu_1"
    group = telegram.add_group("Room 1", [li, wu, xu], bot)
    asked = {"text": f"👮 <a href='tg://user?id={li.id}'>李</a> and @xu_1: why?"}
    asked |= {"parse_mode": "HTML"}
    markup = {"force_reply": True, "selective": True}
    assert (await ask("sendMessage", chat_id=group.id, reply_markup=markup, **asked))["ok"]
    seats = [one.in_(group) for one in (li, wu, xu)]
    assert [seat.screen()[-1].forces_reply for seat in seats] == [True, False, True]
    answer = await seats[0].answers("So", to="why?")
    assert answer.reply_to is group.messages[answer.id - 1]
    with pytest.raises(AssertionError, match="wants a reply"):
        await seats[1].answers("So", within=0.1)


async def test_a_selective_keyboard_is_for_whom_is_answered(
    telegram: Telegram, bot: Bot, ask: Ask
) -> None:
    """core.telegram.org/bots/api#replykeyboardmarkup: selective."""
    li, wu = telegram.add_person("李警官"), telegram.add_person("吴警官")
    group = telegram.add_group("Room 1", [li, wu], bot)
    said = await wu.in_(group).writes("/menu")
    markup = {"keyboard": [[{"text": "On duty"}]], "selective": True}
    reply = {"message_id": said.id}
    asked = {"text": "a", "reply_markup": markup, "reply_parameters": reply}
    assert (await ask("sendMessage", chat_id=group.id, **asked))["ok"]
    assert (li.in_(group).keyboard(), wu.in_(group).keyboard()) == (None, [["On duty"]])
    assert telegram.breaches == []
