"""Making cases beside sending them."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Self

from reliability.fuzzing.cases import Case, case_of
from reliability.fuzzing.rpcs import every_rpc
from reliability.fuzzing.samples import Names


class CaseMaker:
    """Makes cases in a process of its own, one at a time.

    A few cases take seconds to make. Callers who made them themselves would hear no answer
    meanwhile, and take calls that were answered for calls without an end.

    Parameters
    ----------
    seed
        Of all cases.
    names
        Names that valid requests use.
    """

    def __init__(self, seed: int, names: Names) -> None:
        self._seed = seed
        self._names = names
        self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.shutdown(cancel_futures=True)

    async def made(self, number: int) -> Case:
        """Make a case."""
        return await asyncio.get_running_loop().run_in_executor(
            self._process, _made, self._seed, number, self._names
        )


def _made(seed: int, number: int, names: Names) -> Case:
    return case_of(seed, number, every_rpc(), names)
