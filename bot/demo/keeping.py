"""A demo that goes on where it ended: its world in a file beside the bot's database (KEEP=1)."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.demo.files import Files
from bot.plainly import MendableError
from bot.settings import make_key
from sandbox import Telegram
from sandbox.keeping import Keeper, UnreadableError, restore


def key(files: Files, *, keep: bool) -> str:
    """The bot's master key: one for each demo, or, to `keep`, the one that lies beside the database."""
    if not keep:
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    if not files.key.exists():
        make_key(files.key)
    return files.key.read_text("ascii").strip()


def resume(telegram: Telegram, files: Files) -> bool:
    """Brings the last demo's world back; False when there is none, or the bot's half is gone."""
    if not (files.world.exists() and files.database.exists()):
        return False
    try:
        restore(telegram, files.world)
    except UnreadableError as error:
        raise MendableError(
            f"{error} Start without KEEP=1, or remove {files.world} to begin afresh."
        ) from None
    return True


@asynccontextmanager
async def kept(telegram: Telegram, files: Files) -> AsyncIterator[None]:
    """Whatever happens during the block is there at the next start, also when it ends by kill -9."""
    keeper = Keeper(telegram, files.world)
    saving = asyncio.create_task(keeper.run())
    try:
        yield
    finally:
        saving.cancel()
        with suppress(asyncio.CancelledError):
            await saving
        keeper.close()
