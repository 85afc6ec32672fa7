"""What a method is: a coroutine that gets the world, the bot and its typed parameters.

It gives the `result`, or raises Refused in Telegram's own words.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.records import Bot
from sandbox.refusals import Json
from sandbox.world import World

Method = Callable[[World, Bot, Json], Awaitable[Any]]
