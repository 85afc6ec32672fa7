"""Where others may ask. The operators' pages and the webhook have an address each: whoever may call the one
from outside can't ask the other how things stand, and a flood there keeps no operator waiting at the door.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.plainly import MendableError
from bot.settings import as_address


@asynccontextmanager
async def serving(app: web.Application, setting: str, address: str) -> AsyncIterator[None]:
    """Listens at host:port, which that setting says. Raises MendableError where that can't be."""
    # What is under way was waited for already; idle connections are no reason to wait a minute.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, *as_address(address)).start()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            mend = "give another, or end what listens there"
            raise MendableError(f"{setting}={address}: {reason}; {mend}.") from error
        yield
    finally:
        await runner.cleanup()
