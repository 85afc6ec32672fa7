"""aiogram, unmodified: an echo, a conversation with keyboards (FSM), a poll, an album; by polling and
by its own webhook handler."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot as Client
from aiogram import Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputPollOption,
    InputPollOptionUnion,
    KeyboardButton,
    Message,
    Poll,
    PollAnswer,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiogram.utils.media_group import MediaGroupBuilder
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from sandbox import Seat, Telegram, samples
from sandbox.clock import PATIENCE
from sandbox.records import Bot
from tests.sandbox.clients.test_python_telegram_bot import poll_of

DOORS = pytest.mark.parametrize("door", ["polling", "webhook", "answering webhook"])


@pytest.fixture
def resident(telegram: Telegram, bot: Bot) -> Seat:
    return telegram.add_person("王芳", language_code="zh-hans").with_(bot)


@pytest.fixture
async def client(url: str, bot: Bot) -> AsyncIterator[Client]:
    client = Client(bot.token, AiohttpSession(api=TelegramAPIServer.from_base(url)))
    yield client
    await client.session.close()


@asynccontextmanager
async def running(
    dispatcher: Dispatcher, client: Client, door: str, telegram: Telegram
) -> AsyncIterator[None]:
    """The dispatcher takes updates; nothing was refused and no rule was broken when it ends."""
    kinds = dispatcher.resolve_used_update_types()
    if door == "polling":
        await client.delete_webhook()
        polling = asyncio.create_task(
            dispatcher.start_polling(
                client,
                polling_timeout=5,
                handle_signals=False,
                close_bot_session=False,
                allowed_updates=kinds,
            )
        )
        try:
            yield
            await telegram.settled()
        finally:
            await dispatcher.stop_polling()
            await polling
    else:
        async with webhook(dispatcher, client, in_answer=door == "answering webhook") as address:
            await client.set_webhook(address, secret_token="s3cret", allowed_updates=kinds)
            yield
            await telegram.settled()
    assert telegram.refused == []
    assert telegram.breaches == []


@asynccontextmanager
async def webhook(dispatcher: Dispatcher, client: Client, *, in_answer: bool) -> AsyncIterator[str]:
    """aiogram's own handler on a free port; with `in_answer` it calls a method by answering."""
    app = web.Application()
    SimpleRequestHandler(
        dispatcher, client, handle_in_background=not in_answer, secret_token="s3cret"
    ).register(app, path="/door")
    setup_application(app, dispatcher, bot=client)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/door"
    finally:
        await runner.cleanup()


@DOORS
async def test_an_echo(telegram: Telegram, client: Client, resident: Seat, door: str) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def echo(message: Message) -> Any:
        return message.reply(f"You said: {message.html_text}", parse_mode="HTML")

    async with running(dispatcher, client, door, telegram):
        mine = await resident.writes("有烟 & 火 <b>")
        heard = await resident.hears("You said: 有烟 & 火 <b>")
        assert heard.reply_to == mine.id


class Step(StatesGroup):
    floor = State()
    sure = State()


def conversation() -> Dispatcher:
    """Which floor, and whether they shall come."""
    dispatcher = Dispatcher()

    @dispatcher.message(Command("alarm"))
    async def ask_floor(message: Message, state: FSMContext) -> None:
        await state.set_state(Step.floor)
        rows = [[KeyboardButton(text="1"), KeyboardButton(text="2")], [KeyboardButton(text="3")]]
        await message.answer("Which floor?", reply_markup=ReplyKeyboardMarkup(keyboard=rows))

    @dispatcher.message(Step.floor, F.text.in_({"1", "2", "3"}))
    async def ask_sure(message: Message, state: FSMContext) -> None:
        await state.update_data(floor=message.text)
        await state.set_state(Step.sure)
        await message.answer("Thank you.", reply_markup=ReplyKeyboardRemove())
        keys = [
            InlineKeyboardButton(text=text, callback_data=data)
            for text, data in (("Send", "send"), ("Not yet", "no"))
        ]
        shown = InlineKeyboardMarkup(inline_keyboard=[keys])
        await message.answer(f"Floor {message.text}: shall they come?", reply_markup=shown)

    @dispatcher.callback_query(Step.sure, F.data == "send")
    async def send(query: CallbackQuery, state: FSMContext) -> None:
        await query.answer("On their way", show_alert=True)
        assert isinstance(query.message, Message)
        floor = (await state.get_data())["floor"]
        await query.message.edit_text(f"Officers come to floor {floor}")
        await state.clear()

    return dispatcher


@DOORS
async def test_a_conversation_with_keyboards(
    telegram: Telegram, client: Client, resident: Seat, door: str
) -> None:
    async with running(conversation(), client, door, telegram):
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


async def test_a_poll(telegram: Telegram, client: Client, resident: Seat) -> None:
    dispatcher = Dispatcher()
    told: asyncio.Queue[tuple[str, list[int]]] = asyncio.Queue()

    @dispatcher.message(Command("quiz"))
    async def ask(message: Message) -> None:
        numbers: list[InputPollOptionUnion] = [
            InputPollOption(text=text) for text in ("110", "119")
        ]
        await message.answer_poll("First call?", numbers, is_anonymous=False)

    @dispatcher.poll_answer()
    async def voted(answer: PollAnswer) -> None:
        assert answer.user is not None
        told.put_nowait((answer.user.first_name, answer.option_ids))

    @dispatcher.poll()
    async def counted(poll: Poll) -> None:
        told.put_nowait(("poll", [option.voter_count for option in poll.options]))

    async with running(dispatcher, client, "polling", telegram):
        await resident.writes("/quiz")
        shown = await telegram.until(lambda: poll_of(resident))
        assert shown is not None
        await resident.votes(shown, 1)
        async with asyncio.timeout(PATIENCE):
            assert sorted([await told.get(), await told.get()]) == [("poll", [0, 1]), ("王芳", [1])]
        assert (await client.stop_poll(resident.person.id, shown.id)).is_closed


async def test_an_album_and_a_file(telegram: Telegram, client: Client, resident: Seat) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(Command("show"))
    async def show(message: Message) -> None:
        pictures = [samples.picture(32, 24), samples.picture(24, 32, hue=90)]
        album = MediaGroupBuilder(caption="Before")
        for number, data in enumerate(pictures):
            album.add_photo(BufferedInputFile(data, f"{number}.png"))
        sent = await message.answer_media_group([*album.build()])
        assert len({one.media_group_id for one in sent}) == 1
        assert sent[0].photo is not None
        came = await client.download(sent[0].photo[-1])
        assert came is not None
        await message.answer(f"The same bytes: {came.read() == pictures[0]}")

    async with running(dispatcher, client, "polling", telegram):
        await resident.writes("/show")
        await resident.hears("The same bytes: True")
        album = [m for m in resident.chat.messages.values() if "media_group_id" in m.content]
        assert [m.content.get("caption") for m in album] == ["Before", None]
