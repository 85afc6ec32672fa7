"""Places that move for a while: when they end.

Source: Bot API, Location.live_period: the time after the message's sending during which the place
can be updated, told of active ones only. When it runs out nobody is told; a stop is an edit.
"""

from typing import TYPE_CHECKING

from sandbox.refusals import Json

if TYPE_CHECKING:
    from sandbox.records import Message
    from sandbox.world import World

FOREVER = 0x7FFFFFFF


def ended(content: Json) -> Json:
    """Where somebody was last; it does not move any more."""
    gone = ("live_period", "heading", "proximity_alert_radius")
    return {"location": {k: v for k, v in content["location"].items() if k not in gone}}


def end_by_clock(world: "World", message: "Message") -> None:
    """Let a live place end when its time is over."""
    period = message.content.get("location", {}).get("live_period")
    if period is None or period == FOREVER:
        return

    def end() -> None:
        # It may have been stopped, or prolonged, which has its own end.
        if message.content.get("location", {}).get("live_period") == period:
            message.content = ended(message.content)
            world.changed(message.chat)

    world.due.add(message.date + period, "live place ends", message.chat.id, end)
