"""The watchdog: a bot of its own, in a process of its own, that looks every ten seconds whether the
bot is well and tells the operators within a minute when it is not.

It shares nothing with the bot but the settings' names, so that what breaks the one does not break the
other: python-telegram-bot instead of our own line, its own token, its own few words. It believes no
"all is well", only how long ago each thing was proven (/proof).

Run as: maplebridge watchdog
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from asyncio import Event
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from telegram.error import InvalidToken
from telegram.ext import Application, ApplicationBuilder, CallbackContext, JobQueue

EVERY = 10.0  # seconds between two looks
AGAIN = 1.0  # seconds between two tries at the start
ANSWER_WITHIN = 5.0  # seconds
MISSES = 3  # looks without an answer until it is said: a bot that starts anew takes its time
LIMITS = {
    "updates": 40.0,  # Telegram holds an empty answer for 25 s
    "commits": 20.0,
    "messages": 45.0,  # the canary sings every 15 s
    "clock": 40.0,
    "alarm": 20.0,
}
"""What has to be proven -> how many seconds ago at most; for the alarm, how long it may wait."""
ROOM = 200  # megabytes that have to be free

WORDS = {
    "en": {
        "answer": "the bot does not answer",
        "leads": "no process of the bot leads",
        "updates": "no updates come in",
        "commits": "the database keeps nothing",
        "messages": "no messages go out",
        "clock": "the clock does not ring",
        "alarm": "an alarm has not reached the officers",
        "free_mb": "the disk is nearly full",
        "wrong": "🔴 Maple Bridge: {what}.",
        "over": "🟢 Maple Bridge: over again: {what}.",
        "begins": "🐕 The watchdog is watching.",
    },
    "zh_Hans": {
        "answer": "机器人没有响应",
        "leads": "没有机器人进程在值班",
        "updates": "收不到新消息",
        "commits": "数据库存不进数据",
        "messages": "消息发不出去",
        "clock": "定时任务没有运行",
        "alarm": "有报警还没送到民警手里",
        "free_mb": "磁盘快满了",
        "wrong": "🔴 枫桥：{what}。",
        "over": "🟢 枫桥：已恢复（{what}）。",
        "begins": "🐕 值守程序已启动。",
    },
}
MENDS = {
    "watchdog_token": "get a second bot's token from @BotFather and put WATCHDOG_TOKEN=… into .env",
    "watchdog_chat": "give the number of the operators' group, as -1001234567890",
    "watchdog_looks_at": "give the address of the bot's LISTEN, as http://127.0.0.1:8081",
}


class Settings(BaseSettings):
    """What the watchdog reads of the environment and `.env`; `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    watchdog_token: SecretStr
    watchdog_chat: int
    watchdog_looks_at: str | None = None  # several addresses with commas, for several processes
    listen: str = "127.0.0.1:8081"
    bot_api_url: str = "https://api.telegram.org"
    default_locale: str = "zh_Hans"

    @property
    def addresses(self) -> list[str]:
        asked = self.watchdog_looks_at or f"http://{self.listen}"
        return [address.strip().rstrip("/") for address in asked.split(",")]


class Proof(BaseModel):
    """What a process of the bot proves: seconds since each thing happened, and what else counts."""

    leads: bool
    updates: float
    commits: float
    messages: float
    clock: float
    alarm: float | None  # None: the database does not say, and then "commits" tells
    free_mb: int


def judge(proofs: list[Proof]) -> set[str]:
    """What is wrong, by what the processes prove: of several, one has to lead, and that one is judged; of
    several that say so, the one whose database kept something last: the other was cut off and does not
    know yet. An empty list means that nobody answered."""
    if not proofs:
        return {"answer"}
    leading = [proof for proof in proofs if proof.leads]
    if not leading:
        return {"leads"}
    leader = min(leading, key=lambda proof: proof.commits)
    late = {name for name, most in LIMITS.items() if (getattr(leader, name) or 0) > most}
    return late | ({"free_mb"} if leader.free_mb < ROOM else set())


class Watchdog:
    """Looks, and tells each trouble once, and once that it is over."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._words = WORDS.get(settings.default_locale, WORDS["en"])
        self._troubles: set[str] = set()
        self._misses = 0
        self._unsaid = [self._words["begins"]]
        self._http = httpx.AsyncClient(timeout=ANSWER_WITHIN)

    async def look(self, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """One look, and whatever there is to be said; what could not be said is said later."""
        wrong = judge(await self._proofs())
        unanswered = wrong & {"answer", "leads"}
        self._misses = self._misses + 1 if unanswered else 0
        if unanswered and self._misses < MISSES:
            wrong = self._troubles
        for trouble in sorted(wrong - self._troubles):
            self._unsaid.append(self._words["wrong"].format(what=self._words[trouble]))
        # While it does not answer, nobody knows whether the rest is over.
        over = set() if unanswered else self._troubles - wrong
        for trouble in sorted(over):
            self._unsaid.append(self._words["over"].format(what=self._words[trouble]))
        self._troubles = (self._troubles | wrong) - over
        while self._unsaid:
            try:
                await context.bot.send_message(self._settings.watchdog_chat, self._unsaid[0])
            except Exception:  # Telegram, or whatever answers in its place: said at the next look
                return
            self._unsaid.pop(0)

    async def _proofs(self) -> list[Proof]:
        asked = (self._proof(address) for address in self._settings.addresses)
        return [proof for proof in await asyncio.gather(*asked) if proof is not None]

    async def _proof(self, address: str) -> Proof | None:
        try:
            return Proof.model_validate_json((await self._http.get(f"{address}/proof")).content)
        except (httpx.HTTPError, ValidationError):
            return None


async def watch(settings: Settings) -> None:
    """Until a signal ends it."""
    application: Application[Any, Any, Any, Any, Any, JobQueue[Any]] = (
        ApplicationBuilder()
        .token(settings.watchdog_token.get_secret_value())
        .base_url(f"{settings.bot_api_url.rstrip('/')}/bot")
        .updater(None)
        .build()
    )
    ended = Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    try:
        if await _introduced(application, ended):
            await application.start()
            assert application.job_queue is not None  # noqa: S101 - the builder makes one
            application.job_queue.run_repeating(Watchdog(settings).look, EVERY, first=0)
            await ended.wait()
            await application.stop()
    finally:
        await application.shutdown()


async def _introduced(application: Application[Any, Any, Any, Any, Any, Any], ended: Event) -> bool:
    """Until Telegram knows the token; False when the watchdog is told to end before. Raises InvalidToken
    when Telegram does not know it."""
    while not ended.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except Exception:  # Telegram, or whatever answers in its place
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):
                    await ended.wait()
        else:
            return True
    return False


def main(env_file: Path | None = Path(".env")) -> int:
    """The exit status: 2 when a setting is missing or wrong, each named with its mend."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its addresses hold the token
    try:
        settings = Settings(_env_file=env_file, _env_file_encoding="utf-8")
    except ValidationError as error:
        for wrong in error.errors():
            name = str(wrong["loc"][0])
            what = "missing" if wrong["type"] == "missing" else "not valid"
            sys.stderr.write(f"{name.upper()} is {what}: {MENDS[name]}.\n")
        return 2
    asyncio.run(watch(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
