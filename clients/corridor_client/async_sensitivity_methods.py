"""Ranges, ladders and trade-offs, as methods of the client to await."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import timedelta

from corridor_client import sensitivity_calls
from corridor_client.async_connection import AsyncConnection
from corridor_client.choices import Objective, RangeKind
from corridor_client.datasets import DatasetSource
from corridor_client.scenarios import ScenarioFile
from corridor_client.sensitivity import (
    ExpansionsResult,
    FoundRanges,
    SweepAxis,
    SweptRows,
    TradeOffResult,
)


class AsyncSensitivityMethods(AsyncConnection):
    """The calls of :class:`corridor_client.sensitivity_methods.SensitivityMethods`."""

    async def stream_ranges(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        *,
        kinds: Iterable[RangeKind] = (),
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        known_positions: Iterable[int] = (),
    ) -> AsyncGenerator[FoundRanges]:
        """Tell what one more and one less of each number does to the least cost."""
        call = await asyncio.to_thread(
            sensitivity_calls.stream_ranges,
            dataset,
            kinds=kinds,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            known_positions=tuple(known_positions),
        )
        async with aclosing(self._answers(call)) as answers:
            async for answer in answers:
                yield answer

    async def find_expansions(
        self,
        dataset: DatasetSource,
        *,
        target_t: float | None = None,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> ExpansionsResult:
        """Find which capacity to add next, how much of it, and what that saves."""
        call = await asyncio.to_thread(
            sensitivity_calls.find_expansions,
            dataset,
            target_t=target_t,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
        )
        return await self._answer(call)

    async def find_trade_off(
        self,
        dataset: DatasetSource,
        objective: Objective,
        *,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> TradeOffResult:
        """Find all plans of the same volumes that no other beats in cost and another way."""
        call = await asyncio.to_thread(
            sensitivity_calls.find_trade_off,
            dataset,
            objective,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
        )
        return await self._answer(call)

    async def stream_sweep(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        axes: Iterable[SweepAxis],
        *,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        integer_decisions: bool = False,
        known_positions: Iterable[int] = (),
    ) -> AsyncGenerator[SweptRows]:
        """Plan every point of a grid over one to three numbers."""
        call = await asyncio.to_thread(
            sensitivity_calls.stream_sweep,
            dataset,
            axes,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            integer_decisions=integer_decisions,
            known_positions=tuple(known_positions),
        )
        async with aclosing(self._answers(call)) as answers:
            async for answer in answers:
                yield answer
