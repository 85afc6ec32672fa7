"""What is said to a question: taken by who asked it, or answered honestly where it is no answer. And how
any question is stopped."""

from __future__ import annotations

from aiogram.types import Message

from cards.keyboards import MENU
from db.conversations import Conversation as Kept
from handlers.conversation import Conversation, Conversations
from handlers.filters import PRIVATE, Asks
from locales import L, Phrase
from locales.signs import bare
from services import officers, questions
from services.conversing import SIGN
from services.speech import Keyboard
from services.work import Work

router = Conversation("questions")


@router.message(PRIVATE, Asks("cancel"))
async def cancel(_: Message, work: Work) -> None:
    under_way = work.step is not None
    work.leave()
    work.say(
        L("Stopped; nothing was changed.") if under_way else L("There is nothing to stop."),
        keyboard=MENU,
    )


@router.message(~PRIVATE, Asks("cancel"))
async def cancel_in_group(_: Message, work: Work) -> None:
    """Where nothing was asked it is meant for somebody else."""
    officers.require_named(work)
    if work.step is not None:
        work.leave()
        work.say(L("Stopped; nothing was changed."))


async def take(message: Message, work: Work, known: Conversations) -> bool:
    """Whether the message has to do with a question: it answers the one that waits, or is told why not."""
    if work.here.private:
        return await _alone(message, work, known)
    return await _in_group(message, work, known)


def is_old_key(message: Message, work: Work, known: Conversations) -> bool:
    """A key that skips a question is pressed, and that question waits no more."""
    steps = known.answer_keys.get(bare(message.text or ""))
    return steps is not None and work.step not in steps


def old_key(work: Work, keyboard: Keyboard | None, *, silent: bool = False) -> None:
    """Such a key says nothing about anything else."""
    waits = work.step is not None
    words = L("⌛ That question has ended.")
    if waits:
        words = L("⌛ That key belonged to an earlier question. The newest one still waits.")
    work.say(words, keyboard=None if waits else keyboard, silent=silent)


async def _alone(message: Message, work: Work, known: Conversations) -> bool:
    """In private the next thing said is the answer, unless it can only be meant otherwise."""
    kept = work.conversation
    if kept is not None and (kept.step not in known.questions or work.is_over):
        _late(work, kept, known)
    elif is_old_key(message, work, known):
        old_key(work, MENU)
    elif kept is None:
        return False
    elif known.could_begin(message.text):
        work.say(_UNKNOWN)
    elif _answers_another(message, work, kept):
        work.say(
            L(
                "↩️ That answers another message, so I did not take it. My question still waits: write the "
                "answer as a message of its own, or /cancel."
            )
        )
    elif not await known.answers(message, work):
        _again(message, work)
    return True


async def _in_group(message: Message, work: Work, known: Conversations) -> bool:
    """In a group only a reply to the question itself is an answer; all else is talk among officers."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None:
        return False
    if replied.from_user.id != work.turn.house.bot_id:
        return False
    kept, card = work.conversation, questions.card_of(work, replied.message_id)
    if kept is None or card is None or card not in (kept.question, kept.card):
        return _not_theirs(replied, work, card)
    if kept.step not in known.questions or work.is_over:
        _late(work, kept, known)
    elif is_old_key(message, work, known):
        old_key(work, None)
    elif known.could_begin(message.text):
        work.say(_UNKNOWN)
    elif not await known.answers(message, work):
        _again(message, work)
    return True


def _not_theirs(replied: Message, work: Work, card: str | None) -> bool:
    """Somebody replies to a question of a colleague's, or to one that is over; False for what asks
    nothing."""
    asked = _mentioned(replied)
    if asked is not None and asked[0] == work.here.person_id:
        work.say(L("⌛ This question has ended, so your answer was not kept."))
        return True
    names = [asked[1]] if asked else questions.others_asked(work, card) if card else []
    if not names:
        return False
    work.say(
        L("✋ This question is for {name}, so your answer was not kept.", name=", ".join(names))
    )
    return True


def _mentioned(replied: Message) -> tuple[int, str] | None:
    """Whom a question in a group asked: their id and name. It begins with a link to them."""
    head, _, _ = (replied.text or "").partition("\n")
    users = [one.user for one in replied.entities or () if one.user is not None]
    if SIGN not in head or not users:
        return None
    return users[0].id, users[0].full_name


def _answers_another(message: Message, work: Work, kept: Kept) -> bool:
    """It replies to a message that is about a case, and not to the one that asks."""
    if message.reply_to_message is None:
        return False
    card = questions.card_of(work, message.reply_to_message.message_id)
    return card is not None and card != kept.card


def _again(message: Message, work: Work) -> None:
    """What waits can't read it; ten pictures at once are told so once."""
    words = L("Please answer the question above, or stop with /cancel.")
    if message.media_group_id is None:
        work.say(words)
    else:
        work.show(work.here.chat_id, f"album {message.media_group_id}", words)


def _late(work: Work, kept: Kept, known: Conversations) -> None:
    """Nobody waits for the answer any more: too much time has passed, or a newer version does not ask
    it. Nothing said so far is lost without a word."""
    told = " · ".join(str(said) for said in work.so_far().values() if said)
    step = known.questions.get(kept.step)
    work.leave()
    sorry: Phrase = L(
        "This conversation was renewed meanwhile; please begin it again with the keys below."
    )
    if step is not None:
        sorry = L(
            "⌛ This question has ended, so what you wrote was not kept. To begin again: {again}",
            again=step.again,
        )
    if told and work.here.private:
        sorry = L("{sorry}\nYou had told me: {told}", sorry=sorry, told=told)
    work.say(sorry, keyboard=MENU if work.here.private else None)


_UNKNOWN = L("I do not know that command. My question still waits: answer it, or /cancel.")
