"""Simulations, as a method of the client that waits."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from corridor_client import simulation_calls
from corridor_client.connection import Connection
from corridor_client.datasets import DatasetSource
from corridor_client.scenarios import ScenarioFile
from corridor_client.simulation import ContractsResult, DrawRow, SimulatedDraws


class SimulationMethods(Connection):
    """The call of SimulationService."""

    def stream_simulation(  # noqa: PLR0913 - a parameter for each option
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
    ) -> Iterator[SimulatedDraws]:
        """Draw what is uncertain many times over and plan every draw.

        A draw depends on the seed and its position alone. A run that was cut short is
        taken up again by the same call with the rows that came before.

        Parameters
        ----------
        dataset
            What to plan.
        uncertainty
            What is uncertain: the id of one that is stored with a named dataset, or a
            file.
        draw_count
            How many draws, 1 to 10,000.
        seed
            Tells runs apart, at least 0.
        known_rows
            Rows that need not be planned again.
        scenario
            Changes that are made first: the id of a stored scenario, or a file.
        regime_id
            Which of the dataset's tariffs hold; None is its default.
        time_limit
            Most time of each solve.
        integer_decisions
            Whether runs come in whole numbers.

        Yields
        ------
        SimulatedDraws
            The plan without uncertainty, then rows as they are finished, and at last
            what all rows come to, those that were known included.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When there is no such regime, scenario or uncertainty, or one has errors.
        DeadlineExceededError
            When the time of the call was up; rows that came before hold.
        """
        return self._answers(
            simulation_calls.stream_simulation(
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
        )

    def find_contracts(  # noqa: PLR0913 - a parameter for each option
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
        """Find how much capacity to book so that all costs least on average.

        Parameters
        ----------
        uncertainty
            As for :meth:`stream_simulation`, with the terms of contracts.
        draw_count
            How many draws, 1 to 200.
        dataset, seed, scenario, regime_id, time_limit
            As for :meth:`stream_simulation`, and so are the errors.
        """
        return self._answer(
            simulation_calls.find_contracts(
                dataset,
                uncertainty,
                draw_count=draw_count,
                seed=seed,
                scenario=scenario,
                regime_id=regime_id,
                time_limit=time_limit,
            )
        )
