"""The people's side over HTTP: /sandbox/… for the page of phones and for other processes."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.people import Phone, Seat
from sandbox.refusals import Json, Refused

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

_PAGE = Path(__file__).parent / "page"


def add_routes(app: web.Application, telegram: "Telegram") -> None:
    """Mount the people's API, and the page once there is one."""
    desk = Desk(telegram)
    app.router.add_get("/sandbox/state", desk.state)
    app.router.add_post("/sandbox/bots", desk.add_bot)
    app.router.add_post("/sandbox/people", desk.add_person)
    app.router.add_post("/sandbox/groups", desk.add_group)
    app.router.add_get("/sandbox/people/{person}/chats/{chat}", desk.view)
    app.router.add_post("/sandbox/people/{person}/chats/{chat}/{deed}", desk.act)
    app.router.add_post("/sandbox/clock", desk.move_clock)
    app.router.add_get("/sandbox/faults", desk.faults)
    app.router.add_post("/sandbox/faults", desk.add_fault)
    app.router.add_delete("/sandbox/faults", desk.end_faults)
    app.router.add_post("/sandbox/inject", desk.inject)
    app.router.add_get("/sandbox/log", desk.log)
    app.router.add_get("/sandbox/live", desk.live)
    if _PAGE.is_dir():
        app.router.add_get("/", desk.page)
        app.router.add_static("/", _PAGE)


