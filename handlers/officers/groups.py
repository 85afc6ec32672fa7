"""An officers' group: the language it is spoken to in, and its move to a new id."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from cards import groups as cards
from handlers.filters import PRIVATE, Asks, Conversation, Pressed
from locales import LANGUAGES, L
from services import groups
from services.refusals import RefusedError
from services.work import Work

router = Conversation("groups", begins=("language",))
moved = Router(name="groups that moved")


@router.message(~PRIVATE, Asks("language"))
async def ask_language(_: Message, work: Work) -> None:
    groups.here(work)
    work.say(L("Which language shall this group be spoken to in?"), buttons=cards.languages())


@router.callback_query(Pressed(cards.Speak))
async def speak(_: CallbackQuery, press: cards.Speak, work: Work) -> None:
    if press.language not in LANGUAGES:
        raise RefusedError(L("This language is not there any more. Please choose again."))
    groups.speak(work, press.language)
    work.replace(L("🌐 {language}", language=LANGUAGES[press.language]))


@moved.my_chat_member(~PRIVATE)
async def come_or_gone(event: ChatMemberUpdated, work: Work) -> None:
    if event.new_chat_member.status in {"left", "kicked"}:
        groups.lose(work, event.chat.id)
    else:
        groups.learn(work, event.chat.id, lost=False, forum=bool(event.chat.is_forum))


class Moved(Filter):
    """The group tells that it became a supergroup."""

    async def __call__(self, event: Message) -> bool:
        return event.migrate_to_chat_id is not None


@moved.message(Moved())
async def follow(message: Message, work: Work) -> None:
    groups.follow(work, message.chat.id, message.migrate_to_chat_id or 0)
