"""What a clerk may write in the district file, whatever it is about: codes, names, places."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from locales.signs import has_anything_visible

Language = Literal["zh_Hans", "en", "mn"]
Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,16}$")]


def _seen(line: str) -> str:
    if not has_anything_visible(line):
        raise PydanticCustomError("line", "nobody sees anything in this")
    return line


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=128),
    AfterValidator(_seen),
]
Where: TypeAlias = tuple[str | int, ...]
"""Keys and indices that lead from the whole file to one value."""


class Written(BaseModel):
    """A table of the file: no key that we don't know, no value of another kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Names(Written):
    """What something is called in each language; in Mongolian as in English if nobody knows."""

    zh_Hans: Line  # noqa: N815 - the language's own code
    en: Line
    mn: Line | None = None

    def spoken(self, language: str) -> str:
        """The name in that language (a key of LANGUAGES)."""
        return {"zh_Hans": self.zh_Hans, "mn": self.mn or self.en}.get(language, self.en)


def _in_the_country(place: list[float]) -> list[float]:
    """Two numbers the wrong way round, or of another country, would lead a resident astray."""
    if len(place) != 2 or not (18 <= place[0] <= 54 and 73 <= place[1] <= 136):
        raise PydanticCustomError(
            "place", "this is [latitude, longitude] of a place in China, as [40.81, 111.65]"
        )
    return place


Place = Annotated[list[float], AfterValidator(_in_the_country)]
"""Latitude and longitude (WGS-84)."""
