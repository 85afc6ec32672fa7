"""The line to Telegram: one JSON call at a time, and an honest answer to "did it arrive?"."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError

ANSWER_WITHIN = 20.0  # seconds
LONGEST_WAIT = 30 * 24 * 3600  # seconds that Telegram may have us wait
# Bytes a second that the slowest line takes: an upload cut off on its way would be sent again and again.
SLOWEST = 8_000
Shape = TypeVar("Shape")


class Me(BaseModel):
    """What we need of getMe's answer."""

    username: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A parameter that is a file."""

    name: str
    kind: str  # its media type
    data: bytes


class RefusedByTelegramError(Exception):
    """Telegram read the request and said no."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any]) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = _whole(parameters.get("retry_after"), range(LONGEST_WAIT))
        self.migrate_to = _whole(parameters.get("migrate_to_chat_id"), range(-(2**52), 2**52))


class NotSentError(Exception):
    """No connection came about: Telegram certainly has not got the request."""


class UnansweredError(Exception):
    """The request may have arrived or not: a cut line, a time-out, an error on Telegram's side, or an
    answer that Telegram would not give, as of a gateway on the way."""


class UnreadableAnswerError(UnansweredError):
    """Telegram did it, and its answer is no JSON; `body` is what came."""

    def __init__(self, body: bytes) -> None:
        super().__init__("an answer without JSON")
        self.body = body


class Telegram:
    """Calls the Bot API. No address is ever in an error's text, because it holds the token."""

    def __init__(self, url: str, token: str) -> None:
        self._base = f"{url.rstrip('/')}/bot{token}/"
        self.bot_id = int(token.partition(":")[0])

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=60)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Content-Type": "application/json"},
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def call(
        self, method: str, parameters: dict[str, Any] | None = None, *, wait: float = 0
    ) -> Any:
        """Telegram's `result`. `wait`: seconds that Telegram itself may take (a long poll); a parameter
        that is an Upload goes along as a file.

        Raises RefusedByTelegramError, NotSentError or UnansweredError.
        """
        within = ANSWER_WITHIN + wait + _on_the_line(parameters or {})
        data, headers = _written(parameters or {})
        try:
            async with self._session.post(
                self._base + method,
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=within),
            ) as response:
                body = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotSentError(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise UnansweredError(type(error).__name__) from None
        return _result(response.status, body)

    async def ask(
        self,
        shape: type[Shape],
        method: str,
        parameters: dict[str, Any] | None = None,
        *,
        wait: float = 0,
    ) -> Shape:
        """`call`, and its result read as `shape`: whatever is used of an answer is asked for so."""
        return read_as(shape, await self.call(method, parameters, wait=wait))


def read_as(shape: type[Shape], result: Any) -> Shape:
    """The result as what Telegram's pages say it is. Raises UnansweredError when it is something else."""
    try:
        read: Shape = _reader(shape).validate_python(result)  # type: ignore[arg-type]  # a type is hashable
    except ValidationError:
        raise UnansweredError("an answer of another shape") from None
    return read


@cache
def _reader(shape: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _whole(value: Any, among: range) -> int | None:
    """A number that an answer tells, if it is one and makes sense."""
    return value if type(value) is int and value in among else None


def _on_the_line(parameters: dict[str, Any]) -> float:
    """Seconds that the files may take on a slow line."""
    uploads = (value for value in parameters.values() if isinstance(value, Upload))
    return sum(len(upload.data) for upload in uploads) / SLOWEST


def _written(parameters: dict[str, Any]) -> tuple[bytes | aiohttp.Payload, dict[str, str]]:
    """The request's body and what it says of itself: JSON, or with files a form of several parts."""
    if not any(isinstance(value, Upload) for value in parameters.values()):
        return json.dumps(parameters).encode(), {}
    form = aiohttp.FormData()
    for name, value in parameters.items():
        if isinstance(value, Upload):
            form.add_field(name, value.data, filename=value.name, content_type=value.kind)
        else:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    parts = form()
    return parts, {"Content-Type": parts.content_type}


def _result(status: int, body: bytes) -> Any:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        if status == 200:
            raise UnreadableAnswerError(body) from None
        raise UnansweredError(f"status {status} without JSON") from None
    match answer:
        case {"ok": True, "result": result}:
            return result
        case {"ok": False, "error_code": int(code), "description": str(description)} if (
            400 <= code < 500
        ):
            parameters = answer.get("parameters")
            raise RefusedByTelegramError(
                code, description, parameters if isinstance(parameters, dict) else {}
            )
    raise UnansweredError(f"status {status} without Telegram's answer")
