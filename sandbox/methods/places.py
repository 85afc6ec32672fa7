"""Places on the map."""

from sandbox.methods import saying
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World


async def send_location(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    latitude, longitude = p.get("latitude"), p.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise bad("location must be non-empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong coordinates specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    for name in ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"):
        if name in p:
            place[name] = p[name]
    return saying.say(world, bot, chat, p, {"location": place}).wire()


METHODS: dict[str, Method] = {
    "sendLocation": send_location,
}
