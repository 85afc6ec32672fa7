"""What a button carries: a small typed payload of at most 64 bytes. Anything forged unpacks to None.

A button stays clickable for ever, and anybody can send any payload: what unpacks here says only what
was pressed. Who may do it, in which chat and in which state is judged by the service, every time.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

VERSION = "1"
LIMIT = 64


Number = Annotated[int, Field(ge=1, lt=2**63)]  # of a case, as a database can hold it


class Press(BaseModel):
    """A payload. Its subclasses say their `verb`, as "alerts.accept", and their fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    verb: ClassVar[str]
    kinds: ClassVar[dict[str, type[Press]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if cls.verb in cls.kinds:
            raise TypeError(f"two presses are called {cls.verb}")
        cls.kinds[cls.verb] = cls

    @property
    def noun(self) -> str:
        return self.verb.partition(".")[0]

    def pack(self) -> str:
        """The payload as Telegram carries it."""
        parts = [VERSION, self.verb, *(str(part) for part in self.model_dump().values())]
        packed = "|".join(parts)
        if len(packed.encode()) > LIMIT:
            raise ValueError(f"{packed} does not fit into a button")
        return packed

    @classmethod
    def unpack(cls, packed: str | None) -> Self | None:
        """The press, or None for anything this version never made."""
        if len((packed or "").encode()) > LIMIT:
            return None
        version, *rest = (packed or "").split("|")
        if version != VERSION or not rest or rest[0] not in Press.kinds:
            return None
        kind = Press.kinds[rest[0]]
        names = list(kind.model_fields)
        if not issubclass(kind, cls) or len(names) != len(rest) - 1:
            return None
        try:
            press = kind.model_validate_strings(dict(zip(names, rest[1:], strict=True)))
        except ValidationError:
            return None
        if press.pack() != packed:  # "012" reads as 12, but no button of ours says so
            return None
        return press
