"""python-telegram-bot, unmodified, holds a conversation with the sandbox and understands it all."""

import socket
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from sandbox import Telegram
from sandbox.records import Bot

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> None:
    keyboard = ReplyKeyboardMarkup(
        [["Alarm"], [KeyboardButton("Where I am", request_location=True)]], resize_keyboard=True
    )
    assert update.message is not None
    await update.message.reply_html("Hello, <b>neighbour</b> &lt;3", reply_markup=keyboard)


async def alarm(update: Update, context: Context) -> None:
    button = InlineKeyboardButton("Accept", callback_data="accept")
    assert update.effective_message is not None
    await update.effective_message.reply_text(
        f"An alarm: {update.effective_message.text}", reply_markup=InlineKeyboardMarkup([[button]])
    )


async def place(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    where = update.effective_message.location
    assert where is not None
    await update.effective_message.reply_text(f"You are at {where.latitude} {where.longitude}")


async def accept(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Yours now")
    await query.edit_message_text(f"accepted by {query.from_user.first_name}")


def application(url: str, bot: Bot) -> App:
    app = ApplicationBuilder().token(bot.token).base_url(f"{url}/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(MessageHandler(filters.LOCATION, place))
    app.add_handler(MessageHandler(filters.TEXT, alarm))
    app.add_handler(CallbackQueryHandler(accept))
    return app


@pytest.mark.parametrize("door", ["polling", "webhook"])
async def test_a_conversation(telegram: Telegram, url: str, bot: Bot, door: str) -> None:
    resident = telegram.add_person("王芳", language_code="zh-hans").with_(bot)
    app = application(url, bot)
    async with app:
        await app.start()
        assert app.updater is not None
        if door == "polling":
            await app.updater.start_polling(timeout=5)
        else:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            await app.updater.start_webhook(
                port=port,
                url_path="door",
                secret_token="s3cret",
                webhook_url=f"http://127.0.0.1:{port}/door",
            )

        await resident.writes("/start")
        hello = await resident.hears("Hello, neighbour <3")
        assert hello.entities == [{"type": "bold", "offset": 7, "length": 9}]
        assert resident.keyboard() == [["Alarm"], ["Where I am"]]

        await resident.presses("Alarm")
        await resident.hears("An alarm: Alarm")
        await resident.presses("Accept")
        await resident.told("Yours now")
        card = await resident.sees("accepted by 王芳")
        assert card.edited
        assert card.buttons == []

        await resident.presses("Where I am", place=(40.78, 111.66))
        await resident.hears("You are at 40.78 111.66")
        mine = await resident.writes("Smoke on the stairs")
        await resident.edits(mine, "Fire on the stairs")
        await resident.hears("An alarm: Fire on the stairs")

        await telegram.settled()
        await app.updater.stop()
        await app.stop()
    assert telegram.refused == []
    assert telegram.breaches == []