class Desk:
    """The handlers of /sandbox/…"""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram
        self._seats: dict[tuple[int, int], Seat] = {}

    async def page(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE / "index.html")

    async def state(self, request: web.Request) -> web.Response:
        telegram = self._telegram
        bots = [bot.wire() for bot in telegram.bots.values()]
        groups = [
            group.wire() | {"members": group.members, "migrated_to": group.migrated_to}
            for group in telegram.groups.values()
        ]
        people = [
            person.wire() | {"chats": [self._view(seat) for seat in self._seats_of(person.id)]}
            for person in telegram.people.values()
        ]
        now = telegram.clock.now()
        state = {"now": now, "offset": telegram.clock.offset, "bots": bots, "groups": groups}
        return web.json_response(state | {"people": people})

    async def add_bot(self, request: web.Request) -> web.Response:
        bot = self._telegram.add_bot(**await request.json())
        return web.json_response(bot.wire() | {"token": bot.token})

    async def add_person(self, request: web.Request) -> web.Response:
        asked = await request.json()
        met = asked.pop("met", [])
        phone = self._telegram.add_person(**asked)
        for bot in met:
            phone.meets(self._telegram.bots[bot])
        return web.json_response(phone.person.wire())

    async def add_group(self, request: web.Request) -> web.Response:
        asked = await request.json()
        telegram = self._telegram
        members = [self._phone(person) for person in asked.pop("members", [])]
        bot = telegram.bots[asked.pop("bot")] if "bot" in asked else None
        return web.json_response(telegram.add_group(members=members, bot=bot, **asked).wire())

    async def view(self, request: web.Request) -> web.Response:
        """A chat as that person sees it."""
        person, chat = int(request.match_info["person"]), int(request.match_info["chat"])
        return web.json_response(self._view(self._seat(person, chat)))

    async def act(self, request: web.Request) -> web.Response:
        """Somebody does something: the deed is a verb of `Seat`, the body its arguments."""
        asked: Json = await request.json() if request.can_read_body else {}
        person, chat = int(request.match_info["person"]), int(request.match_info["chat"])
        try:
            seat = self._seat(person, chat)
            await _do(seat, request.match_info["deed"], asked)
        except (LookupError, PermissionError, ValueError, TypeError, Refused) as wrong:
            return web.json_response({"error": str(wrong)}, status=409)
        return web.json_response(self._view(seat))

    async def move_clock(self, request: web.Request) -> web.Response:
        self._telegram.clock.move(float((await request.json())["move"]))
        return web.json_response({"now": self._telegram.clock.now()})

    async def faults(self, request: web.Request) -> web.Response:
        return web.json_response([fault.wire() for fault in self._telegram.faults.active])

    async def add_fault(self, request: web.Request) -> web.Response:
        return web.json_response(self._telegram.faults.on(**await request.json()).wire())

    async def end_faults(self, request: web.Request) -> web.Response:
        """End the fault with ?id=…, or all of them."""
        asked = request.query.get("id")
        for fault in list(self._telegram.faults.active):
            if asked is None or int(asked) == id(fault):
                fault.off()
        return await self.faults(request)

    async def inject(self, request: web.Request) -> web.Response:
        asked = await request.json()
        bot, update = self._telegram.bots[asked["bot"]], asked["update"]
        raw = update.encode() if isinstance(update, str) else update
        return web.json_response({"update_id": self._telegram.inject(bot, raw)})

    async def log(self, request: web.Request) -> web.Response:
        last = int(request.query.get("last", "200"))
        telegram = self._telegram
        calls = [call.wire() for call in telegram.log[-last:]]
        return web.json_response({"calls": calls, "breaches": telegram.breaches})

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        """Every event as it happens, one JSON object a message."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        events: asyncio.Queue[Json] = asyncio.Queue()
        end = self._telegram.subscribe(events.put_nowait)
        sender = asyncio.create_task(_pass_on(events, socket))
        try:
            async for _ in socket:
                pass  # the page only listens
        finally:
            end()
            sender.cancel()
        return socket

    def _phone(self, person: int) -> Phone:
        return Phone(self._telegram, self._telegram.people[person])

    def _seat(self, person: int, chat: int) -> Seat:
        """A chat with a person is named by the bot's id, a group by its own."""
        key = (person, chat)
        if key not in self._seats:
            phone, telegram = self._phone(person), self._telegram
            group = chat < 0
            self._seats[key] = (
                phone.in_(telegram.groups[chat]) if group else phone.with_(telegram.bots[chat])
            )
        return self._seats[key]

    def _seats_of(self, person: int) -> list[Seat]:
        telegram = self._telegram
        mine = [bot for bot, owner in telegram.private if owner == person]
        groups = [group.id for group in telegram.groups.values() if person in group.members]
        return [self._seat(person, chat) for chat in mine + groups]

    def _view(self, seat: Seat) -> Json:
        markup = seat.chat.keyboards.get(seat.person.id)
        return {
            "id": seat.bot.id if seat.bot else seat.chat.id,
            "title": seat.bot.name if seat.bot else seat.chat.title,
            "screen": [asdict(seen) for seen in seat.screen()],
            "keyboard": markup,
            "toast": seat.toast,
            "blocked": seat.bot is not None and seat.bot.id in seat.person.blocked,
        }


async def _do(seat: Seat, deed: str, asked: dict[str, Any]) -> None:
    match deed:
        case "writes" | "shares_place" | "shares_contact":
            await getattr(seat, deed)(**asked)
        case "presses":
            if place := asked.pop("place", None):
                asked["place"] = tuple(place)
            await seat.presses(**{"within": 0.1, **asked})
        case "edits" | "moves_place":
            message = seat.chat.messages[asked.pop("message")]
            await getattr(seat, deed)(message, **asked)
        case "deletes":
            seat.deletes(seat.chat.messages[asked["message"]])
        case "blocks":
            seat.blocks()
        case "unblocks":
            seat.unblocks()
        case "adds":
            seat.adds(seat.telegram.bots[asked["whom"]], **asked.get("how", {}))
        case "kicks":
            seat.kicks(seat.telegram.bots[asked["whom"]])
        case _:
            raise LookupError(f"nobody can do that: {deed}")


async def _pass_on(events: "asyncio.Queue[Json]", socket: web.WebSocketResponse) -> None:
    while True:
        await socket.send_str(json.dumps(await events.get()))
