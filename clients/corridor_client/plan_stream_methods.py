"""Plans that tell how they go, as a method of the client that waits."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from corridor_client import plan_stream_calls
from corridor_client.connection import Connection
from corridor_client.datasets import DatasetSource
from corridor_client.plan_events import PlanEvent
from corridor_client.regime_comparison import DivisionTerms


class PlanStreamMethods(Connection):
    """The call of PlanService that tells how it goes."""

    def stream_plan(  # noqa: PLR0913 - a parameter for each option
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
    ) -> Iterator[PlanEvent]:
        """Make the plan of least cost, and tell meanwhile how it goes.

        Something comes every five seconds at least. Whoever stops to iterate ends the
        work.

        Parameters
        ----------
        dataset, time_limit, relative_gap, integer_decisions, warm_start, regime_id,
        division, receipts
            As for :meth:`Client.optimize_plan`, and so are the errors.

        Yields
        ------
        PlanEvent
            That it waits, that it is taken up, how far it is; at last the ``result``, the
            very one that :meth:`Client.optimize_plan` would give.
        """
        return self._answers(
            plan_stream_calls.stream_plan(
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
