"""An honest answer to anything nobody else understood."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from cards.keyboards import MENU
from handlers.filters import PRIVATE
from locales import L, Phrase
from services import reach
from services.work import Work

router = Router(name="anything")


@router.message(PRIVATE)
async def not_understood(message: Message, work: Work) -> None:
    if message.media_group_id is None:
        work.say(_fitting(message), keyboard=MENU)
    else:  # ten pictures at once get one answer: a card is there once
        work.show(work.here.chat_id, f"album {message.media_group_id}", _fitting(message))


def _fitting(message: Message) -> Phrase:
    """What is true of this kind of message outside an alarm."""
    if message.sticker or message.animation or message.dice:  # an animation is a document too
        return L("🙂 Thank you! Pictures like this say nothing to me; the keys below do.")
    if message.photo or message.video or message.video_note or message.document:
        return L(
            "🖼 I can pass on pictures and files only while an alarm is open. If you need us now, "
            "press 🆘 first and send it then."
        )
    if message.voice or message.audio:
        return L(
            "🎤 I can pass on your voice only while an alarm is open. If you need us now, press 🆘 "
            "first and speak then."
        )
    if message.location or message.venue:
        return L(
            "📍 I can pass on a place only while an alarm is open. If you need us now, press 🆘 "
            "first and share it then."
        )
    if message.contact:
        return L("📱 I keep a phone number only under 👤 About me.")
    return L("I did not understand that. The keys below show what I can do; /help explains them.")


@router.callback_query()
async def gone(_: CallbackQuery, work: Work) -> None:
    work.answer(L("This button does not work any more."), popup=True)


@router.my_chat_member(PRIVATE)
async def blocked(event: ChatMemberUpdated, work: Work) -> None:
    if event.new_chat_member.status == "member":
        reach.find(work, work.here.person_id)
    else:
        reach.lose(work, work.here.person_id)
