"""The command line as an operator meets it: what goes well, and what is named with its mend."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from db import officers
from db.engine import Database
from tests.faults.operating import without_a_parent
from tests.town import TOKEN, Town

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `maplebridge …` in an empty folder with its own settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/maple.sqlite3")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    without_a_parent(monkeypatch)

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return run


def test_a_missing_token_is_named_with_its_mend(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOT_TOKEN")
    refused = command("run")
    assert refused.exit_code == 2
    assert "BOT_TOKEN is missing: get one from @BotFather" in refused.output


def test_a_station_is_set_up_step_by_step(command: Command, tmp_path: Path) -> None:
    refused = command("run")
    assert refused.exit_code == 2
    assert "run `maplebridge migrate`" in refused.output
    assert command("migrate").exit_code == 0
    refused = command("run")
    assert refused.exit_code == 2
    assert "run `maplebridge district import FILE`" in refused.output
    example = Path(__file__).parents[1] / "district.example.toml"
    assert "is what the file says" in command("district", "import", str(example)).output
    assert "Nothing has changed" in command("district", "import", str(example)).output
    broken = tmp_path / "broken.toml"
    broken.write_text(example.read_text("utf-8").replace('code = "first"', "code = 7"), "utf-8")
    refused = command("district", "import", str(broken))
    assert refused.exit_code == 2
    assert "line " in refused.output
    refused = command("district", "import", str(tmp_path / "nowhere.toml"))
    assert "can't be read" in refused.output


async def test_an_import_says_who_and_what_serves_no_more(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in town.environment().items():
        monkeypatch.setenv(name, value)
    await town.stranger.starts(await town.invited())
    await town.stranger.hears("Which name")
    await town.stranger.writes("Chen Yong")
    await town.stranger.hears("you serve now")
    file = tmp_path / "district.toml"
    told = town.district().replace('code = "first"', 'code = "other"')
    file.write_text(told.replace(f"desk_group = {town.desk_group.id}\n", ""), "utf-8")
    done = await asyncio.to_thread(CliRunner().invoke, app, ["district", "import", str(file)])
    assert "The station is what the file says.\nChen Yong serves no more.\n" in done.output
    assert f"Group {town.desk_group.id} belongs to no room any more." in done.output


def test_the_doctor_says_what_is_missing(command: Command) -> None:
    command("migrate")
    found = command("doctor")
    assert found.exit_code == 1
    assert "NO  No district is there yet" in found.output


async def test_the_doctor_finds_a_station_in_order(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in town.environment().items():
        monkeypatch.setenv(name, value)
    found = await asyncio.to_thread(CliRunner().invoke, app, ["doctor"])
    assert found.exit_code == 0, found.output
    assert "Telegram knows the bot as @maple_bridge_bot" in found.output
    assert "The audit trail fits" in found.output


async def test_posters_are_a_link_for_each_community(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in town.environment().items():
        monkeypatch.setenv(name, value)
    told = await asyncio.to_thread(CliRunner().invoke, app, ["posters"])
    assert told.exit_code == 0, told.output
    assert told.output.splitlines() == [
        "001  https://t.me/maple_bridge_bot?start=c_001  南湖 Nanhu",
        "011  https://t.me/maple_bridge_bot?start=c_011  万锦 Wanjin",
    ]
    monkeypatch.setenv("BOT_TOKEN", "1:unknown")
    town.expected |= {"Unauthorized", "Not Found"}
    told = await asyncio.to_thread(CliRunner().invoke, app, ["posters"])
    assert told.exit_code == 2
    assert "Telegram does not know the BOT_TOKEN: get one from @BotFather." in told.output


def test_posters_name_what_is_missing(command: Command) -> None:
    command("migrate")
    assert "run `maplebridge district import FILE`" in command("posters").output
    example = Path(__file__).parents[1] / "district.example.toml"
    command("district", "import", str(example))
    told = command("posters")
    assert told.exit_code == 2
    assert "Telegram does not answer at BOT_API_URL." in told.output


async def test_the_doctor_finds_a_group_without_the_bot(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.expected.add("bot was kicked")
    town.expected.add("chat not found")
    town.desk.kicks(town.bot)
    for name, value in town.environment().items():
        monkeypatch.setenv(name, value)
    found = await asyncio.to_thread(CliRunner().invoke, app, ["doctor"])
    assert found.exit_code == 1
    assert f"The bot is not in group {town.desk_group.id}" in found.output


async def test_the_doctor_names_officers_whom_alarms_do_not_reach(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(town.database_url)
    with database.writing() as connection:
        officers.reach(connection, town.li.id, reachable=False)
    database.close()
    for name, value in town.environment().items():
        monkeypatch.setenv(name, value)
    found = await asyncio.to_thread(CliRunner().invoke, app, ["doctor"])
    assert found.exit_code == 1
    assert "write in private to Li Na: they open the chat with the bot" in found.output


@pytest.fixture
def station(command: Command) -> Command:
    """The same, with the example's station."""
    command("migrate")
    example = Path(__file__).parents[1] / "district.example.toml"
    command("district", "import", str(example))
    return command


def test_an_invitation_is_printed_as_words_when_telegram_does_not_answer(station: Command) -> None:
    told = station("officers", "invite", "--room", "first", "--role", "duty_lead")
    assert told.exit_code == 0, told.output
    assert re.search(r"^/start join_[\w-]{22}$", told.output, re.MULTILINE)
    told = station("officers", "bind", "--room", "second", "--for", "both")
    assert re.search(r"^/bind [\w-]{22}$", told.output, re.MULTILINE)
    assert "within 24 hours" in told.output


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (
            ["invite", "--room", "fourth"],
            "There is no room fourth; there are: first, second, third",
        ),
        (["invite", "--room", "first", "--name", ""], "A name has 1 to 60 characters"),
        (["invite", "--room", "first", "--role", "chief"], "duty_lead"),
        (["bind", "--room", "first", "--for", "fun"], "alarms"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said(
    station: Command, words: list[str], mend: str
) -> None:
    refused = station("officers", *words)
    assert refused.exit_code == 2
    assert mend in refused.output


def test_nobody_is_invited_before_there_is_a_station(command: Command) -> None:
    command("migrate")
    refused = command("officers", "invite", "--room", "first")
    assert refused.exit_code == 2
    assert "run `maplebridge district import FILE`" in refused.output


async def test_the_first_duty_lead_comes_in_by_the_operators_link(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in town.environment().items():
        monkeypatch.setenv(name, value)
    asked = ["officers", "invite", "--room", "first", "--role", "duty_lead", "--name", "Chen Yong"]
    told = await asyncio.to_thread(CliRunner().invoke, app, asked)
    link = re.search(r"https://t\.me/maple_bridge_bot\?start=(join_\S+)", told.output)
    assert link is not None, told.output
    await town.stranger.starts(link[1])
    await town.stranger.hears("Chen Yong, you serve now: Duty lead, First Room.")
    await town.stranger.writes("/officers")
    await town.stranger.hears("🟢 Chen Yong · Duty lead")
    asked = ["officers", "bind", "--room", "first", "--for", "alarms"]
    told = await asyncio.to_thread(CliRunner().invoke, app, asked)
    link = re.search(r"https://t\.me/maple_bridge_bot\?startgroup=(bind_\S+)", told.output)
    assert link is not None, told.output
    group = town.telegram.add_group("New group", [town.chen])
    town.chen.in_(group).adds(town.bot, start=link[1])
    await town.chen.in_(group).hears("This group belongs to First Room now")
