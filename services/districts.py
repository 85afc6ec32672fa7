"""The district as its file tells it: communities, police rooms, groups, numbers and deadlines.

A clerk writes the file (district.example.toml shows how); whatever is wrong in it is told with the
line where it stands. Reading it changes nothing: the text goes in, a checked `District` comes out.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, NegativeInt, PositiveInt, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from services import windows
from services.windows import Errand, Window
from services.written import Code, Language, Line, Names, Place, Where, Written

Role = Literal["officer", "duty_lead", "mediator", "clerk", "volunteer_lead"]
Dialled = Annotated[str, StringConstraints(pattern=r"^\d{3,16}$")]

MISTAKES = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such setting here, perhaps it is misspelt",
    "too_short": "at least one is needed",
    "less_than": "a group's id is a negative number",
    "greater_than": "this is a number above 0",
    "float_type": "this is a number, without quotation marks",
    "int_type": "this is a whole number, without quotation marks",
    "bool_type": "this is true or false, without quotation marks",
    "string_type": 'this is a text, "in quotation marks"',
    "model_type": "this is a table, { key = value }",
    "list_type": "this is a list, [one, another]",
}
"""Pydantic's kind of error -> the same in a clerk's words, without the full stop."""


class DistrictError(Exception):
    """What is wrong in the district file, a line each, as a clerk can mend it."""


class Emergency(Written):
    """Whom to call; the SMS number is for people who cannot speak."""

    police: Dialled = "110"
    fire: Dialled = "119"
    ambulance: Dialled = "120"
    traffic: Dialled = "122"
    sms: Dialled


class Escalation(Written):
    """Seconds until the next step when nobody has accepted an alarm, counted from the alarm; and how long
    an accepted one waits for a sign of its owner."""

    again_after: PositiveInt = 20
    next_room: PositiveInt = 60
    duty_lead: PositiveInt = 180
    all_rooms_every: PositiveInt = 180
    """Seconds between two calls to all rooms, from then on."""
    not_on_way: PositiveInt = 300
    """Seconds after acceptance until the owner is asked why nobody is on the way."""
    reopen_after: PositiveInt = 60
    """Seconds after that question until the alarm is open again."""
    ring_again: PositiveInt = 60
    """Seconds between two calls that sound because the resident presses again."""
    accepted_rings: PositiveInt = 600
    """Seconds after acceptance from which a press calls anew, also if nobody has set out."""
    late_after: PositiveInt = 300
    """Seconds beyond the minutes an owner said, until they are asked whether they are there."""
    still_open: PositiveInt = 1800
    """Seconds after an owner's last sign until they are asked whether it is still open."""
    ask_again: PositiveInt = 600
    """Seconds between two such questions without an answer; from the second on the duty lead is asked
    too."""


class Community(Written):
    """A community or village; residents say that they live in it."""

    code: Code
    name: Names
    kind: Literal["community", "village"]
    place: Place | None = None
    """Latitude and longitude (WGS-84) of its centre: who shares a place is offered the nearest."""


class Officer(Written):
    """Somebody who serves in a room: their Telegram account, and the name residents read."""

    id: PositiveInt
    name: Line
    on_duty: bool = True
    role: Role = "officer"


class Room(Written):
    """A community police room, its part of the district, and its Telegram groups.

    A group's id is negative (Telegram); alarms and daily work may share one. A room may be entered
    before its groups exist.
    """

    code: Code
    name: Names
    address: Names | None = None
    communities: Annotated[list[Code], Field(min_length=1)]
    alarm_group: NegativeInt | None = None
    desk_group: NegativeInt | None = None
    language: Language = "zh_Hans"
    officers: list[Officer] = Field(default_factory=list)


class District(Written):
    """A police station's district."""

    name: Names
    emergency: Emergency
    escalation: Escalation = Escalation()
    communities: list[Community]
    rooms: Annotated[list[Room], Field(min_length=1)]
    windows: list[Window] = Field(default_factory=list)
    errands: list[Errand] = Field(default_factory=list)


