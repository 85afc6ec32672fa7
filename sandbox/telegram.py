"""One whole Telegram: its world, clock, faults and log, with or without a server in front.

telegram = Telegram()
async with telegram.serving(port=0) as url: ...
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from sandbox.clock import Clock
from sandbox.delivery import Post
from sandbox.faults import Cut, Faults
from sandbox.files import attach
from sandbox.limits import Limits
from sandbox.methods import METHODS, built, unknown
from sandbox.methods.profile import AWAY
from sandbox.people import Phone
from sandbox.records import Bot, Person
from sandbox.refusals import Json, Refused
from sandbox.rules import rule_book
from sandbox.server import Server
from sandbox.updates import Queue
from sandbox.webhook import Pusher
from sandbox.world import World

NOT_BUILT = "Telegram has this method, the sandbox does not: it was answered as an unknown one"


@dataclass(slots=True)
class Call:
    """One call of a bot, as it stands in the log; `note` is what a reader should know about it."""

    at: float
    bot: str
    method: str
    parameters: Json
    answer: Json
    breaches: list[str] = field(default_factory=list)
    note: str = ""

    def wire(self) -> Json:
        """For the page."""
        return {name: getattr(self, name) for name in self.__slots__}


class Telegram(World):
    """The sandbox. `judge`, `limits` and `log` are off in lean mode, for benches.

    `breaches` are what the rule book says against bots and against this sandbox itself, `refused`
    the calls that got an error which no fault was the cause of, `log` all calls. `keep` is how many
    messages of each chat are kept, the newest; without it all are.
    """

    def __init__(
        self,
        *,
        judge: bool = True,
        limits: Limits | bool = True,
        log: bool = True,
        clock_file: Path | None = None,
        clock: Clock | None = None,
        keep: int | None = None,
    ) -> None:
        rules = Limits() if limits is True else (limits or None)
        super().__init__(clock or Clock(clock_file), rules, keep)
        self.clock.heard.append(lambda: self.tell({"kind": "clock", **self.clock.wire()}))
        self.faults = Faults(self.clock, self.tell)
        self.breaches: list[str] = []
        self.refused: list[Call] = []
        self.log: list[Call] = []
        self._book = rule_book()
        self._judges = judge
        self._logs = log
        self._tokens: dict[str, Bot] = {}
        self._handling = 0
        self._hanging: list[asyncio.Task[None]] = []
        self._post = Post(self.clock, self.faults)
        self._server: Server | None = None
        self._pushers: dict[Bot, Pusher] = {}
        self._last_id = 7_000_000_000  # people's ids are beyond 2^31 today

    def add_bot(
        self,
        name: str = "Bot",
        username: str = "sandbox_bot",
        token: str | None = None,
        *,
        privacy: bool = True,
    ) -> Bot:
        """A new bot. With `privacy` it reads only commands where it is no administrator."""
        if token is None:
            token = f"{1_000_000 + len(self.bots)}:{secrets.token_urlsafe(26)}"
        number = int(token.partition(":")[0])
        bot = Bot(number, name, username, token, privacy, Queue(self.clock, self.changed))
        bot.started = self.clock.now()
        self.bots[bot.id] = self._tokens[token] = bot
        self.changed()
        return bot

    def add_person(
        self,
        first_name: str,
        last_name: str | None = None,
        *,
        id: int | None = None,  # noqa: A002 - what Telegram calls it
        username: str | None = None,
        language_code: str | None = None,
    ) -> Phone:
        """Somebody new, and the phone in their hand."""
        person = Person(id or self._next_id(), first_name, last_name, username, language_code)
        self.people[person.id] = person
        self.changed()
        return Phone(self, person)

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def call(self, token: str, method: str, raw: Json) -> Json:
        """Do what a bot asks; the body of the answer, or Cut when the line is to be cut."""
        bot = self._tokens.get(token)
        if bot is None:
            return Refused(401, "Unauthorized").body()
        name = self._book.name(method)
        if name is None:
            return unknown().body()
        if name == "getUpdates":  # waiting for updates is no work under way
            return await self._perform(bot, name, raw)
        self._handling += 1
        try:
            return await self._perform(bot, name, raw)
        finally:
            self._handling -= 1
            self.changed()

    def _let_in(self, bot: Bot) -> None:
        """Refuse a bot that has logged out, for as long as it may not come back."""
        if bot.logged_out and self.clock.now() < bot.logged_out + AWAY:
            raise Refused(400, "Logged out")

    async def _perform(self, bot: Bot, name: str, raw: Json) -> Json:
        faulty = bool(self.faults.active)
        parameters, struck = raw, False
        try:
            self._let_in(bot)
            parameters = attach(self._book.read(name, raw), self._book.methods[name]["fields"])
            if faulty:
                struck = True
                await self.faults.before(name, parameters.get("chat_id"))
                struck = False
            result = await built(name)(self, bot, parameters)
            if self.files:
                result = self.files.for_bot(bot.id, result)
            body: Json = {"ok": True, "result": result}
        except Refused as refused:
            body = refused.body()
        if self._judges or self._logs:
            self._record(bot, name, parameters, body, struck=struck)
        if self.faults.active and self.faults.loses(name, parameters.get("chat_id")):
            raise Cut
        return body

    def _record(self, bot: Bot, name: str, parameters: Json, body: Json, *, struck: bool) -> None:
        breaches: list[str] = []
        if self._judges:
            breaches = self._book.judge_request(name, parameters)
            if body["ok"] and name != "getUpdates":  # each update was judged when it was made
                breaches += self._book.judge_answer(name, body["result"])
            self.breaches += breaches
        if name == "getUpdates" and body["ok"] and not body["result"]:
            return
        answer = body
        if name == "getUpdates" and body["ok"]:
            answer = {"ok": True, "result": [item.id for item in body["result"]]}
        note = "" if name in METHODS else NOT_BUILT
        call = Call(self.clock.now(), bot.username, name, parameters, answer, breaches, note)
        if not body["ok"] and not struck:
            self.refused.append(call)
        if self._logs:
            self.log.append(call)
            if self.listeners:
                self.tell({"kind": "log", "call": call.wire()})

    def deliver(self, bot: Bot, kind: str, body: Json, chat: int | None) -> None:
        """Queue an update for a bot, unless it did not ask for its kind."""
        if not bot.updates.wants(kind):
            return
        update = {kind: self.files.for_bot(bot.id, body) if self.files else body}
        if self._judges:
            self.breaches += self._book.judge("Update", {"update_id": 1, **update})
        self._post.deliver(bot.updates, kind, update, chat)

    def bot_of(self, token: str) -> Bot | None:
        """Whose token it is."""
        return self._tokens.get(token)

    def inject(self, bot: Bot, update: Json | bytes) -> int:
        """Queue something as it is, unjudged; bytes need not even be JSON. Its update id."""
        item = bot.updates.number("raw", update, None)
        bot.updates.put([item])
        return item.id

    def jump_ids(self, bot: Bot, to: int) -> None:
        """Go on counting updates from `to`, as Telegram may after an idle week."""
        bot.updates.next_id = to

    def subscribe(self, listener: Callable[[Json], None]) -> Callable[[], None]:
        """Tell `listener` every event from now on; what is returned ends it."""
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    async def settled(self, within: float = 10, quiet: float = 0.05) -> None:
        """Wait until nothing is on its way to or from a bot, for `quiet` real seconds on end."""
        async with asyncio.timeout(within):
            while True:
                while not self._idle():
                    await self.next_change()
                try:
                    async with asyncio.timeout(quiet):
                        await self.next_change()
                except TimeoutError:
                    return

    def _idle(self) -> bool:
        waiting = any(bot.updates.items for bot in self.bots.values())
        return not (self._handling or self._post.busy or self.due.late or waiting)

    def hook_changed(self, bot: Bot) -> None:
        """Start or stop pushing, if a server is there to do it."""
        if self._server is not None:
            self._hanging.append(asyncio.create_task(self._push(bot)))
        self.changed()

    async def _push(self, bot: Bot) -> None:
        if old := self._pushers.pop(bot, None):
            await old.stop()
        if bot.hook is not None:

            async def perform(call: Json) -> Json:
                return await self.call(bot.token, call.pop("method"), call)

            self._pushers[bot] = Pusher(bot.hook, bot.updates, self.clock, self.faults, perform)

    @asynccontextmanager
    async def serving(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        routes: Iterable[web.AbstractRouteDef] = (),
    ) -> AsyncIterator[str]:
        """Answer over HTTP, on further `routes` too; gives the base url. Port 0 is any free one."""
        self._server = Server(self, routes)
        await self._server.start(host, port)
        try:
            yield self._server.url
        finally:
            await self._post.stop()
            await self.due.stop()
            await asyncio.gather(*self._hanging)
            for pusher in self._pushers.values():
                await pusher.stop()
            self._pushers.clear()
            await self._server.stop()
            self._server = None

    async def goes_down(self) -> None:
        """Refuse connections, and cut those there are."""
        if self._server is not None:
            await self._server.stop()

    async def comes_up(self) -> None:
        """Listen again, on the same port."""
        if self._server is not None:
            await self._server.start()
