"""Visits on the demo's page: residents who book them, officers who note what happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from io import BytesIO
from typing import cast

from PIL import Image
from playwright.async_api import Locator, expect
from pyzbar.pyzbar import decode

from cards.calendars import DATE
from cards.keyboards import BOOK
from locales import L, Local, Phrase
from sandbox.people.reading import whole
from services import openings
from tests.bridge import DISTRICT, Bridge
from tests.hands import Desk, Hand
from tests.spoken import ZONE

ERRAND = DISTRICT.errands[0]  # a new plate
BOT = "枫桥 Maple Bridge"
BOOKED = "✅ <b>Visit {number} is booked.</b>"
_apart: set[date] = set()
NEXT, CHOOSE = re.compile("^⏩"), L("📅 Choose a time")


@dataclass(frozen=True)
class Visit:
    """As its card tells it."""

    number: int
    start: datetime


async def has(hand: Hand, label: Phrase) -> None:
    """Waits until there is a button of that label."""
    button = hand.seat.get_by_role("button", name=hand.desk.words(label), exact=True)
    await expect(button).to_be_visible()


async def now(desk: Desk) -> datetime:
    """The clock that everybody has."""
    told = await desk.tells("clock", move=0)
    return datetime.fromtimestamp(told["now"], ZONE)


async def until(desk: Desk, moment: datetime) -> None:
    """The clock goes forward to then."""
    await desk.passes((moment - await now(desk)).total_seconds())


async def open_day(desk: Desk, after: int) -> date:
    """The first day on which the window is open as usual, after so many days."""
    return _usual((await now(desk)).date() + timedelta(days=after))


async def days_apart(desk: Desk) -> tuple[date, date]:
    """Two open days in a row with which no other test has anything to do, now or later."""
    first = await open_day(desk, after=10)
    _apart.add(first)
    second = _usual(first)
    _apart.add(second)
    return first, second


def _usual(day: date) -> date:
    while day in _apart or not openings.hours_on(DISTRICT.windows[0], day):
        day += timedelta(days=1)
    return day


def label(desk: Desk, day: date) -> str:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
    return desk.words(L("{day}", day=Local(noon, skeleton=DATE)))


async def comes(hand: Hand) -> None:
    """Somebody whom the bot has not seen before, at the month's free days."""
    await hand.presses(await hand.desk.own("start"))
    await hand.presses(BOOK)
    await hand.presses(ERRAND.name.spoken(hand.desk.language))
    await hand.presses(CHOOSE)


async def takes(hand: Hand, day: date | None = None) -> None:
    """The next free time, or the first of a day."""
    if day is None:
        await hand.turn()
        await hand.seat.get_by_role("button", name=NEXT).last.click()
        return
    button = hand.seat.get_by_role("button", name=label(hand.desk, day), exact=True)
    following = hand.seat.get_by_role("button", name="▶️")
    await expect(button.or_(following).first).to_be_visible()
    while not await button.count():  # it may be in the month after the next one
        month = await following.last.inner_text()
        turned = hand.seat.get_by_role("button", name=month, exact=True)
        pages = await turned.count()
        await following.last.click()
        await expect(turned).to_have_count(pages - 1)
    await button.last.click()
    await hand.seat.get_by_role("button", name=re.compile(r"^\d\d:\d\d$")).first.click()


async def confirms(hand: Hand) -> Visit:
    """The held place is booked."""
    await hand.presses(L("✅ Book it"))
    return await read(hand)


async def books(hand: Hand, day: date | None = None) -> Visit:
    """From nothing to a visit."""
    await comes(hand)
    await takes(hand, day)
    return await confirms(hand)


async def read(hand: Hand) -> Visit:
    """The visit on the newest card that is booked."""
    head = hand.desk.words(L(BOOKED, number="…")).partition("…")[0]
    words = await (await hand.sees(head)).locator(".words").inner_text()
    today = (await now(hand.desk)).date()
    days = [today + timedelta(days=each) for each in range(60)]
    return read_card(words, {label(hand.desk, day): day for day in days})


def read_card(words: str, days: Mapping[str, date]) -> Visit:
    """The visit that a card tells of; `days` are those that may stand there, by their labels."""
    number = re.search(r"\d+", words)
    (told,) = (one for one in days if whole(f"📅 {one}").search(words))
    time = re.search(re.escape(told) + r"\D*(\d\d):(\d\d)", words)
    assert number is not None
    assert time is not None
    begins = clock(int(time[1]), int(time[2]))
    return Visit(number=int(number[0]), start=datetime.combine(days[told], begins, ZONE))


async def noted(bridge: Bridge, visit: Visit, minutes: int, *labels: Phrase) -> None:
    """So long after its time began an officer looks a visit up and presses these."""
    await until(bridge.desk, visit.start + timedelta(minutes=minutes))
    await bridge.li.opens(BOT)
    await bridge.li.writes(f"/visit {visit.number}")
    card = await bridge.li.sees(L("🎫 <b>Visit {number}</b>", number=visit.number))
    for each in labels:
        await bridge.li.presses(each, on=card)


async def opens_for_one(bridge: Bridge, day: date) -> None:
    """An officer leaves one place of a day on which nobody has a visit."""
    await bridge.li.opens(BOT)
    await bridge.li.writes(f"/hours {day} 09:00-09:20")
    await bridge.li.sees(L("🕘 Changed. Visits that have to be moved: {count}", count=0))


async def cancels(hand: Hand) -> None:
    await hand.presses(L("✖️ Cancel the visit"))
    await hand.presses(L("✖️ Yes, cancel"))


async def is_offered(hand: Hand) -> Visit:
    """A place that became free; they book it."""
    offer = L("🎉 <b>A place has become free.</b> It is yours until {time}.", time="…")
    await hand.sees(hand.desk.words(offer).partition("…")[0])
    return await confirms(hand)


async def code_of(ticket: Locator) -> str:
    """What a scanner reads from a ticket's picture."""
    source = await ticket.locator("img").get_attribute("src")
    picture = await (await ticket.page.request.get(cast("str", source))).body()
    with Image.open(BytesIO(picture)) as image:
        (code,) = decode(image)
    return str(code.data.decode())
