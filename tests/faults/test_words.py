"""What residents write is shown to the officers literally and whole, and can do nothing there."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cards.said import literally
from db import talks
from sandbox.entities import parse, units
from sandbox.people import Seat
from tests.town import Town

LURES = [
    "@zhaogang",
    "/close",
    "/close@maple_bridge_bot",
    "#arrest",
    "https://evil.example/login",
    "www.evil.example",
    "evil.com",
    "tg://resolve?domain=evil",
    "t.me/evil",
    "me@evil.example",
    "$USD",
]
MARKUP = [
    "<b>",
    "</b>",
    "<a href='tg://user?id=1'>",
    "&lt;",
    "&#60;",
    "<",
    "&",
    "\u202e",
    "\u200f",
    "مرحبا",
]


numbers = itertools.count(10_000)


def raw_text(town: Town, text: str, name: str = "Wang") -> dict[str, Any]:
    """A message as Telegram's servers never check it."""
    person = town.wang.id
    return {
        "message": {
            "message_id": next(numbers),
            "date": int(town.telegram.clock.now()),
            "from": {"id": person, "is_bot": False, "first_name": name},
            "chat": {"id": person, "type": "private", "first_name": name},
            "text": text,
        }
    }


def shown(seat: Seat) -> str:
    """All that stands on a screen, without the signs that nobody sees."""
    return "\n".join(seen.text for seen in seat.screen()).replace("\u2060", "")


def clickable(seat: Seat) -> set[str]:
    """The kinds of things on a screen that lead somewhere or call somebody."""
    kinds = {entity["type"] for seen in seat.screen() for entity in seen.entities}
    return kinds - {"bold", "italic"}


@pytest.mark.parametrize("lure", LURES)
def test_f41_nothing_in_a_residents_words_leads_anywhere(lure: str) -> None:
    for text in (lure, f"help {lure}!", f"({lure})", lure + lure):
        assert not parse(literally(text)).entities
        assert literally(text).replace("\u2060", "") == text
    # Not all that Telegram finds is found by the sandbox, so the signs themselves are looked at.
    assert all(
        sign not in literally(lure) for sign in ("://", ".e", ".c", "@z", "/c", "#a", "$U", "e/e")
    )


@pytest.mark.parametrize("name", ["<b>Li</b>", "@zhaogang", "https://evil.example", "&lt;x"])
async def test_f41_a_name_is_shown_to_the_officers_literally(town: Town, name: str) -> None:
    town.wang.person.first_name = name
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.writes(" ".join([*LURES, "<b>bold</b> &amp;"]))
    await town.officers.sees("bold")
    assert name in shown(town.officers)
    assert " ".join([*LURES, "<b>bold</b> &amp;"]) in shown(town.officers)
    assert not clickable(town.officers)


async def test_f21_a_name_of_five_thousand_characters_leaves_room_for_the_alarm(town: Town) -> None:
    town.wang.meets(town.bot)
    town.telegram.inject(town.bot, raw_text(town, "/alarm", name="<" + "长" * 5000))
    await town.officers.hears("Nobody has accepted it yet")
    await town.resident.writes("here")
    await town.officers.sees("here")


@pytest.mark.parametrize("text", ["@" + ".a" * 2000, "<&>" * 1300, "𝐀." * 1000, "word " * 800])
async def test_f21_a_long_message_is_on_the_card_in_short_and_below_it_whole(
    town: Town, text: str
) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.writes(text)
    await town.officers.sees("…")
    await town.has_said_all()
    below = [seen.text for seen in town.officers.screen() if seen.text.startswith("💬 ")]
    told = "".join(one.removeprefix("💬 ") for one in below).replace("\u2060", "")
    assert told.replace(" ", "") == text.replace(" ", "")
    assert "…" in (await town.officers.sees("Nobody has accepted it yet")).text
    assert all(units(seen.text) <= 4096 for seen in town.officers.screen())


async def test_f21_a_long_text_is_all_readable_and_an_edit_corrects_it(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    first = await town.resident.writes("x" * 3500 + " the end")
    await town.exactly(town.officers, "💬 " + "x" * 2000)
    await town.exactly(town.officers, "💬 " + "x" * 1500 + " the end")
    await town.has_said_all()  # which messages they are, is written down
    card = await town.officers.sees("Nobody has accepted it yet")
    assert "x" * 499 + "…" in card.text
    await town.resident.edits(first, "the very first thing")
    await town.exactly(town.officers, "💬 the very first thing")
    await town.has_said_all()
    assert not [seen for seen in town.officers.screen() if "the end" in seen.text]


async def test_f21_who_writes_without_end_is_read_to_the_end_and_keeps_nobody_waiting(
    town: Town,
) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    for number in range(MANY):
        await town.resident.writes(f"word {number:03}")
    await town.until(lambda connection: len(talks.said(connection, 1, MANY)) == MANY, 60)
    town.moves_clock(61)  # a group takes twenty messages a minute
    await town.officers.sees(f"word {MANY - 1:03}")
    await town.has_said_all()
    carried = [seen.text for seen in town.officers.screen() if seen.text.startswith("💬")]
    assert len(carried) < 20
    assert all(any(f"word {number:03}" in text for text in carried) for number in range(MANY))


MANY = 100
SIGNS = st.sampled_from([*LURES, *MARKUP, "\0", "\ud800", "\udfff", "x" * 700, "\n", "帮帮我", " "])
TEXTS = st.lists(SIGNS | st.text(max_size=12), min_size=1, max_size=8).map("".join)


async def test_f21_any_name_and_any_words_arrive_as_they_are(town: Town) -> None:
    """Real updates with whatever strings JSON can hold; the last thing said must be the newest."""
    made: list[tuple[str, str]] = []

    @settings(
        max_examples=40,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(TEXTS, TEXTS)
    def collect(name: str, text: str) -> None:
        made.append((name[:64], text[:4096]))

    collect()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    for name, text in made:
        town.telegram.inject(town.bot, raw_text(town, "/x" + text, name))
    town.telegram.inject(town.bot, raw_text(town, "that was all"))
    await town.until(lambda c: "that was all" in [one.text for one in talks.said(c, 1, 1)])
    town.moves_clock(61)  # a group takes twenty edits a minute
    await town.officers.sees("that was all")
    await town.telegram.settled(quiet=0.3)
    assert not town.telegram.refused
    assert not clickable(town.officers)
