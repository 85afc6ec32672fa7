"""What every example stands on: one bot, two people, their chats, and a message of each kind."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sandbox import Phone, Telegram, samples
from sandbox.files import Upload
from sandbox.media import KINDS
from sandbox.records import Bot, Chat

TOKEN = "1000:TEST"
NOW = 1_800_000_000  # time stands still but for moves, so that two stages answer alike
OPTIONS = [{"text": "1"}, {"text": "2"}]


@dataclass
class Stage:
    """A Telegram in which every method has something to work on."""

    telegram: Telegram
    bot: Bot
    person: Phone  # in `private` with the bot, and a member of `group`
    officer: Phone  # who made the group
    private: Chat
    group: Chat  # a supergroup, a forum, with the bot as its administrator
    topic: int  # a topic of it, opened by the bot
    said: int  # the bot's own message in `private`, with a button below it
    heard: int  # the person's message in `private`
    group_said: int
    group_heard: int
    pressed: str  # the callback query of a press that waits for its answer
    place: int  # the bot's live place in `private`
    photo: int  # the bot's own, in `private`, with a caption
    poll: int  # the bot's own, in `private`
    file_ids: dict[str, str]  # of a file of each kind, as the bot knows it

    async def ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Call the method as the bot; the whole answer."""
        return await self.telegram.call(TOKEN, method, parameters)


async def staged() -> Stage:
    """A fresh stage; nothing that was done to another one shows on it."""
    telegram = Telegram(limits=False)
    telegram.clock.now = lambda: NOW + telegram.clock.offset  # type: ignore[method-assign]  # see NOW
    bot = telegram.add_bot("Maple Bridge", "maple_bridge_bot", TOKEN)
    person = telegram.add_person("王芳", username="wang_fang", language_code="zh-hans")
    officer = telegram.add_person("李警官")
    group = telegram.add_group("Room 1 alarms", [officer, person], bot, forum=True)
    resident = person.with_(bot)
    heard = await resident.writes("/start")
    group_heard = await person.in_(group).writes("Good morning")

    async def sent(method: str, chat: int, **parameters: Any) -> dict[str, Any]:
        answer = await telegram.call(TOKEN, method, {"chat_id": chat, **parameters})
        assert answer["ok"], answer
        result: dict[str, Any] = answer["result"]
        return result

    alarm = {
        "text": "An alarm",
        "reply_markup": {"inline_keyboard": [[{"text": "Accept", "callback_data": "accept"}]]},
    }
    said = await sent("sendMessage", person.id, **alarm)
    poll = await sent("sendPoll", person.id, question="Which floor?", options=OPTIONS)
    here = {"latitude": 40.78, "longitude": 111.66, "live_period": 900}
    place = await sent("sendLocation", person.id, **here)
    file_ids = {}
    for kind in KINDS:
        method = "send" + kind.title().replace("_", "")
        told = await sent(method, person.id, **{kind: Upload(_bytes(kind), f"a {kind}")})
        file_ids[kind] = _named(told, kind)
    photo = await sent("sendPhoto", person.id, photo=file_ids["photo"], caption="The stairs")
    topic = await sent("createForumTopic", group.id, name="Case 7")
    press = await resident.presses("Accept", on=said["message_id"])
    stage = Stage(
        telegram=telegram,
        bot=bot,
        person=person,
        officer=officer,
        private=resident.chat,
        group=group,
        topic=topic["message_thread_id"],
        said=said["message_id"],
        heard=heard.id,
        group_said=(await sent("sendMessage", group.id, **alarm))["message_id"],
        group_heard=group_heard.id,
        pressed=str(press.id),
        place=place["message_id"],
        photo=photo["message_id"],
        poll=poll["message_id"],
        file_ids=file_ids,
    )
    assert telegram.breaches == []
    return stage


@cache
def _bytes(kind: str) -> bytes:
    match kind:
        case "photo":
            return samples.picture(64, 48)
        case "sticker":
            return samples.sticker()
        case "video" | "animation" | "video_note":
            return samples.film()
        case "voice":
            return samples.sound()
    return samples.music() if kind == "audio" else b"%PDF-1.7"


def _named(message: dict[str, Any], kind: str) -> str:
    shown = message[kind]
    return str((shown[-1] if isinstance(shown, list) else shown)["file_id"])
