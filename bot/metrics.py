"""Numbers for those who run several stations: /metrics in the form that Prometheus reads. They name no
person, no chat and no message.

What is counted is counted by this process since its start; what waits is looked up when asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from db import inbox, lanes
from db.engine import Database
from services.clock import Clock

UPDATES = Counter("maple_updates", "Updates that were filed.", registry=None)
MESSAGES = Counter("maple_messages", "Messages whose fate is known.", ["fate"], registry=None)


class Waiting(Collector):
    """What waits in the database at this moment."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        with self._database.reading() as connection:
            updates = inbox.count(connection)
            messages = lanes.drains(connection, self._clock.now())
            oldest = lanes.oldest_alarm(connection)
        yield GaugeMetricFamily(
            "maple_updates_waiting", "Updates that wait for the desk.", value=updates
        )
        waiting = GaugeMetricFamily(
            "maple_messages_waiting", "Messages not at Telegram yet.", labels=["lane"]
        )
        for lane in messages:
            waiting.add_metric([lane.lane], lane.waiting + lane.sending)
        yield waiting
        waits = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily(
            "maple_oldest_alarm_seconds", "How long the oldest alarm waits to go out.", value=waits
        )


def page(database: Database, clock: Clock) -> web.RouteDef:
    """The route; 503 while the database does not say what waits."""
    registry = CollectorRegistry()
    for collector in (UPDATES, MESSAGES, Waiting(database, clock)):
        registry.register(collector)

    async def show(_: web.Request) -> web.Response:
        try:
            told = await asyncio.to_thread(generate_latest, registry)
        except Exception:  # whatever it is, half the numbers would look like good news
            return web.Response(status=503)
        return web.Response(body=told, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return web.get("/metrics", show)
