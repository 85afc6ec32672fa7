"""Names that show nothing: the card says who it is all the same, and nobody is called so."""

from __future__ import annotations

import pytest

from tests.faults.test_words import raw_text
from tests.town import Town

BLANK = ["\u3164", "\u2800", "\u200e\u200f", "\u00ad", "\u2060", "\u0301", "\u17b4\ufe0f"]


@pytest.mark.parametrize("name", BLANK, ids=ascii)
async def test_f72_who_has_a_name_that_shows_nothing_is_called_by_number(
    town: Town, name: str
) -> None:
    town.wang.meets(town.bot)
    town.telegram.inject(town.bot, raw_text(town, "/alarm", name))
    card = await town.officers.hears("Alarm 1")
    assert f"👤 {town.wang.id}\n" in card.text


async def test_f72_a_name_of_emoji_is_a_name(town: Town) -> None:
    town.wang.meets(town.bot)
    town.telegram.inject(town.bot, raw_text(town, "/alarm", "🌸"))
    assert "👤 🌸\n" in (await town.officers.hears("Alarm 1")).text


async def test_f72_such_a_name_is_not_taken_under_about_me(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.hears("What shall the officers call you?")
    for name in BLANK[:4]:
        await town.resident.writes(f"{name}.")  # what the sandbox's people can write
        await town.resident.hears("A phone number")
        await town.resident.writes("/about")
        await town.resident.hears("What shall the officers call you?")
        town.telegram.inject(town.bot, raw_text(town, name))
        await town.resident.hears("I can't see a name in that")


async def test_f72_nor_as_an_officers(town: Town) -> None:
    await town.stranger.starts(await town.invited())
    await town.stranger.hears("Which name shall residents read?")
    blank = raw_text(town, "\u3164\u2800", "Chen")
    blank["message"]["from"]["id"] = blank["message"]["chat"]["id"] = town.chen.id
    town.telegram.inject(town.bot, blank)
    await town.stranger.hears("I can't see a name in that")
    await town.stranger.writes("Chen Hao")
    await town.stranger.hears("Chen Hao")
