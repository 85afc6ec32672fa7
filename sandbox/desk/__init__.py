"""The people's side over HTTP: /sandbox/… for the page of phones and for other processes."""

from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.desk.live import Live
from sandbox.desk.people import People
from sandbox.desk.switches import Switches

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

_PAGE = Path(__file__).parents[1] / "page"


def add_routes(app: web.Application, telegram: "Telegram") -> None:
    """Mount the people's API, and the page once there is one."""
    people, switches = People(telegram), Switches(telegram)
    here = "/sandbox/people/{person}"
    app.router.add_get("/sandbox/state", people.state)
    app.router.add_post("/sandbox/bots", people.add_bot)
    app.router.add_post("/sandbox/people", people.add_person)
    app.router.add_patch(here, people.change_person)
    app.router.add_post("/sandbox/groups", people.add_group)
    app.router.add_get(here + "/chats/{chat}", people.view)
    app.router.add_post(here + "/chats/{chat}/{deed}", people.act)
    app.router.add_post(here + "/joins", people.join)
    app.router.add_get("/sandbox/files/{file}", people.file)
    app.router.add_post("/sandbox/clock", switches.move_clock)
    app.router.add_get("/sandbox/faults", switches.faults)
    app.router.add_post("/sandbox/faults", switches.add_fault)
    app.router.add_delete("/sandbox/faults", switches.end_faults)
    app.router.add_post("/sandbox/inject", switches.inject)
    app.router.add_get("/sandbox/log", switches.log)
    app.router.add_get("/sandbox/live", Live(telegram).connect)
    if _PAGE.is_dir():
        app.router.add_get("/", _page)
        app.router.add_static("/", _PAGE)


async def _page(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(_PAGE / "index.html")
