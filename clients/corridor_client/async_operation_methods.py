"""Work in the background, as methods of the client to await."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from corridor_client import (
    calls,
    operation_calls,
    sensitivity_calls,
    simulation_calls,
)
from corridor_client.async_connection import AsyncConnection
from corridor_client.datasets import DatasetSource
from corridor_client.operations import Operation
from corridor_client.regime_comparison import DivisionTerms
from corridor_client.scenarios import ScenarioFile
from corridor_client.sensitivity import SweepAxis


class AsyncOperationMethods(AsyncConnection):
    """The calls of :class:`corridor_client.operation_methods.OperationMethods`."""

    async def start_plan(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        *,
        time_limit: timedelta | None = None,
        relative_gap: float | None = None,
        integer_decisions: bool = False,
        regime_id: str | None = None,
        division: DivisionTerms | None = None,
        receipts: bool = False,
        file_formats: Sequence[str] = (),
        request_id: str = "",
        label: str = "",
    ) -> Operation:
        """Start to make the plan of least cost."""
        call = await asyncio.to_thread(
            calls.optimize_plan,
            dataset,
            time_limit=time_limit,
            relative_gap=relative_gap,
            integer_decisions=integer_decisions,
            regime_id=regime_id,
            division=division,
            receipts=receipts,
            file_formats=file_formats,
        )
        return await self._answer(
            operation_calls.start_plan(call, request_id=request_id, label=label)
        )

    async def start_sweep(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        axes: Iterable[SweepAxis],
        *,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        integer_decisions: bool = False,
        request_id: str = "",
        label: str = "",
    ) -> Operation:
        """Start to plan every point of a grid."""
        call = await asyncio.to_thread(
            sensitivity_calls.stream_sweep,
            dataset,
            axes,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            integer_decisions=integer_decisions,
        )
        return await self._answer(
            operation_calls.start_sweep(call, request_id=request_id, label=label)
        )

    async def start_simulation(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        uncertainty: str | ScenarioFile,
        *,
        draw_count: int,
        seed: int = 0,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        integer_decisions: bool = False,
        request_id: str = "",
        label: str = "",
    ) -> Operation:
        """Start a simulation."""
        call = await asyncio.to_thread(
            simulation_calls.stream_simulation,
            dataset,
            uncertainty,
            draw_count=draw_count,
            seed=seed,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            integer_decisions=integer_decisions,
        )
        return await self._answer(
            operation_calls.start_simulation(call, request_id=request_id, label=label)
        )

    async def get_operation(self, name: str) -> Operation:
        """Tell how far an operation is, and what came of it."""
        return await self._answer(operation_calls.get_operation(name))

    async def wait_operation(
        self,
        name: str,
        *,
        timeout: timedelta | None = None,
    ) -> Operation:
        """Wait until an operation has ended, or for some time."""
        end = None if timeout is None else datetime.now(UTC) + timeout
        while True:
            time = operation_calls.next_wait(end, lambda: datetime.now(UTC))
            operation = await self._answer(operation_calls.wait_operation(name, time))
            if operation.is_done or (end is not None and datetime.now(UTC) >= end):
                return operation

    async def list_operations(self) -> tuple[Operation, ...]:
        """List all operations, the newest first, without their results."""
        found: list[Operation] = []
        token = ""
        while True:
            page = await self._answer(operation_calls.list_operations(token))
            found += page.operations
            token = page.next_page_token
            if not token:
                return tuple(found)

    async def cancel_operation(self, name: str) -> None:
        """End an operation; one that has ended stays as it is."""
        await self._answer(operation_calls.cancel_operation(name))

    async def delete_operation(self, name: str) -> None:
        """Forget an operation that has ended."""
        await self._answer(operation_calls.delete_operation(name))
