"""Those whom the demo's page brings together for an alarm: a resident, and officers of two rooms."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, ViewportSize

from locales import L, Phrase
from services.districts import read_district
from services.speech import ALARM
from tests.desk import ROOT
from tests.hands import Desk, Hand, desk

OFFICERS = LI, SUN, ZHAO = ("李警官", "孙警官", "赵警官")  # as their phones stand on the page
DISTRICT = read_district((ROOT / "district.example.toml").read_text("utf-8"))
NANHU = DISTRICT.communities[0]
ALARMS = DISTRICT.rooms[0].alarm_group
FIRST_ROOM, SECOND_ROOM = (f"报警 · {room.name.zh_Hans}" for room in DISTRICT.rooms[:2])


@dataclass
class Bridge:
    """A resident whom nobody has seen before, two officers of the first room, one of the second."""

    desk: Desk
    resident: Hand
    li: Hand
    zhao: Hand
    sun: Hand

    @property
    def who(self) -> Phrase:
        """The line of the resident's name, on any card of theirs."""
        return L("👤 {who}", who=self.resident.name)

    def head(self, sign: str, number: int) -> Phrase:
        """How any card of that alarm begins."""
        return L("{sign} <b>Alarm {number}</b> · {time}", sign=sign, number=number, time="")

    async def raises(self, key: Phrase | str = ALARM) -> int:
        """The resident presses for help; gives the alarm's number, which the officers' card shows."""
        await self.resident.presses(await self.desk.own("start"))
        await self.resident.presses(key)
        card = await self.li.sees(self.who)
        found = re.search(r"\d+", await card.locator(".words").inner_text())
        assert found is not None
        return int(found[0])


@asynccontextmanager
async def bridged(
    browser: Browser, url: str, size: ViewportSize, language: str
) -> AsyncIterator[Bridge]:
    """They hold the four phones of the page."""
    async with desk(browser, url, size, language) as there:
        resident = await there.newcomer(place=0)
        li, sun, zhao = [
            await there.hand(name, place) for place, name in enumerate(OFFICERS, start=1)
        ]
        yield Bridge(there, resident, li, zhao, sun)
