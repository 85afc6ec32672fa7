"""Places on the map: where something is, where somebody moves, who can be called, and dice.

Source: Bot API, sendLocation to sendDice; refusals as in TDLib's Location and Venue.
"""

import random

from sandbox.live import FOREVER, end_by_clock, ended
from sandbox.methods import edits, saying
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World

_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_KNOWN_AS = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


async def send_location(world: World, bot: Bot, p: Json) -> Json:
    chat = saying.target(world, bot, p)
    place = _place(p)
    period = p.get("live_period", 0)
    if period:
        if period != FOREVER and not 60 <= period <= 86_400:
            raise bad("wrong live location period specified")
        place |= {"live_period": period} | _moving(p)
    message = saying.say(world, bot, chat, p, {"location": place})
    end_by_clock(world, message)
    return message.wire()


async def edit_message_live_location(world: World, bot: Bot, p: Json) -> Json:
    message = edits.editable(world, bot, p)
    now = message.content.get("location", {})
    if "live_period" not in now or "venue" in message.content:
        raise bad("there is no live location in the message to edit")
    place = _place(p) | {"live_period": now["live_period"]} | _moving(p)
    if longer := p.get("live_period"):
        _check_longer(now["live_period"], longer)
        place["live_period"] = longer
    wire = edits.change(world, bot, message, {"location": place}, p)
    end_by_clock(world, message)
    return wire


async def stop_message_live_location(world: World, bot: Bot, p: Json) -> Json:
    message = edits.editable(world, bot, p)
    if "live_period" not in message.content.get("location", {}):
        raise bad("there is no live location in the message to edit")
    return edits.change(world, bot, message, ended(message.content), p)


async def send_venue(world: World, bot: Bot, p: Json) -> Json:
    chat = saying.target(world, bot, p)
    place = _place(p)
    venue = {"location": place, "title": p.get("title", ""), "address": p.get("address", "")}
    venue |= {name: p[name] for name in _KNOWN_AS if p.get(name)}
    return saying.say(world, bot, chat, p, {"location": place, "venue": venue}).wire()


async def send_contact(world: World, bot: Bot, p: Json) -> Json:
    for name in ("phone_number", "first_name"):
        if not p.get(name):
            raise bad(f'parameter "{name}" is required')
    chat = saying.target(world, bot, p)
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: p[name] for name in names if p.get(name)}
    return saying.say(world, bot, chat, p, {"contact": contact}).wire()


async def send_dice(world: World, bot: Bot, p: Json) -> Json:
    chat = saying.target(world, bot, p)
    emoji = p.get("emoji") or "🎲"
    if emoji not in _DICE:
        raise bad("DICE_EMOJI_INVALID")
    dice = {"emoji": emoji, "value": random.randint(1, _DICE[emoji])}  # noqa: S311 - it is a game
    return saying.say(world, bot, chat, p, {"dice": dice}).wire()


def _place(p: Json) -> Json:
    for name in ("latitude", "longitude"):
        if p.get(name) is None:
            raise bad(f"{name} is empty")
    latitude, longitude = p["latitude"], p["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("invalid location specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    if (accuracy := p.get("horizontal_accuracy", 0)) > 0:
        place["horizontal_accuracy"] = min(accuracy, 1500)
    return place


def _moving(p: Json) -> Json:
    """Which way somebody moves, and how near is near."""
    heading, radius = p.get("heading", 0), p.get("proximity_alert_radius", 0)
    if heading and not 1 <= heading <= 360:
        raise bad("wrong live location heading specified")
    if not 0 <= radius <= 100_000:
        raise bad("wrong live location proximity alert radius specified")
    told = {"heading": heading, "proximity_alert_radius": radius}
    return {name: value for name, value in told.items() if value}


def _check_longer(now: int, wanted: int) -> None:
    """A place may be shared for longer, by a day at most: editMessageLiveLocation, live_period."""
    if wanted != FOREVER and (now == FOREVER or wanted < now or wanted - now > 86_400):
        raise bad("LIVE_LOCATION_PERIOD_INVALID")


METHODS: dict[str, Method] = {
    "sendLocation": send_location,
    "editMessageLiveLocation": edit_message_live_location,
    "stopMessageLiveLocation": stop_message_live_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendDice": send_dice,
}
