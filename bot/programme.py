"""The programme that runs: doors always, and, while it leads, desk, sender, calendar and profile."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot import acquaintance, health, leading, metrics, precautions, watching
from bot.books import Books
from bot.calendar import Calendar, Deed
from bot.desk import Desk
from bot.health import Troubles
from bot.intake.door import Door
from bot.intake.polling import Polling
from bot.intake.webhook import Webhook
from bot.leading import Lock
from bot.listening import serving
from bot.pacing import Limits
from bot.proof import Proof, Sign
from bot.sender import Sender
from bot.settings import Settings
from bot.telegram import Telegram
from bot.updates import KINDS
from db import leaders
from db.engine import Database, is_trouble
from db.leaders import DeposedError
from jobs import canary
from services.clock import Clock
from services.turn import House

log = structlog.get_logger()

DRAIN = 5.0  # seconds for what is under way when the programme is told to stop
BEAT = 0.5  # seconds between two signs of life of the leader
WATCH = 0.05  # seconds between two looks at the sandbox's clock


class Programme:
    """One process of the bot."""

    def __init__(self, settings: Settings, limits: Limits | None = None) -> None:
        self._settings = settings
        self._token = settings.bot_token.get_secret_value()
        self._limits = limits or Limits(per_second=settings.send_rate)
        self._database = Database(settings.database_url)
        keys, takes = precautions.taken(settings, self._database), self._limits.per_minute
        where = settings.timezone, settings.default_locale
        self._house = House(keys, *where, settings.bot_id, takes)
        self._clock = Clock(settings.clock_file)
        self.troubles = Troubles()
        self._desk: Desk | None = None
        self._sender: Sender | None = None
        self._calendar: Calendar | None = None
        self._hook: Webhook | None = None
        self._stop, self.leads, self.listens = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._proof = Proof(self._database, self._clock, settings.folder, self.leads)

    def stop(self) -> None:
        """Ends after what is under way, within five seconds."""
        self._stop.set()

    async def run(self) -> None:
        """Until stop(). Raises what the desk or the sender could not survive."""
        # aiogram brings 186,000 objects; a full collection over them would stop everything for 90 ms.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        # The desk computes while the main loop talks: at Python's 5 ms each word would wait for it.
        sys.setswitchinterval(0.002)
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, self.stop)
        async with Telegram(self._settings.bot_api_url, self._token) as self._telegram:
            self._door = Door(self._database, self._clock, self._settings.bot_id, self._ring)
            async with self._listening(), asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(self._watch_clock())
                leading_ = tasks.create_task(self._lead())
                await self._stop.wait()
                await leading_
                watching.cancel()
            self._door.close()
        self._database.close()

    def _ring(self) -> None:
        if self._desk is not None:
            self._desk.ring()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        """The operators' pages, and the webhook if updates come that way: at an address of its own, so
        that whoever may call it can't ask how things stand."""
        pages = web.Application()
        pages.add_routes(health.pages(self.troubles, self._database.silence, self._is_ready))
        pages.add_routes([metrics.page(self._database, self._clock)])
        pages.add_routes([web.get("/proof", self._proof.page)])
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(serving(pages, "LISTEN", self._settings.listen))
            if self._settings.updates == "webhook":
                secret = self._settings.webhook_secret
                assert secret is not None  # noqa: S101 - the settings see to it
                self._hook = Webhook(self._door, secret.get_secret_value(), self.troubles)
                path = urlsplit(self._settings.webhook_url or "").path or "/"
                hook = web.Application(client_max_size=1 << 20)
                hook.add_routes([web.post(path, self._hook.take)])
                address = self._settings.webhook_listen
                await stack.enter_async_context(serving(hook, "WEBHOOK_LISTEN", address))
            self.listens.set()
            yield

    def _is_ready(self) -> bool:
        """By a webhook always; with polling whoever leads."""
        return self._hook is not None or self.leads.is_set()

    async def _watch_clock(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            if self._clock.look():
                self._ring()
                if self._sender is not None:
                    self._sender.wake()
                if self._calendar is not None:
                    self._calendar.moved()
            if self._calendar is not None:
                self._calendar.look()

    # --- leading ---------------------------------------------------------------------------

    async def _lead(self) -> None:
        """Leads whenever nobody else does, until stop()."""
        while not self._stop.is_set():
            with leading.lock_of(self._database) as lock:
                if not await self._take(lock):
                    return
                try:
                    await self._reign()
                except* DeposedError:
                    log.warning("another process leads now")
                    self.leads.clear()

    async def _take(self, lock: Lock) -> bool:
        while not self._stop.is_set():
            try:
                if await asyncio.to_thread(lock.take):
                    return True
            except Exception as error:
                if not is_trouble(error):
                    raise
                self.troubles.tell("leading", "the database does not answer")
            with suppress(TimeoutError):
                async with asyncio.timeout(leading.TRY):
                    await self._stop.wait()
        return False

    def _begin(self) -> int:
        with self._database.writing(Database.DOOR) as connection:
            precautions.require_known(self._settings, connection)
            self._clock.not_before(leaders.last_seen(connection))
            self._house.own_name = leaders.own_name(connection)
            return leaders.take_over(connection, self._clock.now(), self._database.name)

    async def _reign(self) -> None:
        try:
            epoch = await asyncio.to_thread(self._begin)
        except Exception as error:
            if not is_trouble(error):
                raise
            return  # tried again: the database was there a moment ago
        self.troubles.over("leading")
        sender = Sender(
            Books(self._database, epoch),
            self._telegram,
            self._clock,
            self._limits,
            self.troubles,
            self._proof,
            self._ring,
        )
        desk = Desk(
            self._database,
            self._house,
            self._clock,
            epoch,
            self.troubles,
            sender.offer,
            look_round=1.0 if self._database.is_sqlite else 0.1,
        )
        calendar = Calendar(
            self._clock, self._settings.timezone, self._ordering(desk), self._often()
        )
        self._desk, self._sender, self._calendar = desk, sender, calendar
        async with AsyncExitStack() as stack:
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            told = self._telegram, self._house, self._database, self.troubles
            introduced = tasks.create_task(acquaintance.introduce(*told))
            await asyncio.wait({introduced}, timeout=acquaintance.PATIENCE)
            desk.start()
            stack.push_async_callback(self._end_desk, desk)
            calendar.start()
            stack.callback(calendar.stop)
            sending = tasks.create_task(sender.run())
            meeting = acquaintance.make(self._telegram, self._settings, self._database, desk.order)
            others = [
                introduced,
                tasks.create_task(self._beat(epoch)),
                tasks.create_task(self._watch_desk(desk)),
                tasks.create_task(self._keep_watch()),
                tasks.create_task(meeting),
            ]
            if self._settings.watchdog_chat is not None:
                others.append(tasks.create_task(watching.watchdog(self._proof, desk.order)))
            fetching = tasks.create_task(self._open_door(introduced))
            self.leads.set()
            log.info("ready", epoch=epoch)
            await self._stop.wait()
            fetching.cancel()
            if self._hook is not None:
                self._hook.close()
            desk.stop()
            await self._drain(desk, sender)
            for task in (sending, *others):
                task.cancel()

    async def _keep_watch(self) -> None:
        await precautions.keep(self._settings, self._database, self.troubles, self._clock)

    def _ordering(self, desk: Desk) -> Callable[[Deed], None]:
        def order(deed: Deed) -> None:
            self._proof.give(Sign.CLOCK)
            desk.order(deed)

        return order

    def _often(self) -> list[Deed]:
        chat = self._settings.watchdog_chat
        return [] if chat is None else [partial(canary.sing, chat_id=chat)]

    async def _drain(self, desk: Desk, sender: Sender) -> None:
        try:
            async with asyncio.timeout(DRAIN):
                await asyncio.to_thread(desk.join)
                await sender.emptied()
        except TimeoutError:
            log.warning("stopped with something left; it is done at the next start")

    async def _end_desk(self, desk: Desk) -> None:
        desk.halt()
        await asyncio.to_thread(desk.join, DRAIN)

    async def _watch_desk(self, desk: Desk) -> None:
        await asyncio.to_thread(desk.join)
        if desk.failure is not None:
            raise desk.failure

    async def _beat(self, epoch: int) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await asyncio.to_thread(self._beat_once, epoch)
            except Exception as error:
                if not is_trouble(error):
                    raise
                self.troubles.tell("leading", "the database does not take a sign of life")
            else:
                self.troubles.over("leading")
                self._proof.give(Sign.COMMITS)

    def _beat_once(self, epoch: int) -> None:
        with self._database.beside() as connection:
            leaders.beat(connection, epoch, self._clock.now())

    async def _open_door(self, introduced: Awaitable[None]) -> None:
        """Tells Telegram which way updates come, and with polling fetches them: once we know the name
        by which we are spoken to in groups."""
        await introduced
        if self._settings.updates == "polling":
            await self._insist(lambda: self._telegram.call("deleteWebhook"))
            await Polling(self._telegram, self._door, self.troubles, self._proof).run()
        else:
            secret = self._settings.webhook_secret
            asked: dict[str, object] = {
                "url": self._settings.webhook_url,
                "secret_token": secret.get_secret_value() if secret else "",
                "allowed_updates": list(KINDS),
            }
            await self._insist(lambda: self._telegram.call("setWebhook", asked))
            assert self._hook is not None  # noqa: S101 - updates come that way
            await watching.hook(self._telegram, asked, self._hook, self._proof)

    async def _insist(self, call: Callable[[], Awaitable[object]]) -> None:
        await acquaintance.insist(call, self.troubles)
