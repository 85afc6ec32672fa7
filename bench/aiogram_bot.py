"""The same conversation on bare aiogram with MemoryStorage, in aiogram's own default set-up, with as
many handlers as we have. What it keeps is lost when it ends.

Run as: python -m bench.aiogram_bot BASE_URL PORT
"""

from __future__ import annotations

import sys

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

import handlers as ours

MENU = ReplyKeyboardMarkup(
    keyboard=[
        [KeyboardButton(text="🆘 Alarm"), KeyboardButton(text="🤫 Silent alarm")],
        [KeyboardButton(text="⏭ Skip")],
    ],
    resize_keyboard=True,
)
AREAS = [f"Area {number}" for number in range(23)]
known: dict[int, dict[str, str]] = {}


class Step(StatesGroup):
    name = State()
    phone = State()
    community = State()


talk = Router(name="talk")


@talk.message(Command("about"))
async def ask_name(message: Message, state: FSMContext) -> None:
    await state.set_state(Step.name)
    await message.answer("What shall the officers call you?", reply_markup=MENU)


@talk.message(Step.name, F.text)
async def take_name(message: Message, state: FSMContext) -> None:
    await state.update_data(name=message.text)
    await state.set_state(Step.phone)
    await message.answer("A phone number, if officers may call you?", reply_markup=MENU)


@talk.message(Step.phone, F.text)
async def take_phone(message: Message, state: FSMContext) -> None:
    await state.update_data(phone=message.text)
    await state.set_state(Step.community)
    rows = [AREAS[start : start + 3] for start in range(0, len(AREAS), 3)]
    keys = [
        [InlineKeyboardButton(text=name, callback_data=f"live|{name}") for name in row]
        for row in rows
    ]
    await message.answer(
        "Where do you live?", reply_markup=InlineKeyboardMarkup(inline_keyboard=keys)
    )
    await message.answer("You can leave this out too.", reply_markup=MENU)


@talk.message(Step.community, F.text)
async def take_community(message: Message, state: FSMContext) -> None:
    if message.from_user is not None:
        known[message.from_user.id] = await state.get_data()
    await state.clear()
    await message.answer("Thank you. With an alarm, the officers see: …", reply_markup=MENU)


def others() -> Router:
    """As many further handlers as our conversations have, spread as ours are."""
    count = sum(
        len(observer.handlers)
        for router in ours.CONVERSATIONS
        for observer in router.observers.values()
    )
    router = Router(name="others")

    async def nothing(_: Message) -> None:
        return

    for number in range(count - len(talk.message.handlers)):
        router.message(Command(f"other{number}"))(nothing)
    return router


def main(base: str, port: int) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    bot = Bot("4200000001:bench", session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_routers(others(), talk)

    async def hook() -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook")

    dispatcher.startup.register(hook)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
