"""The same conversation for every bot: somebody tells who they are, in four messages."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from typing import Any

from bench.anvil import Anvil, Pusher
from cards.residents import Agree
from services.residents import NOTICE

# (what the person writes, how many messages have come by then)
SCRIPT = (("/about", 1), ("Wang Fang", 2), ("13800138000", 4), ("⏭ Skip", 5))
# Maple Bridge asks for consent first: there the conversation begins with the press of "I agree".
AGREES = Agree(version=NOTICE).pack()
OUR_SCRIPT = ((AGREES, 1), *SCRIPT[1:])
_numbers = itertools.count(1_000_000)
_people = itertools.count(7_000_000_001)


def new_person() -> int:
    """An id nobody had before."""
    return next(_people)


def update(person: int, text: str) -> dict[str, Any]:
    """A text of a person in their private chat."""
    number = next(_numbers)
    message = {**_message(person), "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": message}


def press(person: int, data: str) -> dict[str, Any]:
    """The press of a button under a message of the bot."""
    number = next(_numbers)
    message = {**_message(person), "text": "x"}
    query = {"id": str(number), "from": message["from"], "message": message}
    return {"update_id": number, "callback_query": {**query, "chat_instance": "1", "data": data}}


def _message(person: int) -> dict[str, Any]:
    return {
        "message_id": next(_numbers),
        "date": int(time.time()),
        "chat": {"id": person, "type": "private", "first_name": "Wang"},
        "from": {"id": person, "is_bot": False, "first_name": "Wang", "language_code": "en"},
    }


def said(person: int, words: str) -> dict[str, Any]:
    """A line of a script."""
    return press(person, words) if words == AGREES else update(person, words)


async def talk(
    anvil: Anvil,
    pusher: Pusher,
    people: int,
    at_once: int,
    script: Sequence[tuple[str, int]] = SCRIPT,
) -> float:
    """Updates per second from the first message until everybody has every answer."""
    crowd = [new_person() for _ in range(people)]
    waiting = iter(crowd)

    async def one_after_another() -> None:
        for person in waiting:
            for words, count in script:
                await pusher.push(said(person, words))
                await anvil.arrived(person, count)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return people * len(script) / (time.perf_counter() - began)
