"""What every example stands on: one bot, two people, their chats, and a message of each kind."""

from dataclasses import dataclass
from typing import Any

from sandbox import Phone, Telegram
from sandbox.methods import METHODS
from sandbox.records import Bot, Chat

TOKEN = "1000:TEST"
NOW = 1_800_000_000  # time stands still but for moves, so that two stages answer alike


@dataclass
class Stage:
    """A Telegram in which every method has something to work on."""

    telegram: Telegram
    bot: Bot
    person: Phone  # in `private` with the bot, and a member of `group`
    officer: Phone  # who made the group
    private: Chat
    group: Chat  # a supergroup, a forum, with the bot as its administrator
    topic: int | None  # a topic of it
    said: int  # the bot's own message in `private`, with a button below it
    heard: int  # the person's message in `private`
    group_said: int
    group_heard: int
    pressed: str  # the callback query of a press that waits for its answer
    place: int  # the bot's live place in `private`
    photo: int | None = None  # the bot's own, in `private`
    file_id: str | None = None  # of that photo
    poll: int | None = None  # the bot's own, in `private`

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
    group = telegram.add_group("Room 1 alarms", [officer, person], bot)
    resident = person.with_(bot)
    heard = await resident.writes("/start")
    group_heard = await person.in_(group).writes("Good morning")

    async def sent(method: str, **parameters: Any) -> int:
        answer = await telegram.call(TOKEN, method, parameters)
        return int(answer["result"]["message_id"])

    button = {"inline_keyboard": [[{"text": "Accept", "callback_data": "accept"}]]}
    said = await sent("sendMessage", chat_id=person.id, text="An alarm", reply_markup=button)
    group_said = await sent("sendMessage", chat_id=group.id, text="An alarm", reply_markup=button)
    here = {"latitude": 40.78, "longitude": 111.66, "live_period": 900}
    place = await sent("sendLocation", chat_id=person.id, **here)
    press = await resident.presses("Accept", on=said)
    stage = Stage(
        telegram=telegram,
        bot=bot,
        person=person,
        officer=officer,
        private=resident.chat,
        group=group,
        topic=None,
        said=said,
        heard=heard.id,
        group_said=group_said,
        group_heard=group_heard.id,
        pressed=str(press.id),
        place=place,
    )
    await _furnish(stage)
    assert telegram.breaches == []
    return stage


async def _furnish(stage: Stage) -> None:
    """A topic, a photo and a poll, where they are built."""
    if "sendPoll" in METHODS:
        asked = {"question": "Which floor?", "options": [{"text": "1"}, {"text": "2"}]}
        answer = await stage.ask("sendPoll", {"chat_id": stage.person.id, **asked})
        stage.poll = answer["result"]["message_id"]
