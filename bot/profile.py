"""How the bot presents itself in Telegram: commands, name and descriptions in every language, set at
start-up and only where they differ."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import structlog

from bot.telegram import NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from locales import LANGUAGES, L, Phrase, render, telegram_code

log = structlog.get_logger()

COMMANDS: dict[str, Phrase] = {
    "alarm": L("Alarm: officers see it at once"),
    "book": L("Book a visit at the window"),
    "mybookings": L("My visits"),
    "mycases": L("My cases"),
    "about": L("About me"),
    "privacy": L("Privacy: what is kept about me"),
    "language": L("Language"),
    "help": L("Help"),
    "cancel": L("Stop what is under way"),
}
OFFICERS_COMMANDS: dict[str, Phrase] = {
    "open": L("Open alarms"),
    "case": L("Look an alarm up: /case and its number"),
    "today": L("Today in one picture"),
    "duty": L("Come on duty or go off"),
    "sheet": L("Today's visits at the window"),
    "visit": L("Look a visit up: /visit and its number"),
    "walkin": L("Somebody came without a visit"),
    "load": L("The week at the window"),
    "plates": L("Plates by month and community"),
    "windows": L("The windows: hours, seats, booking"),
    "hours": L("Other hours on one day"),
    "errands": L("What can be booked at the window"),
    "language": L("Language of this group"),
    "cancel": L("Stop what is under way"),
}
NAME = L("Community Police Room")
DESCRIPTION = L(
    "One press on the alarm and the officers of your community police room see it at once. "
    "In danger, calling 110 is always right too."
)
SHORT = L("Your community police room")


async def present(telegram: Telegram, default: str) -> None:
    """Sets what differs; gives up quietly when Telegram does not answer, until the next start."""
    try:
        for code, language in _spoken(default):
            await _differing(telegram, "MyName", "name", NAME, code, language)
            await _differing(telegram, "MyDescription", "description", DESCRIPTION, code, language)
            await _differing(
                telegram, "MyShortDescription", "short_description", SHORT, code, language
            )
            await _commands(telegram, "all_private_chats", COMMANDS, code, language)
            await _commands(telegram, "all_group_chats", OFFICERS_COMMANDS, code, language)
    except (NotSentError, UnansweredError, RefusedByTelegramError) as error:
        log.warning("the profile could not be set", error=type(error).__name__)


def _spoken(default: str) -> list[tuple[str, str]]:
    """(Telegram's language code, our language); no code is for whoever speaks none of ours."""
    return [("", default), *((telegram_code(language), language) for language in LANGUAGES)]


def _text(words: Phrase, language: str) -> str:
    return render(words, language, timezone=UTC, html=False)


async def _differing(
    telegram: Telegram, method: str, field: str, words: Phrase, code: str, language: str
) -> None:
    wanted = _text(words, language)
    found = await telegram.ask(dict[str, Any], f"get{method}", {"language_code": code})
    if found.get(field) != wanted:
        await telegram.call(f"set{method}", {"language_code": code, field: wanted})


async def _commands(
    telegram: Telegram, scope: str, commands: dict[str, Phrase], code: str, language: str
) -> None:
    where: dict[str, Any] = {"scope": {"type": scope}, "language_code": code}
    wanted = [
        {"command": name, "description": _text(words, language)} for name, words in commands.items()
    ]
    if await telegram.call("getMyCommands", where) != wanted:
        await telegram.call("setMyCommands", {"commands": wanted, **where})
