"""A town whose first room has a window for e-bikes: what is booked there, and who books it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from babel.dates import format_skeleton

from locales import L, Phrase
from sandbox.people import Phone, Seat
from sandbox.screens import Seen
from services.openings import midnight
from tests.spoken import ZONE, spoken
from tests.town import Town

IN_BOTH = pytest.mark.parametrize("language", ["en", "zh_Hans"])
TUESDAY = 1  # the day after the Monday on which it begins
WINDOW = """
[[windows]]
code = "ebikes"
room = "first"
name = { zh_Hans = "电动车窗口", en = "E-bike window" }
place = [40.7512, 111.6604]
slot = 20
cut_off = 120
seats = 1
holidays = false
[windows.hours]
mon = "09:00-10:00 14:00-15:00"
tue = "09:00-10:00 14:00-15:00"
wed = "09:00-10:00 14:00-15:00"
thu = "09:00-10:00 14:00-15:00"
fri = "09:00-10:00 14:00-15:00"
[windows.days]
[[errands]]
code = "new_plate"
window = "ebikes"
name = { zh_Hans = "新车上牌", en = "New plate" }
bike = true
papers = [
    { name = { zh_Hans = "身份证", en = "ID card" }, note = { zh_Hans = "原件", en = "the card itself" } },
    { name = { zh_Hans = "合格证", en = "Factory certificate" } },
]
[[errands]]
code = "transfer"
window = "ebikes"
name = { zh_Hans = "过户", en = "Transfer" }
minutes = 40
[[errands]]
code = "temporary"
window = "ebikes"
name = { zh_Hans = "临时号牌", en = "Temporary plate" }
bike = true
over_standard = true
"""


def _names(told: Any) -> Iterator[Mapping[str, str]]:
    """Whatever has a name there, in all its languages."""
    if isinstance(told, dict) and "en" in told:
        yield told
    elif isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from _names(each)


NAMES = {names["en"]: names for names in _names(tomllib.loads(WINDOW))}


class Office(Town):
    """A town with a window, where everybody speaks one language. `days` are lines of [windows.days]."""

    days: str = ""
    language = "en"

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self.options["default_locale"] = self.language
        for phone in (self.wang, self.chen, self.ma):
            phone.person.language_code = self._tongue

    def district(self) -> str:
        town = super().district().replace('language = "en"', f'language = "{self.language}"')
        return town + WINDOW.replace("[windows.days]", f"[windows.days]\n{self.days}")

    def words(self, said: Phrase | str) -> str:
        """As everybody reads it."""
        return spoken(said, self.language)

    def called(self, name: str) -> str:
        """What the district file calls it that has this name in English."""
        return NAMES[name][self.language] if name in NAMES else name

    def neighbour(self, name: str) -> Seat:
        """Another resident."""
        return self.telegram.add_person(name, language_code=self._tongue).with_(self.bot)

    @property
    def _tongue(self) -> str:
        """As Telegram names it."""
        return self.language.replace("_", "-").lower()

    def label(self, number: int) -> str:
        """The day after so many days, as it stands on a button."""
        return label(self.day(number), self.language)

    def begins_on_monday(self) -> date:
        """It is a Monday, ten to eight in the morning, from now on; gives that day. The rest of its
        week is of the same month, so that one page shows it."""
        today = self.day(0)
        monday = today + timedelta(days=7 - today.weekday())
        while monday.day > 20:
            monday += timedelta(days=7)
        self.goes_to(monday, 7, 50)
        return monday

    def day(self, number: int) -> date:
        """The day after so many days in the district, by the clock that can be moved."""
        return self.now().astimezone(ZONE).date() + timedelta(days=number)

    def goes_to(self, day: date, hour: int, minute: int = 0) -> None:
        """Everybody's clock goes forward to that time of that day in the district."""
        then = midnight(day, ZONE) + timedelta(hours=hour, minutes=minute)
        self.moves_clock(then.timestamp() - self.telegram.clock.now())

    async def waits_until(self, day: date, hour: int, minute: int = 0) -> None:
        """The same, when all was said, and the bot has noticed."""
        await self.has_said_all()
        then = midnight(day, ZONE) + timedelta(hours=hour, minutes=minute)
        await self.lets_pass(then.timestamp() - self.telegram.clock.now())

    async def chooses(self, seat: Seat, errand: str, label: Phrase | str) -> Seen:
        """To the month page of an errand; presses that label there."""
        await seat.writes("/book")
        message = await seat.hears(self.words(L("📅 <b>What do you want to come for?</b>")))
        await seat.presses(self.called(errand), on=message)
        await seat.presses(self.words(L("📅 Choose a time")), on=message)
        await seat.presses(self.words(label), on=message)
        return message


class InChinese(Office):
    """The same town, where everybody speaks Chinese."""

    language = "zh_Hans"


def english(town: Town, name: str) -> Seat:
    """Another resident who speaks English."""
    phone: Phone = town.telegram.add_person(name, language_code="en")
    return phone.with_(town.bot)


def label(day: date, language: str = "en") -> str:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
    return format_skeleton("MMMEd", noon, tzinfo=ZONE, locale=language)


async def held(
    office: Office, seat: Seat, time: str = "09:20", errand: str = "Transfer", day: int = TUESDAY
) -> Seen:
    """That time, of the day after so many days, is held for somebody."""
    message = await office.chooses(seat, errand, office.label(day))
    head = L("📅 <b>{day}</b> · {errand}", day=office.label(day), errand=office.called(errand))
    shown = await seat.sees(office.words(head))
    if not any(time in row for row in shown.buttons):
        await seat.presses(office.words(L("Afternoon")), on=message)
    await seat.presses(time, on=message)
    until = L("⏳ <b>Held for you until {time}.</b> Shall I book it?", time="…")
    return await seat.sees(office.words(until).partition("…")[0])


async def booked(
    office: Office, seat: Seat, time: str = "09:20", errand: str = "Transfer", day: int = TUESDAY
) -> Seen:
    card = await held(office, seat, time, errand, day)
    await seat.presses(office.words(L("✅ Book it")), on=card)
    return await seat.sees("✅")
