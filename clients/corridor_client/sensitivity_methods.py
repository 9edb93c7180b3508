"""Ranges, ladders and trade-offs, as methods of the client that waits."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from corridor_client import sensitivity_calls
from corridor_client.choices import Objective, RangeKind
from corridor_client.connection import Connection
from corridor_client.datasets import DatasetSource
from corridor_client.scenarios import ScenarioFile
from corridor_client.sensitivity import (
    ExpansionsResult,
    FoundRanges,
    SweepAxis,
    SweptRows,
    TradeOffResult,
)


class SensitivityMethods(Connection):
    """The calls of SensitivityService.

    All plan a dataset as it is or under a scenario, which is given as the id of one that
    is stored with a named dataset, or as a file. Runs may be fractions in all of them.
    """

    def stream_ranges(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        *,
        kinds: Iterable[RangeKind] = (),
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        known_positions: Iterable[int] = (),
    ) -> Iterator[FoundRanges]:
        """Tell what one more and one less of each number does to the least cost.

        Parameters
        ----------
        dataset
            What to plan.
        kinds
            What to vary; none is capacities and demands.
        scenario
            Changes that are made first.
        regime_id
            Which of the dataset's tariffs hold; None is its default.
        time_limit
            Most time of each solve.
        known_positions
            Positions of answers that are known from the same call before.

        Yields
        ------
        FoundRanges
            Some of the ranges as they are found.

        Raises
        ------
        InvalidDatasetError
            When the dataset has errors.
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When there is no such kind, regime or scenario, or the scenario has errors.
        """
        return self._answers(
            sensitivity_calls.stream_ranges(
                dataset,
                kinds=kinds,
                scenario=scenario,
                regime_id=regime_id,
                time_limit=time_limit,
                known_positions=tuple(known_positions),
            )
        )

    def find_expansions(
        self,
        dataset: DatasetSource,
        *,
        target_t: float | None = None,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> ExpansionsResult:
        """Find which capacity to add next, how much of it, and what that saves.

        Parameters
        ----------
        target_t
            Gross tonnes to be served at which to stop; None goes on for as long as more
            capacity is worth anything.
        dataset, scenario, regime_id, time_limit
            As for :meth:`stream_ranges`, and so are the errors.
        """
        return self._answer(
            sensitivity_calls.find_expansions(
                dataset,
                target_t=target_t,
                scenario=scenario,
                regime_id=regime_id,
                time_limit=time_limit,
            )
        )

    def find_trade_off(
        self,
        dataset: DatasetSource,
        objective: Objective,
        *,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
    ) -> TradeOffResult:
        """Find all plans of the same volumes that no other beats in cost and another way.

        Parameters
        ----------
        objective
            What is traded off against cost.
        dataset, scenario, regime_id, time_limit
            As for :meth:`stream_ranges`, and so are the errors.
        """
        return self._answer(
            sensitivity_calls.find_trade_off(
                dataset,
                objective,
                scenario=scenario,
                regime_id=regime_id,
                time_limit=time_limit,
            )
        )

    def stream_sweep(  # noqa: PLR0913 - a parameter for each option
        self,
        dataset: DatasetSource,
        axes: Iterable[SweepAxis],
        *,
        scenario: str | ScenarioFile | None = None,
        regime_id: str | None = None,
        time_limit: timedelta | None = None,
        integer_decisions: bool = False,
        known_positions: Iterable[int] = (),
    ) -> Iterator[SweptRows]:
        """Plan every point of a grid over one to three numbers.

        Points whose plan is a mixture of those of other points, proven to cost least, are
        not solved. A point that cannot be planned is a row that says why.

        Parameters
        ----------
        axes
            The numbers and what they are set to; at most 2,000 points in all.
        integer_decisions
            Whether runs come in whole numbers, for which every point is solved.
        known_positions
            Positions of answers that are known from the same call before.
        dataset, scenario, regime_id, time_limit
            As for :meth:`stream_ranges`, and so are the errors.

        Yields
        ------
        SweptRows
            Some of the rows as they are found.
        """
        return self._answers(
            sensitivity_calls.stream_sweep(
                dataset,
                axes,
                scenario=scenario,
                regime_id=regime_id,
                time_limit=time_limit,
                integer_decisions=integer_decisions,
                known_positions=tuple(known_positions),
            )
        )
