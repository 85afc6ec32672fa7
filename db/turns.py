"""Who of this process writes next: by urgency, but nobody is passed over for ever; and whether an alarm
wants whoever writes to come to an end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PATIENCE = 4  # turns of others who came later, after which one goes first


@dataclass(eq=False, slots=True)
class _Ticket:
    """Somebody's place among those who wait; the smaller number of each came first."""

    urgency: int
    number: int
    passed_over: int = 0


class Turns:
    """A lock whose waiters are served by urgency (0 first), then by arrival; who was passed over four
    times goes next, whatever else waits: a flood at the door keeps neither desk nor sender waiting for
    longer than four of its commits."""

    def __init__(self) -> None:
        self._gate = threading.Condition()
        self._waiting: list[_Ticket] = []
        self._tickets = 0
        self._busy = False

    @contextmanager
    def taken(self, urgency: int) -> Iterator[None]:
        with self._gate:
            self._tickets += 1
            ticket = _Ticket(urgency, self._tickets)
            self._waiting.append(ticket)
            while self._busy or self._next() is not ticket:
                self._gate.wait()
            self._waiting.remove(ticket)
            for other in self._waiting:
                other.passed_over += other.number < ticket.number
            self._busy = True
        try:
            yield
        finally:
            with self._gate:
                self._busy = False
                self._gate.notify_all()

    def _next(self) -> _Ticket:
        patient = [one for one in self._waiting if one.passed_over >= PATIENCE]
        if patient:
            return min(patient, key=lambda one: one.number)
        return min(self._waiting, key=lambda one: (one.urgency, one.number))


class Haste:
    """Whether an alarm is in a hurry: told by the door and the sender, asked by the desk, each in a thread
    of its own."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._on_their_way = 0
        self._filed = False

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """An alarm comes in, or goes out, for as long as the block takes."""
        with self._gate:
            self._on_their_way += 1
        try:
            yield
        finally:
            with self._gate:
                self._on_their_way -= 1

    def filed(self) -> None:
        """An alarm is kept, and the desk has not taken it yet."""
        self._filed = True

    def taken(self) -> None:
        """The desk is about to take what was filed until now."""
        self._filed = False

    def __bool__(self) -> bool:
        return self._filed or self._on_their_way > 0
