"""Hostile and huge files: the alarm goes first, nothing is fetched, and next to nothing of them is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData, Table, select

from db import talks
from tests.faults.test_words import raw_text
from tests.town import Town


def hostile(town: Town) -> list[dict[str, Any]]:
    """Files as no honest phone sends them."""
    name = "../../etc/cron.d/\u202egpj.exe" + "A" * 10_000
    thumb = {"file_id": "t", "file_unique_id": "t", "width": 1, "height": 1}
    file = {
        "file_id": "F" * 500,
        "file_unique_id": "U" * 500,
        "file_name": name,
        "file_size": 2 * 1024**3,
        "mime_type": "text/html; x=<script>",
        "thumbnail": thumb,
    }
    sizes = [{**thumb, "file_size": 2**53}] * 3000
    film = {**file, "width": -1, "height": 2**62, "duration": -5, "qualities": [thumb] * 3000}
    contents = [
        {"document": file},
        {"photo": sizes},
        {"video": film},
        {"voice": {**file, "duration": 2**60}},
        {"audio": {**file, "duration": 0, "title": name, "performer": name}},
        {"animation": film, "document": file},
    ]
    made = []
    for content in contents:
        update = raw_text(town, "")
        del update["message"]["text"]
        update["message"] |= content
        made.append(update)
    return made


async def test_f45_of_a_hostile_file_nothing_is_kept_and_nothing_fetched(town: Town) -> None:
    """The alarm goes first; the tables hold the kind and Telegram's short name of it, and no more. (What
    came in is kept as it came for two days: docs/decisions/001.)"""
    town.wang.meets(town.bot)
    town.expected |= {"message to copy not found", "MESSAGE_ID_INVALID"}
    await town.stop()
    for update in hostile(town):
        town.telegram.inject(town.bot, update)
    await town.resident.writes("🆘 Alarm")
    for update in hostile(town):
        town.telegram.inject(town.bot, update)
    await town.start()
    await town.officers.hears("Alarm 1")
    await town.until(lambda look: len(talks.of_alert(look, 1)) == len(hostile(town)))
    await town.has_heard_all()
    with town.database() as look:
        kept = talks.of_alert(look, 1)
        kinds = ["document", "photo", "video", "voice", "audio", "animation"]
        assert [talk.kind for talk in kept] == kinds
        assert {len(talk.file or "") for talk in kept} == {1, 64}
        known = MetaData()
        known.reflect(look)
        for table in known.tables.values():
            if table.name != "inbox":
                assert_nothing_of_it(list(look.execute(select(table))), table)
    methods = {call.method for call in town.telegram.log}
    assert not methods & {"getFile"}


def assert_nothing_of_it(rows: list[Any], table: Table) -> None:
    written = "\n".join(str(value) for row in rows for value in row)
    for sign in ("cron", "exe", "script", "F" * 65, "U" * 65, str(2 * 1024**3), "AAAA"):
        assert sign not in written, f"{sign} stands in {table.name}"