def read_district(text: str) -> District:
    """The district of a file's text (TOML 1.0).

    Raises DistrictError that names every mistake with its line: of spelling first, then of single
    values, then of what does not fit together.
    """
    # Windows' editor puts a byte order mark before the text.
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        district = District.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DistrictError(misspelt(str(error), text)) from None
    except ValidationError as error:
        mistakes = [(each["loc"], in_words(each)) for each in error.errors()]
    else:
        mistakes = list(misfits(district))
    if mistakes:
        stages = growing(text)
        found = sorted((line_of(path, stages), path, words) for path, words in mistakes)
        raise DistrictError(
            "\n".join(f"line {line} ({place(path)}): {words}." for line, path, words in found)
        )
    return district


def misspelt(words: str, text: str) -> str:
    """A syntax error, its line first; tomllib puts it last, and calls the last one "the end"."""
    message, _, where = words.rpartition(" (at ")
    line = re.match(r"line (\d+)", where)
    return f"line {line[1] if line else text.rstrip().count(chr(10)) + 1}: {message}."


def in_words(error: ErrorDetails) -> str:
    """What is wrong with one value."""
    if error["type"] == "string_pattern_mismatch":
        return "letters, digits, - and _ only" if error["loc"][-1] == "code" else "digits only"
    return MISTAKES.get(error["type"], error["msg"])


def misfits(district: District) -> Iterator[tuple[Where, str]]:
    """What is right by itself, but not together: (where, what is wrong)."""
    known: set[str] = set()
    for number, community in enumerate(district.communities):
        if community.code in known:
            yield ("communities", number, "code"), f"{community.code} is there already"
        known.add(community.code)
    rooms: set[str] = set()
    staff: dict[int, str] = {}
    served: dict[str, str] = {}
    for number, room in enumerate(district.rooms):
        if room.code in rooms:
            yield ("rooms", number, "code"), f"{room.code} is there already"
        rooms.add(room.code)
        for position, officer in enumerate(room.officers):
            if officer.id in staff:
                where: Where = ("rooms", number, "officers", position, "id")
                yield where, f"this officer serves in room {staff[officer.id]} already"
            staff[officer.id] = room.code
        for position, code in enumerate(room.communities):
            path = ("rooms", number, "communities", position)
            if code not in known:
                yield path, f"no community has the code {code}"
            elif code in served:
                yield path, f"{code} belongs to room {served[code]} already"
            served.setdefault(code, room.code)
    for number, community in enumerate(district.communities):
        if community.code not in served:
            yield ("communities", number), f"{community.code} belongs to no room"
    yield from windows.misfits(district.windows, district.errands, rooms)


def place(path: Where) -> str:
    """A path for a clerk, who counts from one."""
    return " > ".join(str(step + 1) if isinstance(step, int) else step for step in path)


def growing(text: str) -> list[object]:
    """What the file says after its first line, its first two lines, and so on.

    No kept TOML reader for Python tells where a value stands (python-poetry/tomlkit#55), so we look
    after which line it appears. Where a line leaves a list open, it is closed for the look.
    """
    lines = text.split("\n")
    stages: list[object] = []
    for number in range(1, len(lines) + 1):
        start = "\n".join(lines[:number])
        stages.append(stages[-1] if stages else {})
        for closing in ("", "\n]", "\n]}", "\n]]", "\n]}]"):
            try:
                stages[-1] = tomllib.loads(start + closing)
            except tomllib.TOMLDecodeError:
                continue
            break
    return stages


def line_of(path: Where, stages: list[object]) -> int:
    """The line on which a value begins, or that of the nearest one around it if it is missing."""
    while not leads(path, stages[-1]):
        path = path[:-1]
    return 1 + next(number for number, stage in enumerate(stages) if leads(path, stage))


def leads(path: Where, value: object) -> bool:
    """Whether there is something at the end of the path."""
    for step in path:
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return False
    return True
