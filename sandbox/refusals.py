"""How Telegram says no: a code, its own words, and sometimes what to do about it."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - it is Telegram's answer, not a mistake of this program
    """An answer with `ok: false`. `parameters` are those of ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The answer as it goes over the wire."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(what: str) -> Refused:
    """400, the commonest."""
    return Refused(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refused:
    return Refused(403, f"Forbidden: {what}")


def conflict(what: str) -> Refused:
    return Refused(409, f"Conflict: {what}")


def too_many(seconds: int) -> Refused:
    """429: `seconds` until the same request may pass."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
