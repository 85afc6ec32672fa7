"""What is wrong at the moment, in plain sentences: for the health page, the log and the watchdog."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from aiohttp import web

log = structlog.get_logger()

SILENT = 2.5  # seconds; locks are waited for two


class Troubles:
    """The troubles of this process, by the place that has them; empty means healthy."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: dict[str, str] = {}

    def tell(self, place: str, what: str) -> None:
        """`what` names no person and no message."""
        with self._lock:
            new = self._now.get(place) != what
            self._now[place] = what
        if new:
            log.error("trouble", place=place, what=what)

    def over(self, place: str) -> None:
        with self._lock:
            was = self._now.pop(place, None)
        if was is not None:
            log.info("trouble is over", place=place)

    def now(self) -> dict[str, str]:
        with self._lock:
            return dict(self._now)


def pages(
    troubles: Troubles, silence: Callable[[], float], is_ready: Callable[[], bool]
) -> list[web.RouteDef]:
    """/healthz: 200 when nothing is wrong, 503 with the troubles when something is; /readyz: 200 when
    updates are taken in here. `silence`: seconds for which the database owes an answer."""

    async def health(_: web.Request) -> web.Response:
        now = troubles.now()
        if silence() > SILENT:
            now["database"] = "the database does not answer"
        return web.json_response({"ok": not now, "troubles": now}, status=503 if now else 200)

    async def ready(_: web.Request) -> web.Response:
        yes = is_ready()
        return web.json_response({"ready": yes}, status=200 if yes else 503)

    return [web.get("/healthz", health), web.get("/readyz", ready)]
