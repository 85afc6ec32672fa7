"""Pictures: every letter is drawn, in every language, as a phone needs it; and what can't be drawn does
not stop anything."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from noto_cjk_sans_otc import FONT_PATH
from PIL import Image

from bot import pictures, studio
from bot.studio import NotDrawnError, Studio
from cards import reports as cards
from db.rooms import Room
from db.seal import Keyring
from services.reports import Pace, Report
from services.rooms import Station
from services.speech import carried
from services.turn import House, Turn
from services.work import Work

DAYS = [date(2026, 11, 18) + timedelta(days=each) for each in range(7)]
NAMES = {
    1: {"en": "First Community Police Room", "zh_Hans": "第一社区警务室"},
    2: {"en": "Room of the Northern Villages " * 4, "zh_Hans": "北部各村联合社区警务室" * 8},
}
MANY = Report(
    DAYS[-1],
    True,
    list(zip(DAYS, [18, 0, 135, 43, 2, 1024, 104], strict=True)),
    {
        "signed": Pace(1211, 1302, timedelta(seconds=14)),
        "set_out": Pace(801, 1120, timedelta(seconds=190)),
        "reported": Pace(0, 1300, timedelta(minutes=141)),
    },
    4.44,
    312,
    17,
    [(1, 61, 777, 10), (2, 43, 549, 7)],
)
PACES = dict.fromkeys(MANY.paces, Pace(0, 0, None))
NONE = Report(DAYS[-1], False, [(day, 0) for day in DAYS], PACES, None, 0, 0, [(1, 0, 0, 0)])
REPORTS = {"many": MANY, "none": NONE}


def told(report: Report, language: str) -> dict[str, Any]:
    """The picture of that report as it waits in the outbox."""
    name = {"en": "Test Station", "zh_Hans": "测试派出所"}
    rooms = {number: Room(number, str(number), names, number) for number, names in NAMES.items()}
    station = Station(1, {"name": name}, rooms, {}, {})
    house = House(Keyring(bytes(32)), UTC, language, bot_id=1)
    turn = Turn(cast(Any, None), house, station, datetime(2026, 11, 24, 6, 5, tzinfo=UTC))
    return carried(cards.picture(Work(turn), report), language, UTC)


def words(value: Any) -> str:
    """All letters in a picture."""
    if isinstance(value, dict):
        return "".join(words(inner) for name, inner in value.items() if name != "kind")
    return "".join(map(words, value)) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("language", ["en", "zh_Hans", "mn"])
@pytest.mark.parametrize("which", REPORTS)
def test_a_picture_is_wide_as_a_phone_and_light_and_has_paper_of_its_own(
    which: str, language: str
) -> None:
    """A letter that no font has would be a warning, and warnings are errors."""
    drawn = pictures.draw(told(REPORTS[which], language)["picture"])
    with Image.open(BytesIO(drawn)) as image:
        assert image.format == "PNG"
        assert image.width == 1080
        assert image.height <= 2 * image.width
        shown = np.asarray(image.convert("RGBA"))
    assert len(drawn) < 200_000
    assert (shown[..., 3] == 255).all()  # readable in dark chats too
    edge = np.concatenate([shown[:20].reshape(-1, 4), shown[:, -20:].reshape(-1, 4)])
    assert (edge[:, :3] > 240).all()  # nothing runs off the page
    assert (shown[..., :3] < 80).all(axis=-1).mean() > 0.005  # there is ink on it


def test_the_letters_are_those_of_the_package_on_every_machine() -> None:
    found = Path(findfont(FontProperties(family=pictures.LETTERS)))
    assert found.resolve() == Path(str(FONT_PATH)).resolve()


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_letter_has_a_shape(language: str) -> None:
    font = FT2Font(str(FONT_PATH), face_index=2)
    assert font.family_name == pictures.LETTERS
    letters = {
        one for report in REPORTS.values() for one in words(told(report, language)["picture"])
    }
    assert len(letters) > 30
    assert [one for one in letters if not font.get_char_index(ord(one))] == []


def test_a_letter_that_no_font_has_is_noticed() -> None:
    picture = told(NONE, "en")["picture"] | {"title": "\U00012000"}  # a cuneiform sign
    with pytest.warns(UserWarning, match="missing from font"):
        pictures.draw(picture)


def test_an_empty_place_is_not_what_a_letter_looks_like() -> None:
    """A box in place of a letter looks the same for every letter."""
    shapes = {pictures.draw({"title": one, "under": "", "parts": []}) for one in "报警室时限"}
    assert len(shapes) == 5


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_words_tell_what_the_picture_shows(language: str) -> None:
    said = told(MANY, language)
    assert len(said["text"]) < 1024  # of a caption
    for number in ("104", "17", "1024", "135", "1211", "1302", "801", "4.4", "312", "61", "777"):
        assert number in words(said["picture"])
        assert number in said["text"]


def test_colour_is_never_the_only_sign() -> None:
    """In grey, too, the day itself and what was late stand out: full here, hatched there."""
    parts = [part for part in told(MANY, "en")["picture"]["parts"] if part["kind"] == "shares"]
    drawn = pictures.draw({"title": "", "under": "", "parts": parts})
    with Image.open(BytesIO(drawn)) as image:
        grey = np.asarray(image.convert("L")).astype(int)
    third = pictures.MARGIN + 20, pictures.WIDTH - pictures.MARGIN - 20
    kinds = {len(np.unique(row[slice(*third)] < 128)) for row in grey}
    assert kinds == {1, 2}  # rows of one shade, and rows with dark and light in them


# --- the room where they are drawn ---------------------------------------------------------


async def test_it_is_drawn_in_a_process_of_its_own_and_once_for_all_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = told(MANY, "zh_Hans")["picture"]
    room, started = Studio(), 0
    real = asyncio.create_subprocess_exec

    async def start(*arguments: Any, **how: Any) -> Any:
        nonlocal started
        started += 1
        return await real(*arguments, **how)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    drawn = await asyncio.gather(*(room.draw(picture) for _ in range(3)))
    assert drawn == [pictures.draw(picture)] * 3
    assert started == 1
    assert await room.draw(told(NONE, "en")["picture"]) != drawn[0]


async def test_what_cannot_be_drawn_says_why_and_quotes_nothing() -> None:
    with pytest.raises(NotDrawnError, match=r"^status 1, KeyError$"):
        await Studio().draw({"title": "secret"})


async def test_a_picture_that_hangs_is_given_up_and_its_process_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio, "WITHIN", 0.2)
    monkeypatch.setattr(studio, "EASEL", ("-c", "import time; time.sleep(600)"))
    ended: list[int] = []
    real = studio._ended

    async def end(process: Any) -> None:
        await real(process)
        ended.append(process.returncode)

    monkeypatch.setattr(studio, "_ended", end)
    with pytest.raises(NotDrawnError, match="not within"):
        await Studio().draw({})
    assert ended == [-9]


def test_the_bot_does_not_grow_by_it() -> None:
    """matplotlib and numpy stay out of the bot's own process."""
    look = "import sys, json, bot.programme; print(json.dumps(sorted(sys.modules)))"
    listed = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True)
    modules = set(json.loads(listed.stdout))
    assert "bot.studio" in modules
    assert not modules & {"matplotlib", "numpy", "PIL", "bot.pictures"}
