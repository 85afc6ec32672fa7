"""Records and what they hold as JSON, and back: each record once, however many others hold it.

What JSON has no word for is an object with one key that begins with "$": `{"$record": 7}`,
`{"$pairs": [[1, "one"]]}` (a dictionary whose keys are no texts), `{"$set": […]}`, `{"$bytes": "…"}`.
"""

import hashlib
import importlib
import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache, partial
from typing import Any

from sandbox.clock import Clock
from sandbox.updates import Queue

_QUEUED = ("items", "next_id", "allowed", "pushed", "expired")  # of a Queue; the rest is machinery
_PLAIN = (str, int, float, bool, type(None))
_KINDS: dict[str, Callable[[Iterable[Any]], Any]] = {
    "$tuple": tuple,
    "$set": set,
    "$frozenset": frozenset,
    "$deque": deque,
    "$pairs": dict,
}
_NAMES = {kind: name for name, kind in _KINDS.items() if kind is not dict}


@dataclass(frozen=True, slots=True)
class Written:
    """A value as JSON, every record that it leads to (number -> kind, fields as JSON), and the bytes
    in them by the names they have there."""

    value: str
    records: dict[int, tuple[str, str]]
    blobs: dict[str, bytes]


class Writer:
    """Gives every record a number, which it keeps as long as something holds it."""

    def __init__(self) -> None:
        self._last = 0
        # By id(), with the thing itself, so that its id() is not used again meanwhile.
        self._numbers: dict[int, tuple[int, Any]] = {}
        self._names: dict[int, tuple[str, bytes]] = {}
        self._met: dict[int, tuple[int, Any]] = {}
        self._named: dict[int, tuple[str, bytes]] = {}
        self._waiting: list[tuple[int, Any]] = []

    def write(self, value: Any) -> Written:
        """The value with all it leads to. TypeError: there is something in it that can't be kept."""
        self._met, self._named, self._waiting = {}, {}, []
        told = json.dumps(self._put(value))
        records: dict[int, tuple[str, str]] = {}
        while self._waiting:
            number, record = self._waiting.pop()
            kind: Any = type(record)
            named = {name: self._put(getattr(record, name)) for name in _names(record)}
            records[number] = (f"{kind.__module__}:{kind.__qualname__}", json.dumps(named))
        self._numbers, self._names = self._met, self._named
        return Written(told, records, dict(self._named.values()))

    def _put(self, value: Any) -> Any:
        told: Any
        if isinstance(value, _PLAIN):
            told = value
        elif isinstance(value, list):
            told = [self._put(one) for one in value]
        elif isinstance(value, bytes):
            told = {"$bytes": self._name(value)}
        elif name := _NAMES.get(type(value)):
            told = {name: [self._put(one) for one in value]}
        elif not isinstance(value, dict):
            told = {"$record": self._number(value)}
        elif all(isinstance(key, str) and not key.startswith("$") for key in value):
            told = {key: self._put(one) for key, one in value.items()}
        else:
            told = {"$pairs": [[self._put(key), self._put(one)] for key, one in value.items()]}
        return told

    def _name(self, data: bytes) -> str:
        known = self._names.get(id(data)) or (hashlib.sha256(data).hexdigest(), data)
        self._named[id(data)] = known
        return known[0]

    def _number(self, record: Any) -> int:
        if met := self._met.get(id(record)):
            return met[0]
        _names(record)  # refuses what is no record
        known = self._numbers.get(id(record))
        if known is None:
            self._last += 1
            known = (self._last, record)
        self._met[id(record)] = known
        self._waiting.append(known)
        return known[0]


class Reader:
    """Makes the records anew. LookupError, TypeError, ValueError: they are not of this version."""

    def __init__(
        self,
        records: dict[int, tuple[str, str]],
        blobs: dict[str, bytes],
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self._blobs = blobs
        self._made: dict[int, Any] = {}
        for number, (kind, _) in records.items():
            of: Any = _kind(kind)
            self._made[number] = Queue(clock, changed) if of is Queue else of.__new__(of)
        for number, (_, told) in records.items():
            self._fill(self._made[number], json.loads(told))
        for record in self._made.values():
            if isinstance(record, Queue):
                record.look_at_expiry()
            elif after := getattr(record, "__post_init__", None):
                after()

    @property
    def made(self) -> list[Any]:
        """All records."""
        return list(self._made.values())

    def read(self, value: Any) -> Any:
        """What a value of the JSON stands for."""
        if isinstance(value, list):
            return [self.read(one) for one in value]
        if not isinstance(value, dict):
            return value
        name: Any
        told: Any
        name, told = next(iter(value.items()), ("", None))
        match name:
            case "$record":
                return self._made[told]
            case "$bytes":
                return self._blobs[told]
        if name in _KINDS:
            return _KINDS[name](self.read(one) for one in told)
        return {key: self.read(one) for key, one in value.items()}

    def _fill(self, record: Any, told: dict[str, Any]) -> None:
        kind: Any = type(record)
        firsts = _firsts(kind)
        if firsts and (unknown := told.keys() - firsts.keys()):
            raise LookupError(f"{kind.__name__} has no {', '.join(unknown)}")
        for name in told.keys() | firsts.keys():
            # A field that is newer than the file begins as in a new record.
            value = self.read(told[name]) if name in told else firsts[name]()
            object.__setattr__(record, name, value)


def _names(record: Any) -> Iterable[str]:
    """What is kept of a record: a dataclass' fields, or all that another object of the sandbox has."""
    kind: Any = type(record)
    if kind is Queue:
        return _QUEUED
    _ours(kind)
    return _firsts(kind) or vars(record)


def _ours(kind: Any) -> None:
    if not (isinstance(kind, type) and kind.__module__.startswith("sandbox.")):
        raise TypeError(f"a sandbox can't keep {kind}")


@cache
def _firsts(kind: Any) -> dict[str, Callable[[], Any]]:
    """The names of a dataclass' fields, and what makes each one's first value; none of another kind."""
    made: dict[str, Callable[[], Any]] = {}
    for field in fields(kind) if is_dataclass(kind) else ():
        if field.default_factory is not MISSING:
            made[field.name] = field.default_factory
        elif field.default is not MISSING:
            made[field.name] = partial(_first, field.default)
        else:
            made[field.name] = _required
    return made


def _first(default: Any) -> Any:
    return default


def _required() -> Any:
    raise LookupError("a field that every record has is not in the file")


def _kind(name: str) -> Any:
    module, _, kind = name.partition(":")
    if not module.startswith("sandbox."):
        raise LookupError(f"{name} is none of ours")
    of = getattr(importlib.import_module(module), kind)
    _ours(of)
    return of
