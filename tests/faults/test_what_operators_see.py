"""What operators learn of the bot when something is wrong: the cause in the log, files that others can
read, a webhook that somebody else took."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot import logs, watching
from bot.doctor import _open_to_others
from bot.watching import Hook, _Webhook
from db import migrations
from db.engine import Database
from tests.faults.test_intake import by_webhook
from tests.services.test_settings import load
from tests.town import TOKEN, Town


def fails(words: str) -> None:
    raise ValueError(words)


def ended() -> BaseExceptionGroup[Exception]:
    """As the programme ends: groups in groups, and what one of them came from."""
    errors: list[Exception] = []
    for words in ("Wang Fang said", "a token"):
        try:
            try:
                fails(words)
            except ValueError as error:
                raise KeyError(words) from error
        except KeyError as error:
            errors.append(error)
    return ExceptionGroup("Wang Fang", [ExceptionGroup("a token", errors[:1]), *errors[1:]])


def test_m12_the_log_names_each_error_with_its_file_and_line_and_no_word() -> None:
    group = ended()
    with capture_logs() as lines:
        logs._last_words(type(group), group, None)
    assert [line["error"] for line in lines] == ["KeyError", "KeyError"]
    for line in lines:
        assert line["at"][-1].startswith(f"{__file__}:")
        assert line["at"][-1].endswith(" ended")
        (before,) = line["after"]
        assert before.startswith(f"ValueError {__file__}:")
        assert before.endswith(" fails")
    told = json.dumps(lines)
    assert "Wang" not in told
    assert "token" not in told


# --- files ---------------------------------------------------------------------------------


def test_m16_only_its_owner_reads_the_database(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        database = Database(f"sqlite:///{tmp_path}/maple.sqlite3")
        migrations.upgrade(database)
        made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        database.close()
    finally:
        os.umask(before)
    names = ("maple.sqlite3", "maple.sqlite3-wal", "maple.sqlite3-shm")
    assert made == dict.fromkeys(names, 0o600)


@pytest.mark.parametrize("name", ["maple.sqlite3", "maple.sqlite3-wal", "master.key", ".env"])
def test_m16_the_doctor_names_a_file_that_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(DATABASE_URL="sqlite:///maple.sqlite3")
    for each in ("maple.sqlite3", "maple.sqlite3-wal", "master.key", ".env"):
        Path(each).touch()
        Path(each).chmod(0o600)
    assert _open_to_others(settings) == []
    Path(name).chmod(0o640)
    (finding,) = _open_to_others(settings)
    assert not finding.well
    assert finding.what.endswith(f"run `chmod 600 {name}`.")


# --- the webhook ---------------------------------------------------------------------------

OURS = "https://a.org/x"


def told(pending: int, error_at: int | None) -> _Webhook:
    return _Webhook(url=OURS, pending_update_count=pending, last_error_date=error_at)


def test_m19_an_error_of_long_ago_withholds_no_sign() -> None:
    """Telegram keeps its date until the webhook is set anew."""
    hook = Hook(OURS)
    assert hook.delivers(told(0, None), came=0)
    assert not hook.delivers(told(3, 1000), came=0)  # it could not deliver
    assert not hook.delivers(told(4, 1000), came=0)  # and tries again later
    assert not hook.delivers(told(4, 1060), came=0)
    for came in range(1, 9):  # they come in, and one is always under way
        assert hook.delivers(told(1, 1060), came=came)
    assert not hook.delivers(told(1, 2000), came=8)
    assert hook.delivers(told(0, 2000), came=8)  # none waits any more


async def test_m19_a_webhook_that_somebody_took_is_set_again(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = quiet_town
    monkeypatch.setattr(watching, "HOOK", 0.02)
    url = by_webhook(town)
    await town.start()
    await town.telegram.until(lambda: (town.bot.hook and town.bot.hook.url == url) or None)
    async with aiohttp.ClientSession() as session:
        other = {"url": "http://127.0.0.1:9/theirs"}
        async with session.post(f"{town.url}/bot{TOKEN}/setWebhook", json=other) as answer:
            assert (await answer.json())["ok"]
    again = await town.telegram.until(
        lambda: (town.bot.hook and town.bot.hook.url == url) or None, 15
    )
    assert again
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
