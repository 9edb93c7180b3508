"""How a server ends: it says so, takes calls for a while, lets them finish, and is gone."""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress

import grpc

from optimizer.service.limits import STOP_GRACE

PART_SECONDS = 5.0
"""Longest time that each part of a server gets to end once its calls have."""

logger = logging.getLogger(__name__)


class Hurry:
    """Whether there is no time to wait any more; a second signal sets it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wait for nothing from now on."""
        self._event.set()

    async def wait(self) -> None:
        """Wait until there is no time any more."""
        await self._event.wait()

    async def pause(self, seconds: float) -> None:
        """Let time pass, less of it where somebody is in a hurry."""
        if seconds:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._event.wait()

    async def end_calls(self, server: grpc.aio.Server) -> None:
        """Take no calls any more, let running ones finish for a while, cancel the rest."""
        graceful = asyncio.create_task(server.stop(STOP_GRACE.total_seconds()))
        hurried = asyncio.create_task(self._event.wait())
        await asyncio.wait({graceful, hurried}, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not graceful.done():
            await server.stop(None)
        await graceful


async def end_part(name: str, ending: Awaitable[None]) -> None:
    """Wait until a part of the server has ended, but not for long: the rest must end too."""
    try:
        async with asyncio.timeout(PART_SECONDS):
            await ending
    except TimeoutError:
        logger.warning("%s did not end within %g s", name, PART_SECONDS)
