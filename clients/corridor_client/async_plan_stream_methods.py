"""Plans that tell how they go, as a method of the client to await."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta

from corridor_client import plan_stream_calls
from corridor_client.async_connection import AsyncConnection
from corridor_client.datasets import DatasetSource
from corridor_client.plan_events import PlanEvent
from corridor_client.regime_comparison import DivisionTerms


class AsyncPlanStreamMethods(AsyncConnection):
    """The call of :class:`corridor_client.plan_stream_methods.PlanStreamMethods`."""

    async def stream_plan(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        *,
        time_limit: timedelta | None = None,
        relative_gap: float | None = None,
        integer_decisions: bool = False,
        warm_start: bool = False,
        regime_id: str | None = None,
        division: DivisionTerms | None = None,
        receipts: bool = False,
        file_formats: Sequence[str] = (),
    ) -> AsyncGenerator[PlanEvent]:
        """Make the plan of least cost, and tell meanwhile how it goes."""
        call = await asyncio.to_thread(
            plan_stream_calls.stream_plan,
            dataset,
            time_limit=time_limit,
            relative_gap=relative_gap,
            integer_decisions=integer_decisions,
            warm_start=warm_start,
            regime_id=regime_id,
            division=division,
            receipts=receipts,
            file_formats=file_formats,
        )
        async with aclosing(self._answers(call)) as answers:
            async for answer in answers:
                yield answer
