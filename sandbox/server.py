"""The Bot API over HTTP: /bot<token>/<method>, as Telegram's own server takes requests."""

import asyncio
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox import desk
from sandbox.faults import Cut
from sandbox.files import UPLOAD_LIMIT, Upload
from sandbox.refusals import Json, Refused
from sandbox.updates import Waiting

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

_BOT = r"/bot{token:[0-9]+:[A-Za-z0-9_-]+}/{method}"  # anything else is no token, and 404
_FILE = r"/file/bot{token:[0-9]+:[A-Za-z0-9_-]+}/{path:.+}"
_AROUND = 2**20  # bytes a request may have beside its file

_JSON = {"Content-Type": "application/json"}
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # made once: faster


class Server:
    """Listens, reads requests of any form Telegram takes, and writes answers."""

    def __init__(self, telegram: "Telegram", routes: Iterable[web.AbstractRouteDef] = ()) -> None:
        self.url = ""
        self._telegram = telegram
        self._routes = list(routes)
        self._host = "127.0.0.1"
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def start(self, host: str | None = None, port: int | None = None) -> None:
        """Listen; without arguments where it listened before."""
        self._host, self._port = host or self._host, self._port if port is None else port
        app = web.Application(client_max_size=UPLOAD_LIMIT + _AROUND)
        app.router.add_route("*", _BOT, self._bot)
        app.router.add_get(_FILE, self._file)
        app.router.add_route("*", "/file/bot{rest:.*}", _nowhere)
        app.router.add_route("*", "/bot{rest:.*}", _nowhere)
        app.router.add_routes(self._routes)
        desk.add_routes(app, self._telegram)
        # A poller that hangs up no longer asks for updates.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://{self._host}:{self._port}"

    async def stop(self) -> None:
        """Stop listening and cut every connection."""
        if self._runner is None:
            return
        if self._runner.server is not None:
            for connection in self._runner.server.connections:
                if connection.transport is not None:
                    connection.transport.abort()
        await self._runner.cleanup()
        self._runner = None

    async def _bot(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            call = self._telegram.call(token, method, await _parameters(request))
            # What was asked is done even if a fault delays it and the asker has hung up.
            delayed = self._telegram.faults.active and method.lower() != "getupdates"
            body = await (asyncio.shield(call) if delayed else call)
        except Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        except Refused as refused:
            body = refused.body()
        status = 200 if body["ok"] else body["error_code"]
        wait = body.get("parameters", {}).get("retry_after")
        headers = _JSON if wait is None else {**_JSON, "Retry-After": str(wait)}
        return web.Response(body=_encode(body), status=status, headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        """The bytes that getFile has told the place of."""
        bot = self._telegram.bot_of(request.match_info["token"])
        if bot is None:
            return web.json_response(Refused(401, "Unauthorized").body(), status=401)
        file = self._telegram.files.at(request.match_info["path"])
        if file is None:
            return await _nowhere(request)
        return web.Response(body=file.data, content_type="application/octet-stream")


async def _nowhere(_: web.Request) -> web.Response:
    body = Refused(404, "Not Found").body()
    return web.json_response(body, status=404)


async def _parameters(request: web.Request) -> Json:
    """What a request asks with: JSON, a form, parts or the query, later ones winning."""
    raw: Json = dict(request.query)
    kind = request.content_type
    try:
        if kind == "multipart/form-data":
            for name, value in (await request.post()).items():
                raw[name] = value if isinstance(value, str) else _upload(name, value)
        elif body := await request.read():
            if kind == "application/json":
                given = json.loads(body)
                if not isinstance(given, dict):
                    raise Refused(400, "Bad Request: can't parse request body as a JSON object")
                raw |= given
            else:
                raw |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    except web.HTTPRequestEntityTooLarge as large:
        raise Refused(413, "Request Entity Too Large") from large
    except UnicodeDecodeError as wrong:
        raise Refused(400, "Bad Request: strings must be encoded in UTF-8") from wrong
    except ValueError as wrong:
        raise Refused(400, "Bad Request: can't parse request body as a JSON object") from wrong
    return raw


def _upload(name: str, part: bytes | bytearray | web.FileField) -> Upload:
    """A file that came as a part of the request."""
    if not isinstance(part, web.FileField):
        return Upload(bytes(part), part=name)
    data = part.file.read()
    if len(data) > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    return Upload(data, part.filename, part.content_type, part=name)


def _encode(body: Json) -> bytes:
    result: Any = body.get("result")
    if isinstance(result, list) and result and isinstance(result[0], Waiting):
        # Joined by hand, as an injected update need not be JSON.
        return b'{"ok":true,"result":[' + b",".join(item.encoded() for item in result) + b"]}"
    return _written(body).encode()
