"""Simulations, as a method of the client to await."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import timedelta

from corridor_client import simulation_calls
from corridor_client.async_connection import AsyncConnection
from corridor_client.datasets import DatasetSource
from corridor_client.scenarios import ScenarioFile
from corridor_client.simulation import ContractsResult, DrawRow, SimulatedDraws


class AsyncSimulationMethods(AsyncConnection):
    """The call of :class:`corridor_client.simulation_methods.SimulationMethods`."""

    async def stream_simulation(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        uncertainty: str | ScenarioFile,
        *,
        draw_count: int,
        seed: int = 0,
        known_rows: Iterable[DrawRow] = (),
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        integer_decisions: bool = False,
    ) -> AsyncGenerator[SimulatedDraws]:
        """Draw what is uncertain many times over and plan every draw."""
        call = await asyncio.to_thread(
            simulation_calls.stream_simulation,
            dataset,
            uncertainty,
            draw_count=draw_count,
            seed=seed,
            known_rows=known_rows,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            integer_decisions=integer_decisions,
        )
        async with aclosing(self._answers(call)) as answers:
            async for answer in answers:
                yield answer

    async def find_contracts(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        uncertainty: str | ScenarioFile,
        *,
        draw_count: int = 30,
        seed: int = 0,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> ContractsResult:
        """Find how much capacity to book so that all costs least on average."""
        call = await asyncio.to_thread(
            simulation_calls.find_contracts,
            dataset,
            uncertainty,
            draw_count=draw_count,
            seed=seed,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
        )
        return await self._answer(call)
