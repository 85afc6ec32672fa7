"""The same conversation on python-telegram-bot, in its own default set-up with a webhook.

Run as: python -m bench.ptb_bot BASE_URL PORT
"""

from __future__ import annotations

import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

MENU = ReplyKeyboardMarkup([["🆘 Alarm", "🤫 Silent alarm"], ["⏭ Skip"]], resize_keyboard=True)
AREAS = [f"Area {number}" for number in range(23)]
NAME, PHONE, COMMUNITY = range(3)
Context = ContextTypes.DEFAULT_TYPE


def told(context: Context) -> dict[Any, Any]:
    assert context.user_data is not None
    return context.user_data


async def say(
    update: Update, text: str, markup: ReplyKeyboardMarkup | InlineKeyboardMarkup = MENU
) -> None:
    assert update.message is not None
    await update.message.reply_text(text, reply_markup=markup)


async def ask_name(update: Update, _: Context) -> int:
    await say(update, "What shall the officers call you?")
    return NAME


async def take_name(update: Update, context: Context) -> int:
    told(context)["name"] = update.message and update.message.text
    await say(update, "A phone number, if officers may call you?")
    return PHONE


async def take_phone(update: Update, context: Context) -> int:
    told(context)["phone"] = update.message and update.message.text
    rows = [AREAS[start : start + 3] for start in range(0, len(AREAS), 3)]
    keys = [
        [InlineKeyboardButton(name, callback_data=f"live|{name}") for name in row] for row in rows
    ]
    await say(update, "Where do you live?", InlineKeyboardMarkup(keys))
    await say(update, "You can leave this out too.")
    return COMMUNITY


async def take_community(update: Update, _: Context) -> int:
    await say(update, "Thank you. With an alarm, the officers see: …")
    return ConversationHandler.END


def main(base: str, port: int) -> None:
    application = Application.builder().token("4200000001:bench").base_url(f"{base}/bot").build()
    text = filters.TEXT & ~filters.COMMAND
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("about", ask_name)],
            states={
                NAME: [MessageHandler(text, take_name)],
                PHONE: [MessageHandler(text, take_phone)],
                COMMUNITY: [MessageHandler(text, take_community)],
            },
            fallbacks=[],
        )
    )
    application.run_webhook(
        "127.0.0.1", port, "/hook", webhook_url=f"http://127.0.0.1:{port}/hook", bootstrap_retries=0
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
