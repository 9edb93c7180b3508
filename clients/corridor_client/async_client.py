"""The client to await: the calls of :class:`corridor_client.Client`."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from corridor_client import calls
from corridor_client.async_dataset_methods import AsyncDatasetMethods
from corridor_client.async_operation_methods import AsyncOperationMethods
from corridor_client.async_plan_stream_methods import AsyncPlanStreamMethods
from corridor_client.async_run_methods import AsyncRunMethods
from corridor_client.async_sensitivity_methods import AsyncSensitivityMethods
from corridor_client.async_simulation_methods import AsyncSimulationMethods
from corridor_client.datasets import DatasetSource
from corridor_client.explanations import ExplanationResult
from corridor_client.quotes import Quote, QuoteQuery, QuoteResult
from corridor_client.regime_comparison import DivisionTerms, RegimeComparisonResult
from corridor_client.results import (
    PlanResult,
    ValidationResult,
)
from corridor_client.scenarios import ComparedScenario, ScenarioFile
from corridor_client.server_info import ServerInfo
from corridor_client.tariff_checks import TariffCheckResult


class AsyncClient(
    AsyncDatasetMethods,
    AsyncSensitivityMethods,
    AsyncSimulationMethods,
    AsyncOperationMethods,
    AsyncPlanStreamMethods,
    AsyncRunMethods,
):
    """A connection to a server for one event loop, made while that runs.

    Parameters, datasets and errors are those of :class:`corridor_client.Client`.
    Cancelling a call ends the solve on the server as well.
    """

    async def optimize_plan(  # noqa: PLR0913 - a parameter for each option
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
    ) -> PlanResult:
        """Make the plan of least cost."""
        call = await asyncio.to_thread(
            calls.optimize_plan,
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
        return await self._answer(call)

    async def quote(self, dataset: DatasetSource, query: QuoteQuery) -> Quote:
        """Find the cheapest routes of a consignment and what the cheapest pays."""
        call = await asyncio.to_thread(calls.quote, dataset, query)
        return await self._answer(call)

    async def batch_quote(
        self, dataset: DatasetSource, queries: Iterable[QuoteQuery]
    ) -> tuple[QuoteResult, ...]:
        """Answer up to 1,000 queries; one that fails does not keep others from theirs."""
        call = await asyncio.to_thread(calls.batch_quote, dataset, queries)
        return await self._answer(call)

    async def compare_regimes(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        base_regime_id: str,
        other_regime_id: str,
        *,
        terms: DivisionTerms | None = None,
        time_limit: timedelta | None = None,
        relative_gap: float | None = None,
        integer_decisions: bool = False,
    ) -> RegimeComparisonResult:
        """Plan a dataset under two of its regimes and compare the plans."""
        call = await asyncio.to_thread(
            calls.compare_regimes,
            dataset,
            base_regime_id,
            other_regime_id,
            terms=terms,
            time_limit=time_limit,
            relative_gap=relative_gap,
            integer_decisions=integer_decisions,
        )
        return await self._answer(call)

    async def compare_scenarios(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        scenarios: Iterable[Path | ScenarioFile] = (),
        *,
        stored_scenario_ids: Iterable[str] = (),
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        relative_gap: float | None = None,
        integer_decisions: bool = False,
        attributions: bool = True,
        known_positions: Iterable[int] = (),
    ) -> AsyncGenerator[ComparedScenario]:
        """Plan a base and up to 50 scenarios; yield rows as they are finished."""
        call = await asyncio.to_thread(
            calls.compare_scenarios,
            dataset,
            tuple(scenarios),
            stored_scenario_ids=tuple(stored_scenario_ids),
            regime_id=regime_id,
            time_limit=time_limit,
            relative_gap=relative_gap,
            integer_decisions=integer_decisions,
            attributions=attributions,
            known_positions=tuple(known_positions),
        )
        async for compared in self._answers(call):
            yield compared

    async def explain_demand(
        self,
        dataset: DatasetSource,
        demand_id: str,
        *,
        route_count: int | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> ExplanationResult:
        """Plan a dataset and tell why a demand goes where it goes."""
        call = await asyncio.to_thread(
            calls.explain_demand,
            dataset,
            demand_id,
            route_count=route_count,
            regime_id=regime_id,
            time_limit=time_limit,
        )
        return await self._answer(call)

    async def validate_dataset(self, dataset: DatasetSource) -> ValidationResult:
        """Check a dataset and list every problem; having errors is no failure."""
        call = await asyncio.to_thread(calls.validate_dataset, dataset)
        return await self._answer(call)

    async def check_tariffs(
        self,
        dataset: DatasetSource,
        *,
        tariff_id: str | None = None,
        cliff_share: float | None = None,
        least_share: float | None = None,
    ) -> TariffCheckResult:
        """List what is odd about tariffs that charge by the haul."""
        call = await asyncio.to_thread(
            calls.check_tariffs,
            dataset,
            tariff_id=tariff_id,
            cliff_share=cliff_share,
            least_share=least_share,
        )
        return await self._answer(call)

    async def get_server_info(self) -> ServerInfo:
        """Get the versions and limits of the server."""
        return await self._answer(calls.get_server_info())
