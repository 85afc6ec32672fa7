"""Files that are made on their way out, each a function of the facts that waited in the outbox: a ticket as
a QR code (ISO/IEC 18004) and a visit as an event for calendars (RFC 5545)."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import segno

from bot.telegram import Upload

REMINDER = timedelta(hours=2)
MODULE, QUIET = 10, 4  # pixels of a QR code's module; modules of its quiet zone


def made(facts: dict[str, Any]) -> Upload:
    """The file of the facts, by their kind. A few milliseconds each."""
    return {"ticket": ticket, "event": event}[facts["kind"]](facts)


def ticket(facts: dict[str, Any]) -> Upload:
    """`link`, to be scanned at the window: a PNG."""
    picture = io.BytesIO()
    code = segno.make(facts["link"], error="m", micro=False)
    code.save(picture, kind="png", scale=MODULE, border=QUIET)
    return Upload("ticket.png", "image/png", picture.getvalue())


def event(facts: dict[str, Any]) -> Upload:
    """A visit from `start` to `until` (seconds since 1970, UTC; a calendar shows them where its reader
    is) with an alarm: `uid` and `sequence` say which, and which version of it."""
    visit = icalendar.Event()
    visit.add("uid", facts["uid"])
    visit.add("sequence", facts["sequence"])
    visit.add("dtstamp", datetime.fromtimestamp(facts["made"], UTC))
    visit.add("dtstart", datetime.fromtimestamp(facts["start"], UTC))
    visit.add("dtend", datetime.fromtimestamp(facts["until"], UTC))
    visit.add("summary", facts["title"])
    visit.add("location", facts["address"])
    visit.add("description", facts["note"])
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDER)
    alarm.add("description", facts["title"])
    visit.add_component(alarm)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Maple Bridge//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(visit)
    return Upload("visit.ics", "text/calendar", calendar.to_ical())
