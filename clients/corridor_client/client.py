"""The client that waits for each answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from corridor_client import calls
from corridor_client.dataset_methods import DatasetMethods
from corridor_client.datasets import DatasetSource
from corridor_client.explanations import ExplanationResult
from corridor_client.operation_methods import OperationMethods
from corridor_client.plan_stream_methods import PlanStreamMethods
from corridor_client.quotes import Quote, QuoteQuery, QuoteResult
from corridor_client.regime_comparison import DivisionTerms, RegimeComparisonResult
from corridor_client.results import (
    PlanResult,
    ValidationResult,
)
from corridor_client.run_methods import RunMethods
from corridor_client.scenarios import ComparedScenario, ScenarioFile
from corridor_client.sensitivity_methods import SensitivityMethods
from corridor_client.server_info import ServerInfo
from corridor_client.simulation_methods import SimulationMethods
from corridor_client.tariff_checks import TariffCheckResult


class Client(
    DatasetMethods,
    SensitivityMethods,
    SimulationMethods,
    OperationMethods,
    PlanStreamMethods,
    RunMethods,
):
    """A connection to a server; used as a context manager, or closed.

    A dataset is given as the name of a stored one, the :class:`~pathlib.Path` of a
    folder of CSV files, a zip or a JSON file, a :class:`DatasetFile` in memory, or a
    ``corridor.v1`` message. Every call raises a
    :class:`~corridor_client.errors.CorridorError` when it fails. Threads may share it.

    Parameters
    ----------
    address
        ``HOST:PORT`` or ``unix:PATH``.
    timeout
        Time that each call gets.
    token
        Shows the server who calls; None for a server that does not ask.
    tls
        How the connection is encrypted; None leaves it in plaintext.
    allow_plain_token
        Whether the token may go in plaintext to another machine, where something else
        protects it on the way.

    Raises
    ------
    InvalidAddressError
        When no server can have the address.
    InvalidRequestError
        When the timeout is not above 0, or the token would be seen on its way.
    CredentialsFileError
        When a file that ``tls`` names cannot be read.
    """

    def optimize_plan(  # noqa: PLR0913 - a parameter for each option
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
        """Make the plan of least cost.

        Parameters
        ----------
        dataset
            What to plan.
        time_limit
            Longest time that the solver may take, above 0; the server may allow less.
            None is what the client's timeout leaves, otherwise it comes on top of that.
        relative_gap
            Proven gap, relative to the cost, at which the solver may stop: 0 to 0.1.
            None is as close as the server usually goes. The shadow prices of a plan are
            as exact as its gap.
        integer_decisions
            Whether voyages and trains run in whole numbers, and demands that are all or
            nothing are so.
        warm_start
            Whether the server may begin with what it knows of the dataset's last plan:
            faster, but of several plans that cost the same another may come out.
        regime_id
            Which of the dataset's tariffs hold; None is its default regime.
        division
            How the charges of hauls are divided among carriers, for
            ``revenue_by_carrier`` of the plan; None leaves that empty.
        receipts
            Whether the plan lists its ``charges`` with their receipts.
        file_formats
            Files to make with the plan, each one of :class:`corridor_client.PlanFormat`.

        Returns
        -------
        PlanResult
            Why the solve stopped, and the plan if there is one: that none exists is
            no error.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When the dataset has no such regime.
        """
        return self._answer(
            calls.optimize_plan(
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
        )

    def quote(self, dataset: DatasetSource, query: QuoteQuery) -> Quote:
        """Find the cheapest routes of a consignment and what the cheapest pays.

        Capacities do not count. Quotes from a stored dataset are fastest.

        Parameters
        ----------
        dataset
            Whose network and tariffs.
        query
            What is to be quoted.

        Raises
        ------
        InvalidRequestError
            When the dataset has no such node, commodity or regime, or no tariff holds
            on the day; ``reason`` says which.
        """
        return self._answer(calls.quote(dataset, query))

    def batch_quote(
        self, dataset: DatasetSource, queries: Iterable[QuoteQuery]
    ) -> tuple[QuoteResult, ...]:
        """Answer up to 1,000 queries; one that fails does not keep others from theirs.

        Parameters
        ----------
        dataset
            Whose network and tariffs.
        queries
            What is to be quoted.

        Returns
        -------
        tuple[QuoteResult, ...]
            For each query in its order, the quote or why there is none.
        """
        return self._answer(calls.batch_quote(dataset, queries))

    def compare_regimes(  # noqa: PLR0913 - a parameter for each option
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
        """Plan a dataset under two of its regimes and compare the plans.

        Parameters
        ----------
        dataset
            What to plan.
        base_regime_id
            Regime that is compared against.
        other_regime_id
            Regime whose changes from the base are told.
        terms
            How through charges are divided among carriers; None is by kilometers.
        time_limit, relative_gap, integer_decisions
            As for :meth:`optimize_plan`, for each of the two plans.

        Returns
        -------
        RegimeComparisonResult
            Cost, volumes won and lost, flows, revenue by carrier and side payments, and
            why each solve stopped: that a regime has no plan is no error.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When the dataset has no such regime, or the terms do not say how to divide a
            charge.
        """
        return self._answer(
            calls.compare_regimes(
                dataset,
                base_regime_id,
                other_regime_id,
                terms=terms,
                time_limit=time_limit,
                relative_gap=relative_gap,
                integer_decisions=integer_decisions,
            )
        )

    def compare_scenarios(  # noqa: PLR0913 - a parameter for each option
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
    ) -> Iterator[ComparedScenario]:
        """Plan a base and up to 50 scenarios; yield rows as they are finished.

        Parameters
        ----------
        dataset
            The base.
        scenarios
            Files with scenarios, YAML or JSON.
        stored_scenario_ids
            Scenarios that the server stores with the dataset, by id; ``*`` is all. They
            come before the files.
        regime_id
            Which of the base's tariffs hold; None is its default regime.
        time_limit, relative_gap, integer_decisions
            As for :meth:`optimize_plan`, for each solve. The call gets the time limit, or
            a minute, for each scenario on top of the client's timeout.
        attributions
            Whether to tell what of each difference in cost is owed to which change.
        known_positions
            Positions of scenarios whose rows are known from the same call before.

        Yields
        ------
        ComparedScenario
            The row of the base, then those of scenarios; one that cannot be planned says
            why in its row.

        Raises
        ------
        InvalidDatasetError
            When the base has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When no such scenario is stored, or there are too many.
        """
        yield from self._answers(
            calls.compare_scenarios(
                dataset,
                scenarios,
                stored_scenario_ids=stored_scenario_ids,
                regime_id=regime_id,
                time_limit=time_limit,
                relative_gap=relative_gap,
                integer_decisions=integer_decisions,
                attributions=attributions,
                known_positions=tuple(known_positions),
            )
        )

    def explain_demand(
        self,
        dataset: DatasetSource,
        demand_id: str,
        *,
        route_count: int | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> ExplanationResult:
        """Plan a dataset and tell why a demand goes where it goes.

        Parameters
        ----------
        dataset
            What to plan.
        demand_id
            Which demand.
        route_count
            Most routes to tell, 1 to 20; None is 5.
        regime_id, time_limit
            As for :meth:`optimize_plan`.

        Returns
        -------
        ExplanationResult
            Its routes at the plan's shadow prices, the next best, and by how much these
            would have to become cheaper to be taken.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When the dataset has no such demand or regime.
        """
        return self._answer(
            calls.explain_demand(
                dataset,
                demand_id,
                route_count=route_count,
                regime_id=regime_id,
                time_limit=time_limit,
            )
        )

    def validate_dataset(self, dataset: DatasetSource) -> ValidationResult:
        """Check a dataset and list every problem; having errors is no failure.

        Raises
        ------
        DatasetNotFoundError
            When no stored dataset has the name.
        """
        return self._answer(calls.validate_dataset(dataset))

    def check_tariffs(
        self,
        dataset: DatasetSource,
        *,
        tariff_id: str | None = None,
        cliff_share: float | None = None,
        least_share: float | None = None,
    ) -> TariffCheckResult:
        """List what is odd about tariffs that charge by the haul.

        Parameters
        ----------
        dataset
            The dataset with the tariffs.
        tariff_id
            The one tariff to check; None is all that charge by the haul.
        cliff_share
            Change of the charge at the border of a belt, as a share of it, above which
            it is a cliff: at least 0. None is 0.1.
        least_share
            Cliffs, cheaper longer hauls and cheaper splits that change the charge by a
            smaller share are counted but not listed: at least 0. None is 0.01.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When the dataset has no such tariff, the tariff charges leg by leg, or a
            share is below 0.
        """
        return self._answer(
            calls.check_tariffs(
                dataset,
                tariff_id=tariff_id,
                cliff_share=cliff_share,
                least_share=least_share,
            )
        )

    def get_server_info(self) -> ServerInfo:
        """Get the versions and limits of the server."""
        return self._answer(calls.get_server_info())
