"""Days on which Telegram is not well, switched on by a test and off again.

Each fault has a filter (method, chat), a count after which it ends by itself, and `off()`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from sandbox.clock import Clock
from sandbox.refusals import Json, Refused, too_many

CALLS = {"refuse", "fail", "slow", "cut_before", "cut_after", "down"}
UPDATES = {"duplicate", "late", "disorder"}


class Cut(Exception):  # noqa: N818 - it happens to the line, not to this program
    """The connection is closed without an answer."""


@dataclass(eq=False)
class Fault:
    """One thing that goes wrong. `count` is how often it still does; None is until `off()`. `words` are
    Telegram's own when it refuses ("Bad Request: CHAT_WRITE_FORBIDDEN")."""

    among: "Faults"
    kind: str
    method: str | None = None
    chat: int | None = None
    count: int | None = None
    code: int = 500
    retry_after: int = 1
    seconds: float = 0
    times: int = 2
    words: str = ""

    def off(self) -> None:
        """End it."""
        self.among.end(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.off()

    def fits(self, method: str, chat: object) -> bool:
        """Whether it strikes this call or update."""
        right_method = self.method is None or self.method.lower() == method.lower()
        return right_method and (self.chat is None or self.chat == chat)

    def strike(self) -> None:
        """Count one."""
        self.among.struck[self.kind] += 1
        if self.count is not None:
            self.count -= 1
            if self.count <= 0:
                self.among.active.remove(self)
        self.among.changed()

    def wire(self) -> Json:
        """For the page."""
        names = [
            "kind",
            "method",
            "chat",
            "count",
            "code",
            "words",
            "retry_after",
            "seconds",
            "times",
        ]
        return {"id": id(self), **{name: getattr(self, name) for name in names}}


class Faults:
    """The faults that are on. `struck` counts by kind how often one did, `tell` gets an event at
    every change, `ended` is called with a fault that was switched off."""

    def __init__(self, clock: Clock, tell: Callable[[Json], None]) -> None:
        self.active: list[Fault] = []
        self.struck: Counter[str] = Counter()
        self.ended: Callable[[Fault], None] = lambda _: None
        self._clock = clock
        self._tell = tell

    def changed(self) -> None:
        """Tell how things are now."""
        self._tell({"kind": "faults", **self.wire()})

    def wire(self) -> Json:
        """For the page."""
        return {"active": [fault.wire() for fault in self.active], "struck": dict(self.struck)}

    def on(self, kind: str, **how: Any) -> Fault:
        """Switch a fault on by its name, as the page does."""
        if kind not in CALLS | UPDATES:
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(self, kind, **how)
        self.active.append(fault)
        self.changed()
        return fault

    def end(self, fault: Fault) -> None:
        """Switch a fault off, if it is on."""
        if fault in self.active:
            self.active.remove(fault)
            self.ended(fault)
            self.changed()

    def refuse(self, code: int = 429, *, retry_after: int = 1, **where: Any) -> Fault:
        """Answer calls with a 4xx; 429 carries `retry_after` seconds."""
        return self.on("refuse", code=code, retry_after=retry_after, **where)

    def fail(self, code: int = 500, **where: Any) -> Fault:
        """Answer calls with a 5xx."""
        return self.on("fail", code=code, **where)

    def slow(self, seconds: float, **where: Any) -> Fault:
        """Take `seconds` before the deed; a move of the clock shortens it."""
        return self.on("slow", seconds=seconds, **where)

    def cut_before(self, count: int | None = 1, **where: Any) -> Fault:
        """Close the connection before the deed, `count` times."""
        return self.on("cut_before", count=count, **where)

    def cut_after(self, count: int | None = 1, **where: Any) -> Fault:
        """Do the deed and lose the answer, `count` times."""
        return self.on("cut_after", count=count, **where)

    def down(self) -> Fault:
        """Reset every connection of a bot and call no webhook."""
        return self.on("down")

    def duplicate(self, times: int = 2, **where: Any) -> Fault:
        """Deliver updates `times` times."""
        return self.on("duplicate", times=times, **where)

    def late(self, seconds: float, **where: Any) -> Fault:
        """Deliver updates `seconds` after they happened."""
        return self.on("late", seconds=seconds, **where)

    def disorder(self, times: int = 2, **where: Any) -> Fault:
        """Hold updates until there are `times`, and deliver those newest first (webhook)."""
        return self.on("disorder", times=times, count=times, **where)

    def is_down(self) -> bool:
        return any(fault.kind == "down" for fault in self.active)

    def next(self, kind: str, method: str, chat: object) -> Fault | None:
        """The first fault of this kind that fits, counted as having struck."""
        for fault in self.active:
            if fault.kind == kind and fault.fits(method, chat):
                fault.strike()
                return fault
        return None

    async def before(self, method: str, chat: object) -> None:
        """What goes wrong before the deed."""
        if self.next("down", method, chat) or self.next("cut_before", method, chat):
            raise Cut
        if slow := self.next("slow", method, chat):
            await self._clock.wait(slow.seconds)
        if refuse := self.next("refuse", method, chat):
            if refuse.code == 429:
                raise too_many(refuse.retry_after)
            names = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
            raise Refused(refuse.code, refuse.words or names.get(refuse.code, "Refused"))
        if fail := self.next("fail", method, chat):
            names = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
            raise Refused(fail.code, names.get(fail.code, "Internal Server Error"))

    def loses(self, method: str, chat: object) -> bool:
        """Whether the answer gets lost. So does that of a poll which waited as Telegram went down."""
        return self.is_down() or self.next("cut_after", method, chat) is not None
