"""A picture is a card as any other: kept true in its message, whatever became of it before."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from sqlalchemy import select

from bot import studio
from db import outbox
from db.cards import cards
from db.engine import Database
from db.outbox import NOTICE, Draft
from services.speech import Figures, Picture, carried
from tests.town import DESK, Town


def says(town: Town, number: int) -> None:
    """The desk group's picture shows that number from now on."""
    picture = Picture(f"It is {number}.", "A picture", "", [Figures([(str(number), "is it")])])
    content = carried(picture, "en", UTC, silent=True)
    database = Database(town.database_url)
    with database.writing() as connection:
        draft = Draft(NOTICE, DESK, "picture", content, card="pictures")
        outbox.write(connection, [draft], town.now())
    database.close()


def calls(town: Town) -> list[tuple[str, Any]]:
    """What the bot called for the desk group, and which message it became or was."""
    return [
        (call.method, call.answer["result"]["message_id"])
        for call in town.telegram.log
        if call.parameters.get("chat_id") == DESK
        and "result" in call.answer
        and isinstance(call.answer["result"], dict)
        and "message_id" in call.answer["result"]
    ]


async def test_a_picture_is_edited_in_its_message_and_words_take_a_new_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(town, 1)
    first = await town.desk.hears("It is 1.")
    assert not first.sounded
    says(town, 2)
    second = await town.desk.sees("It is 2.")
    assert (second.id, second.media and second.media.kind) == (first.id, "photo")
    assert second.media != first.media
    easel = studio.EASEL
    monkeypatch.setattr(studio, "EASEL", ("-c", "raise SystemExit(1)"))
    says(town, 3)
    third = await town.desk.hears("It is 3.")  # a photo can't become words
    assert third.media is None
    monkeypatch.setattr(studio, "EASEL", easel)
    says(town, 4)
    fourth = await town.desk.sees("It is 4.")  # but words can become a photo
    assert (fourth.id, fourth.media and fourth.media.kind) == (third.id, "photo")
    methods = [method for method, _ in calls(town)]
    assert methods == ["sendPhoto", "editMessageMedia", "sendMessage", "editMessageMedia"]
    await town.has_said_all()
    with town.database() as connection:
        shown = connection.scalar(select(cards.c.message_id).where(cards.c.name == "pictures"))
    assert shown == fourth.id


async def test_a_picture_whose_message_is_gone_comes_anew(town: Town) -> None:
    says(town, 1)
    first = await town.desk.hears("It is 1.")
    town.expected.add("message to edit not found")
    del town.desk_group.messages[first.id]
    says(town, 2)
    second = await town.desk.hears("It is 2.")
    assert second.media is not None
    assert second.id != first.id
