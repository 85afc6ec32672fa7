"""What a tester moves and looks into: the clock, faults, injected updates, the log of calls."""

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


class Switches:
    """The handlers of what no person on a phone could do."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram

    async def move_clock(self, request: web.Request) -> web.Response:
        clock = self._telegram.clock
        clock.move(float((await request.json())["move"]))
        return web.json_response({"now": clock.now()})

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
