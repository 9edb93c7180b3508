"""Several pieces of work for one call, each answered as it is finished."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from itertools import islice
from typing import Protocol

from optimizer.service.calls import Call


class Crew(Protocol):
    """Who does pieces of work: the server's own processes, or a cluster."""

    @property
    def count(self) -> int:
        """Most pieces of work that are done at once."""

    async def run[T](self, request_id: str, work: Callable[..., T], *args: object) -> T:
        """Do a piece of work."""


async def finished(
    workers: Crew,
    call: Call,
    work: Callable[..., bytes],
    arguments: Iterable[tuple[object, ...]],
) -> AsyncGenerator[bytes]:
    """Keep all workers busy, but let no call wait longer for it than for one piece.

    Parameters
    ----------
    workers
        Who does the work.
    call
        For which it is done.
    work, arguments
        What to do, once for each of the arguments.
    """
    ahead = iter(arguments)
    running: set[asyncio.Task[bytes]] = set()

    def more(free: int) -> None:
        for each in islice(ahead, free):
            piece = workers.run(call.request_id, work, *each)
            running.add(asyncio.ensure_future(piece))

    try:
        more(workers.count)
        while running:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            running.difference_update(done)
            more(len(done))
            for task in done:
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
