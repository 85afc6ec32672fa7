"""python-telegram-bot, unmodified: an echo, a conversation with keyboards, a poll, an album, and the
same by its own webhook server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PollAnswerHandler,
    PollHandler,
    filters,
)

from sandbox import Seat, Telegram, samples
from sandbox.clock import PATIENCE
from sandbox.records import Bot
from tests.ports import free_port

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
DOORS = pytest.mark.parametrize("door", ["polling", "webhook"])
FLOOR, SURE = range(2)


@pytest.fixture
def resident(telegram: Telegram, bot: Bot) -> Seat:
    return telegram.add_person("王芳", language_code="zh-hans").with_(bot)


def built(url: str, bot: Bot) -> App:
    urls = {"base_url": f"{url}/bot", "base_file_url": f"{url}/file/bot"}
    builder = ApplicationBuilder().token(bot.token)
    return builder.base_url(urls["base_url"]).base_file_url(urls["base_file_url"]).build()


@asynccontextmanager
async def running(app: App, door: str, telegram: Telegram) -> AsyncIterator[None]:
    """The application takes updates; nothing was refused and no rule was broken when it ends."""
    async with app:
        await app.start()
        assert app.updater is not None
        if door == "polling":
            await app.updater.start_polling(timeout=5, allowed_updates=Update.ALL_TYPES)
        else:
            port = free_port()
            await app.updater.start_webhook(
                port=port,
                url_path="door",
                secret_token="s3cret",
                webhook_url=f"http://127.0.0.1:{port}/door",
                allowed_updates=Update.ALL_TYPES,
            )
        try:
            yield
            await telegram.settled()
        finally:
            await app.updater.stop()
            await app.stop()
    assert telegram.refused == []
    assert telegram.breaches == []


@DOORS
async def test_an_echo(telegram: Telegram, url: str, bot: Bot, resident: Seat, door: str) -> None:
    async def echo(update: Update, context: Context) -> None:
        assert update.message is not None
        await update.message.reply_text(f"You said: {update.message.text}", do_quote=True)

    app = built(url, bot)
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with running(app, door, telegram):
        mine = await resident.writes("有烟 & 火 <b>")
        heard = await resident.hears("You said: 有烟 & 火 <b>")
        assert heard.reply_to == mine.id


async def ask_floor(update: Update, context: Context) -> int:
    assert update.message is not None
    keys = ReplyKeyboardMarkup([["1", "2"], ["3"]], one_time_keyboard=True)
    await update.message.reply_text("Which floor?", reply_markup=keys)
    return FLOOR


async def ask_sure(update: Update, context: Context) -> int:
    assert update.message is not None
    assert context.user_data is not None
    context.user_data["floor"] = update.message.text
    gone = await update.message.reply_text("Thank you.", reply_markup=ReplyKeyboardRemove())
    keys = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Send", callback_data="send"),
                InlineKeyboardButton("Not yet", callback_data="no"),
            ]
        ]
    )
    await gone.reply_text(f"Floor {update.message.text}: shall they come?", reply_markup=keys)
    return SURE


async def send(update: Update, context: Context) -> int:
    query = update.callback_query
    assert query is not None
    assert context.user_data is not None
    await query.answer("On their way", show_alert=True)
    await query.edit_message_text(f"Officers come to floor {context.user_data['floor']}")
    return ConversationHandler.END


@DOORS
@pytest.mark.filterwarnings("ignore:If 'per_message=False'")  # its button is under any message
async def test_a_conversation_with_keyboards(
    telegram: Telegram, url: str, bot: Bot, resident: Seat, door: str
) -> None:
    app = built(url, bot)
    app.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("alarm", ask_floor)],
            states={
                FLOOR: [MessageHandler(filters.Regex("^[123]$"), ask_sure)],
                SURE: [CallbackQueryHandler(send, pattern="^send$")],
            },
            fallbacks=[],
        )
    )
    async with running(app, door, telegram):
        await resident.writes("/alarm")
        await resident.hears("Which floor?")
        assert resident.keyboard() == [["1", "2"], ["3"]]
        await resident.presses("3")
        card = await resident.hears("Floor 3: shall they come?")
        assert card.buttons == [["Send", "Not yet"]]
        assert resident.keyboard() is None
        await resident.presses("Send")
        await resident.told("On their way")
        done = await resident.sees("Officers come to floor 3")
        assert (done.id, done.edited, done.buttons) == (card.id, True, [])


async def test_a_poll(telegram: Telegram, url: str, bot: Bot, resident: Seat) -> None:
    told: asyncio.Queue[tuple[str, object]] = asyncio.Queue()

    async def ask(update: Update, context: Context) -> None:
        assert update.message is not None
        await update.message.reply_poll("First call?", ["110", "119"], is_anonymous=False)

    async def voted(update: Update, context: Context) -> None:
        assert update.poll_answer is not None
        assert update.poll_answer.user is not None
        told.put_nowait((update.poll_answer.user.first_name, update.poll_answer.option_ids))

    async def counted(update: Update, context: Context) -> None:
        assert update.poll is not None
        told.put_nowait(("poll", [option.voter_count for option in update.poll.options]))

    app = built(url, bot)
    app.add_handlers([CommandHandler("quiz", ask), PollAnswerHandler(voted), PollHandler(counted)])
    async with running(app, "polling", telegram):
        await resident.writes("/quiz")
        shown = await telegram.until(lambda: poll_of(resident))
        assert shown is not None
        await resident.votes(shown, 0)
        async with asyncio.timeout(PATIENCE):
            said = [await told.get(), await told.get()]
        assert sorted(said, key=str) == [("poll", [1, 0]), ("王芳", (0,))]
        stopped = await app.bot.stop_poll(resident.person.id, shown.id)
        assert stopped.is_closed


def poll_of(seat: Seat) -> Any:
    """The newest poll in the chat."""
    messages = reversed(seat.chat.messages.values())
    return next((message for message in messages if "poll" in message.content), None)


async def test_an_album_and_a_file(telegram: Telegram, url: str, bot: Bot, resident: Seat) -> None:
    async def show(update: Update, context: Context) -> None:
        assert update.message is not None
        pictures = [samples.picture(32, 24), samples.picture(24, 32, hue=90)]
        media = [InputMediaPhoto(pictures[0], caption="Before"), InputMediaPhoto(pictures[1])]
        sent = await update.message.reply_media_group(media)
        assert len({message.media_group_id for message in sent}) == 1
        file = await sent[0].photo[-1].get_file()
        same = bytes(await file.download_as_bytearray()) == pictures[0]
        await update.message.reply_text(f"The same bytes: {same}")

    app = built(url, bot)
    app.add_handler(CommandHandler("show", show))
    async with running(app, "polling", telegram):
        await resident.writes("/show")
        await resident.hears("The same bytes: True")
        album = [m for m in resident.chat.messages.values() if "media_group_id" in m.content]
        assert [m.content.get("caption") for m in album] == ["Before", None]
