"""An officers' group: bound with a code, spoken to in its language, followed when it moves; and groups
of strangers, which the bot leaves."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import (
    CallbackQuery,
    ChatMemberRestricted,
    ChatMemberUnion,
    ChatMemberUpdated,
    Message,
)

from cards import groups as cards
from cards import officers as officers_cards
from cards.said import literally
from db.outbox import NOTICE
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, Opened, Pressed, own_name
from locales import LANGUAGES, L
from services import groups, invitations, officers
from services.invitations import BIND
from services.refusals import RefusedError
from services.work import Work

router = Conversation("groups")
changes = Router(name="changes of groups")  # of what groups tell of themselves
strange = Router(name="strange groups")  # what nobody wanted in a group


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


# --- binding -------------------------------------------------------------------------------


@router.message(PRIVATE, Asks("bind"))
async def ask_purpose(_: Message, work: Work) -> None:
    officers.leading(work)
    work.say(L("What is the group for?"), buttons=cards.purposes())


@router.callback_query(Pressed(cards.BindFor))
async def bind_for(_: CallbackQuery, press: cards.BindFor, work: Work) -> None:
    officers.leading(work)
    _known_purpose(press.purpose)
    work.replace(L("Of which room?"), buttons=cards.rooms_for(work, press.purpose))


@router.callback_query(Pressed(cards.BindTo))
async def bind_to(_: CallbackQuery, press: cards.BindTo, work: Work) -> None:
    officers.leading(work)
    _known_purpose(press.purpose)
    code = invitations.invite_group(
        work, press.room, alarms=press.purpose != "desk", desk=press.purpose != "alarms"
    )
    bot = own_name(work)
    work.replace(cards.how_to_bind(work, press.room, press.purpose, code, bot))


def _known_purpose(purpose: str) -> None:
    if purpose not in cards.PURPOSES:
        raise RefusedError(L("This button does not work any more."))


@router.message(~PRIVATE, Asks("bind"))
async def bind(message: Message, work: Work) -> None:
    code = (message.text or "").split()[1:2]
    if not code:
        raise RefusedError(L("Please write /bind and, behind it, the code from your duty lead."))
    _bind(message, code[0], work)


@router.message(~PRIVATE, Opened(BIND))
async def open_link(message: Message, payload: str, work: Work) -> None:
    _bind(message, payload, work)


def _bind(message: Message, code: str, work: Work) -> None:
    if groups.is_bound_by(work, code):  # written twice: it has been said
        return
    if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
        work.say(cards.bound(work, groups.bind_nameless(work, code)))
    else:
        officers.require_named(work)
        groups.ask_to_bind(work, code)


@router.message(~PRIVATE, Asks("unbind"))
async def unbind(_: Message, work: Work) -> None:
    group = groups.release(work)
    work.say(L("This group belongs to no police room any more, so I leave. Goodbye."))
    work.leave_chat(group.chat_id)


# --- what groups tell of themselves --------------------------------------------------------


class Moved(Filter):
    """The group tells that it became a supergroup."""

    async def __call__(self, event: Message) -> bool:
        return event.migrate_to_chat_id is not None


@changes.message(Moved())
async def follow(message: Message, work: Work) -> None:
    groups.follow(work, message.chat.id, message.migrate_to_chat_id or 0)


class Left(Filter):
    """Somebody left the group, or was taken out of it."""

    async def __call__(self, event: Message) -> bool:
        return event.left_chat_member is not None


@changes.message(Left())
async def miss(message: Message, work: Work) -> None:
    missed = groups.missed(work, message.left_chat_member.id if message.left_chat_member else 0)
    if missed is None:
        return
    officer, leads = missed
    told = L(
        "🚪 <b>{name}</b> is not in {group} any more, but still serves until you take them out.",
        name=officer.name,
        group=literally(message.chat.title),
    )
    for lead in leads:
        work.send(lead.user_id, told, lane=NOTICE, buttons=[[officers_cards.out(officer)]])


@changes.my_chat_member(~PRIVATE)
async def come_or_go(event: ChatMemberUpdated, work: Work) -> None:
    if not _may_write(event.new_chat_member):
        groups.lose(work, event.chat.id)
    elif event.chat.type == "channel":  # nobody talks to us there
        work.leave_chat(event.chat.id)
    else:
        groups.find(work, event.chat.id)
        _introduce(work)


def _may_write(member: ChatMemberUnion) -> bool:
    """Whether the bot, as that member, may send text. Of a restricted one it is told whether they are in
    the group at all; what all members may not do is told by refusals only."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status not in {"left", "kicked"}


@strange.message(~PRIVATE)
async def overhear(_: Message, work: Work) -> None:
    """A group that was there before this version, or whose first word was lost."""
    _introduce(work)


def _introduce(work: Work) -> None:
    if groups.meet(work):
        work.say(
            L(
                "I work for a police room: within 10 minutes an administrator writes /bind and the "
                "code from the duty lead here, or I leave."
            )
        )
