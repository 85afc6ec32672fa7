"""What a noun's job is made of: when the next deed is due, which case that is, and the deed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Select

from services.work import Work


class Case(Protocol):
    """Anything with a number."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Coming:
    """What will happen by itself: `kind` names it as "alerts.again", `case` is the case's number."""

    kind: str
    case: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sweep:
    """`soonest` asks when the next deed is due; `due` gives the case that has waited longest, `do` does what
    is due for it, `postpone` lets it wait until a moment when `do` failed; `coming` lists what people will
    notice, if nothing changes."""

    soonest: Select[tuple[datetime | None]]
    due: Callable[[Connection, datetime], Case | None]
    do: Callable[[Work, Any], None]
    postpone: Callable[[Connection, int, datetime], None]
    coming: Callable[[Connection], list[Coming]]
