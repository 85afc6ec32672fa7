"""Topics of a forum, as bots and people use them."""

from typing import Any

import pytest

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask

BAD = "Bad Request: "


@pytest.fixture
def forum(telegram: Telegram, bot: Bot, li: Phone) -> Chat:
    return telegram.add_group("Room 1 alarms", [li], bot, forum=True)


def messages(bot: Bot) -> list[dict[str, Any]]:
    """What the bot was told of as messages, and forgets."""
    told = [item.body for item in bot.updates.items if isinstance(item.body, dict)]
    bot.updates.drop()
    return [update["message"] for update in told if "message" in update]


async def test_a_topic_is_opened_and_written_to(
    telegram: Telegram, bot: Bot, ask: Ask, forum: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#createforumtopic, #sendmessage (message_thread_id), #message."""
    topic = (await ask("createForumTopic", chat_id=forum.id, name=" Case 7 "))["result"]
    thread = topic["message_thread_id"]
    assert topic == {"message_thread_id": thread, "name": "Case 7", "icon_color": 0x6FB9F0}
    assert [m["forum_topic_created"]["name"] for m in messages(bot)] == ["Case 7"]
    sent = await ask("sendMessage", chat_id=forum.id, message_thread_id=thread, text="Fire")
    assert sent["result"]["message_thread_id"] == thread
    assert sent["result"]["is_topic_message"] is True
    assert sent["result"]["reply_to_message"]["message_id"] == thread
    general = await ask("sendMessage", chat_id=forum.id, text="To all")
    assert "message_thread_id" not in general["result"]
    await li.in_(forum, topic=thread).writes("On my way")
    assert [(m["text"], m["message_thread_id"]) for m in messages(bot)] == [("On my way", thread)]
    mine = sent["result"]["message_id"]
    answer = await ask(
        "sendMessage", chat_id=forum.id, text="Where?", reply_parameters={"message_id": mine}
    )
    assert answer["result"]["message_thread_id"] == thread  # a reply goes where it belongs
    assert (telegram.breaches, telegram.refused) == ([], [])


async def test_a_thread_that_is_not_there(
    telegram: Telegram, bot: Bot, ask: Ask, forum: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#sendmessage; telegram-bot-api, Client::check_message_topic."""
    plain = telegram.add_group("Plain", [li], bot)
    li.meets(bot)
    for thread in (1, 999):
        answer = await ask("sendMessage", chat_id=forum.id, message_thread_id=thread, text="a")
        assert answer["description"] == BAD + "message thread not found"
    answer = await ask("sendMessage", chat_id=li.id, message_thread_id=3, text="a")
    assert answer["description"] == BAD + "message thread not found"
    answer = await ask("sendMessage", chat_id=plain.id, message_thread_id=3, text="a")
    assert "message_thread_id" not in answer["result"]  # ignored where there are no topics


async def test_answers_are_a_thread_but_no_topic(
    telegram: Telegram, bot: Bot, ask: Ask, forum: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#message: message_thread_id is that "of a message thread or forum
    topic", is_topic_message tells which; a bot that sends the first back is refused in General."""
    owner = li.in_(forum)
    first = await owner.writes("Who is on duty?")
    second = await owner.writes("Me", reply_to=first.id)
    await owner.writes("Thanks", reply_to=second.id)
    one, *answers = messages(bot)
    assert "message_thread_id" not in one
    assert [m["message_thread_id"] for m in answers] == [first.id, first.id]
    assert not any("is_topic_message" in m for m in answers)
    asked = {"chat_id": forum.id, "message_thread_id": first.id, "text": "a"}
    answer = await ask("sendMessage", **asked)
    assert answer["description"] == BAD + "message thread not found"
    assert telegram.breaches == []


async def test_a_closed_topic(
    telegram: Telegram, bot: Bot, ask: Ask, forum: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#closeforumtopic, #reopenforumtopic; server error TOPIC_CLOSED."""
    owner = li.in_(forum)
    topic = await owner.opens_topic("Night shift", 0xFFD67E)
    here = {"chat_id": forum.id, "message_thread_id": topic.id}
    assert (await ask("closeForumTopic", **here))["result"] is True
    assert (await ask("closeForumTopic", **here))["description"] == BAD + "TOPIC_NOT_MODIFIED"
    assert (await ask("sendMessage", **here, text="still"))["ok"]  # it may manage topics
    await owner.promotes(bot, can_pin_messages=True)
    refused = await ask("sendMessage", **here, text="no more")
    assert refused["description"] == BAD + "TOPIC_CLOSED"
    wang = telegram.add_person("王芳")
    owner.adds(wang)
    with pytest.raises(PermissionError, match="TOPIC_CLOSED"):
        await wang.in_(forum, topic=topic.id).writes("let me in")
    await owner.reopens_topic(topic)
    assert (await ask("sendMessage", **here, text="again"))["ok"]
    told = [m for m in messages(bot) if "text" not in m and "forum" in str(m.keys())]
    said = ["forum_topic_created", "forum_topic_closed", "forum_topic_reopened"]
    assert [next(key for key in said if key in m) for m in told] == said
    assert {m["message_thread_id"] for m in told} == {topic.id}
    assert telegram.breaches == []


async def test_a_topic_is_renamed(telegram: Telegram, bot: Bot, ask: Ask, forum: Chat) -> None:
    """core.telegram.org/bots/api#editforumtopic, #getforumtopiciconstickers, #forumtopicedited."""
    icons = (await ask("getForumTopicIconStickers"))["result"]
    icon = icons[0]["custom_emoji_id"]
    topic = (await ask("createForumTopic", chat_id=forum.id, name="Case 7"))["result"]
    here = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    messages(bot)
    assert (await ask("editForumTopic", **here, name="Case 7: closed"))["ok"]
    assert (await ask("editForumTopic", **here, icon_custom_emoji_id=icon))["ok"]
    assert (await ask("editForumTopic", **here))["ok"]  # nothing asked for, nothing done
    edits = [m["forum_topic_edited"] for m in messages(bot)]
    assert edits == [{"name": "Case 7: closed"}, {"icon_custom_emoji_id": icon}]
    for changes, words in (
        ({"name": "Case 7: closed"}, "TOPIC_NOT_MODIFIED"),
        ({"icon_custom_emoji_id": "1"}, "DOCUMENT_INVALID"),
        ({"message_thread_id": 999, "name": "x"}, "TOPIC_ID_INVALID"),
        ({"message_thread_id": 0, "name": "x"}, "invalid forum topic identifier specified"),
        ({"message_thread_id": 1, "icon_custom_emoji_id": icon}, "GENERAL_MODIFY_ICON_FORBIDDEN"),
    ):
        answer = await ask("editForumTopic", **{**here, **changes})
        assert answer["description"] == BAD + words
    assert telegram.breaches == []


async def test_a_deleted_topic_takes_its_messages_along(
    telegram: Telegram, ask: Ask, forum: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#deleteforumtopic."""
    topic = (await ask("createForumTopic", chat_id=forum.id, name="Case 7"))["result"]
    here = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    sent = (await ask("sendMessage", **here, text="Fire"))["result"]
    await ask("sendMessage", chat_id=forum.id, text="General stays")
    await ask("pinChatMessage", chat_id=forum.id, message_id=sent["message_id"])
    assert (await ask("deleteForumTopic", **here))["result"] is True
    assert [seen.text for seen in li.in_(forum).screen() if seen.text] == ["General stays"]
    assert "pinned_message" not in (await ask("getChat", chat_id=forum.id))["result"]
    assert (await ask("deleteForumTopic", **here))["description"] == BAD + "TOPIC_ID_INVALID"
    answer = await ask("sendMessage", **here, text="into the void")
    assert answer["description"] == BAD + "message thread not found"
    assert telegram.breaches == []


async def test_general(telegram: Telegram, bot: Bot, ask: Ask, forum: Chat, li: Phone) -> None:
    """core.telegram.org/bots/api#hidegeneralforumtopic: closed with it; #reopengeneralforumtopic:
    shown with it; #editgeneralforumtopic."""
    wang = telegram.add_person("王芳")
    li.in_(forum).adds(wang)
    here = {"chat_id": forum.id}
    messages(bot)
    assert (await ask("editGeneralForumTopic", **here, name="Everybody"))["ok"]
    assert (await ask("hideGeneralForumTopic", **here))["ok"]
    assert forum.topics[1].closed
    with pytest.raises(PermissionError, match="TOPIC_CLOSED"):
        await wang.in_(forum).writes("hello?")
    again = await ask("hideGeneralForumTopic", **here)
    assert again["description"] == BAD + "TOPIC_NOT_MODIFIED"
    assert (await ask("reopenGeneralForumTopic", **here))["ok"]
    assert not forum.topics[1].hidden
    assert (await ask("closeGeneralForumTopic", **here))["ok"]
    assert (await ask("unhideGeneralForumTopic", **here))["description"] == (
        BAD + "TOPIC_NOT_MODIFIED"
    )
    assert [
        (key, "message_thread_id" in m) for m in messages(bot) for key in m if "forum_topic" in key
    ] == [
        ("forum_topic_edited", False),
        ("forum_topic_closed", False),
        ("general_forum_topic_hidden", False),
        ("general_forum_topic_unhidden", False),
        ("forum_topic_reopened", False),
        ("forum_topic_closed", False),
    ]
    assert telegram.breaches == []


async def test_pins_of_one_topic(telegram: Telegram, ask: Ask, forum: Chat) -> None:
    """core.telegram.org/bots/api#unpinallforumtopicmessages, #unpinallgeneralforumtopicmessages."""
    topic = (await ask("createForumTopic", chat_id=forum.id, name="Case 7"))["result"]
    thread = topic["message_thread_id"]
    pinned = []
    for where in ({"message_thread_id": thread}, {}):
        sent = (await ask("sendMessage", chat_id=forum.id, text="pin me", **where))["result"]
        pinned.append(sent["message_id"])
        await ask("pinChatMessage", chat_id=forum.id, message_id=sent["message_id"])
    assert forum.pinned == pinned
    assert (await ask("unpinAllGeneralForumTopicMessages", chat_id=forum.id))["ok"]
    assert forum.pinned == pinned[:1]
    here = {"chat_id": forum.id, "message_thread_id": thread}
    assert (await ask("unpinAllForumTopicMessages", **here))["ok"]
    assert forum.pinned == []
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("createForumTopic", {"name": "x"}, "not enough rights to create a topic"),
        ("editForumTopic", {"name": "x"}, "not enough rights to edit the topic"),
        ("closeForumTopic", {}, "not enough rights to close or open the topic"),
        ("reopenForumTopic", {}, "not enough rights to close or open the topic"),
        ("deleteForumTopic", {}, "not enough rights to delete the topic"),
        (
            "unpinAllForumTopicMessages",
            {},
            "not enough rights to manage pinned messages in the chat",
        ),
        ("editGeneralForumTopic", {"name": "x"}, "not enough rights to edit the topic"),
        ("closeGeneralForumTopic", {}, "not enough rights to close or open the topic"),
        ("hideGeneralForumTopic", {}, "not enough rights to close or open the topic"),
    ],
)
async def test_without_the_right(
    bot: Bot,
    ask: Ask,
    forum: Chat,
    li: Phone,
    method: str,
    parameters: dict[str, Any],
    words: str,
) -> None:
    """core.telegram.org/bots/api, each method's "must have the … administrator right"; the words
    are TDLib's, ForumTopicManager.cpp."""
    owner = li.in_(forum)
    topic = await owner.opens_topic("Night shift")
    await owner.promotes(bot, can_invite_users=True)
    asked = {"chat_id": forum.id, **parameters}
    if "General" not in method and method != "createForumTopic":
        asked["message_thread_id"] = topic.id
    answer = await ask(method, **asked)
    assert answer == {"ok": False, "error_code": 400, "description": BAD + words}


async def test_who_opened_a_topic_may_change_it(
    telegram: Telegram, bot: Bot, ask: Ask, forum: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#editforumtopic: "unless it is the creator of the topic"."""
    topic = (await ask("createForumTopic", chat_id=forum.id, name="Case 7"))["result"]
    await li.in_(forum).promotes(bot, can_invite_users=True)
    here = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    assert (await ask("editForumTopic", **here, name="Mine"))["ok"]
    assert (await ask("closeForumTopic", **here))["ok"]
    assert (await ask("sendMessage", **here, text="a last word"))["ok"]
    assert telegram.breaches == []


async def test_topics_need_a_forum(telegram: Telegram, bot: Bot, ask: Ask, li: Phone) -> None:
    """core.telegram.org/bots/api#createforumtopic; TDLib, ForumTopicManager::is_forum."""
    plain = telegram.add_group("Plain", [li], bot)
    li.meets(bot)
    for chat in (plain.id, li.id):
        answer = await ask("createForumTopic", chat_id=chat, name="x")
        assert answer["description"] == BAD + "the chat is not a forum"
    await li.in_(plain).makes_forum()
    answer = await ask("createForumTopic", chat_id=plain.id, name=" ")
    assert answer["description"] == BAD + "name must be non-empty"
    answer = await ask("createForumTopic", chat_id=plain.id, name="x", icon_color=-1)
    assert answer["description"] == BAD + "invalid icon color specified"


async def test_people_without_the_right(
    telegram: Telegram, forum: Chat, li: Phone, bot: Bot
) -> None:
    """core.telegram.org/bots/api#chatpermissions: can_manage_topics."""
    owner, wang = li.in_(forum), telegram.add_person("王芳")
    owner.adds(wang)
    seat = wang.in_(forum)
    mine = await seat.opens_topic("My street")
    await seat.renames_topic(mine, "Our street")
    theirs = await owner.opens_topic("Officers")
    with pytest.raises(PermissionError, match="may not change this topic"):
        await seat.closes_topic(theirs)
    await owner.permits(can_manage_topics=False)
    with pytest.raises(PermissionError, match="may not open topics"):
        await seat.opens_topic("Another")
    await owner.hides_general()
    await owner.deletes_topic(mine)
    assert list(forum.topics) == [1, theirs.id]
    assert telegram.breaches == []
