"""Pictures, sounds, films and other files: one method for each kind, and albums of them."""

from collections.abc import Awaitable, Callable

from sandbox.media import KINDS
from sandbox.methods import given, saying
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World


def _sender(kind: str) -> Callable[[World, Bot, Json], Awaitable[Json]]:
    async def send(world: World, bot: Bot, p: Json) -> Json:
        if kind == "video_note" and not 0 <= p.get("length", 0) <= 640:
            raise bad("wrong video note length")
        chat = saying.target(world, bot, p)
        content = given.medium(world, bot, kind, p)
        return saying.say(world, bot, chat, p, content).wire()

    return send


METHODS: dict[str, Method] = {
    f"send{kind.title().replace('_', '')}": _sender(kind) for kind in KINDS
}
