"""Visits on the demo's page: residents who book them, officers who note what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count, islice
from typing import cast

from PIL import Image
from playwright.async_api import Locator, expect
from pyzbar.pyzbar import decode

from cards.calendars import DATE
from cards.keyboards import BOOK
from locales import L, Local, Phrase
from services.openings import hours_on
from tests.bridge import DISTRICT, Bridge
from tests.hands import Desk, Hand
from tests.spoken import ZONE

ERRAND = DISTRICT.errands[0]  # a new plate
BOT = "枫桥 Maple Bridge"
BOOKED = "✅ <b>Visit {number} is booked.</b>"
_apart = count(0, 3)  # of the open days
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
    """The first day on which the window is usually open, after so many days."""
    return next(_open_days((await now(desk)).date() + timedelta(days=after)))


def day_apart() -> date:
    """An open day that no other test has anything to do with."""
    later = _open_days(datetime.now(ZONE).date() + timedelta(days=10))
    return next(islice(later, next(_apart), None))


def _open_days(first: date) -> Iterator[date]:
    days = (first + timedelta(days=number) for number in count())
    return (day for day in days if hours_on(DISTRICT.windows[0], day))


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
    if not await button.count():
        await following.last.click()
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
    number = re.search(r"\d+", words)
    time = re.search(r"(\d\d):(\d\d)", words)
    assert number is not None
    assert time is not None
    today = (await now(hand.desk)).date()
    days = [today + timedelta(days=each) for each in range(60)]
    day = next(one for one in days if f"📅 {label(hand.desk, one)}" in words)
    hour, minute = int(time[1]), int(time[2])
    return Visit(
        number=int(number[0]), start=datetime(*day.timetuple()[:3], hour, minute, tzinfo=ZONE)
    )


async def noted(bridge: Bridge, visit: Visit, minutes: int, *labels: Phrase) -> None:
    """So long after its time began an officer looks a visit up and presses these."""
    await until(bridge.desk, visit.start + timedelta(minutes=minutes))
    await bridge.li.opens(BOT)
    await bridge.li.writes(f"/visit {visit.number}")
    card = await bridge.li.sees(L("🎫 <b>Visit {number}</b>", number=visit.number))
    for each in labels:
        await bridge.li.presses(each, on=card)


async def code_of(ticket: Locator) -> str:
    """What a scanner reads from a ticket's picture."""
    source = await ticket.locator("img").get_attribute("src")
    picture = await (await ticket.page.request.get(cast("str", source))).body()
    with Image.open(BytesIO(picture)) as image:
        (code,) = decode(image)
    return str(code.data.decode())
