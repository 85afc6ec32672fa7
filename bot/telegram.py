"""The line to Telegram: one JSON call at a time, and an honest answer to "did it arrive?"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

ANSWER_WITHIN = 20.0  # seconds
# Bytes a second that the slowest line takes: an upload cut off on its way would be sent again and again.
SLOWEST = 8_000


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
        self.retry_after: int | None = parameters.get("retry_after")
        self.migrate_to: int | None = parameters.get("migrate_to_chat_id")


class NotSentError(Exception):
    """No connection came about: Telegram certainly has not got the request."""


class UnansweredError(Exception):
    """The request may have arrived or not: a cut line, a time-out, an error on Telegram's side."""


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
    if not isinstance(answer, dict):  # something on the way that is no Telegram
        raise UnansweredError(f"status {status} without an object")
    if answer.get("ok"):
        return answer.get("result")
    if status >= 500:
        raise UnansweredError(f"status {status}")
    raise RefusedByTelegramError(
        answer.get("error_code", status),
        answer.get("description", ""),
        answer.get("parameters") or {},
    )
