"""Records as JSON and back: each once, whatever kind it is, and what is none refused."""

import asyncio
import json
import sys
from dataclasses import dataclass, field
from types import ModuleType

import pytest

from sandbox import Telegram
from sandbox.graph import Reader, Writer


@dataclass(eq=False, slots=True)
class Sound:
    """A record as a later version might have it."""

    data: bytes
    whose: "Sound | None" = None
    heard: dict[tuple[int, str], set[int]] = field(default_factory=dict)


class Sounds:
    """What holds records, and is none."""

    def __init__(self, *sounds: Sound) -> None:
        self._sounds = list(sounds)


Sound.__module__ = Sounds.__module__ = "sandbox.later"


def test_a_new_kind_of_record_comes_along_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Sound(b"\x00beep", heard={(1, "a"): {1, 2}})
    first.whose = Sound(first.data, first)
    told = Writer().write({"sounds": Sounds(first, first.whose)})
    assert len(told.blobs) == 1
    later = ModuleType("sandbox.later")
    later.__dict__.update(Sound=Sound, Sounds=Sounds)
    monkeypatch.setitem(sys.modules, "sandbox.later", later)
    telegram = Telegram()
    reader = Reader(told.records, told.blobs, telegram.clock, telegram.changed)
    one, other = reader.read(json.loads(told.value))["sounds"]._sounds
    assert (one.data, one.heard) == (b"\x00beep", {(1, "a"): {1, 2}})
    assert one.whose is other
    assert other.whose is one


def test_what_is_no_ones_record_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="Event"):
        Writer().write({"bell": asyncio.Event()})
    with pytest.raises(TypeError, match="can't keep"):
        Writer().write({"clock": Telegram().clock})


def test_a_field_that_is_newer_than_the_file_begins_as_in_a_new_record() -> None:
    telegram = Telegram()
    telegram.add_person("Anna")
    told = Writer().write(telegram.people)
    records = {
        number: (kind, json.dumps({k: v for k, v in json.loads(told_).items() if k != "blocked"}))
        for number, (kind, told_) in told.records.items()
    }
    reader = Reader(records, {}, telegram.clock, telegram.changed)
    (person,) = reader.read(json.loads(told.value)).values()
    assert person.first_name == "Anna"
    assert person.blocked == set()
