"""Work in the background, as methods of the client that waits."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from corridor_client import (
    calls,
    operation_calls,
    sensitivity_calls,
    simulation_calls,
)
from corridor_client.connection import Connection
from corridor_client.datasets import DatasetSource
from corridor_client.operations import Operation
from corridor_client.regime_comparison import DivisionTerms
from corridor_client.scenarios import ScenarioFile
from corridor_client.sensitivity import SweepAxis


class OperationMethods(Connection):
    """The calls that start operations, and those that ask for them.

    What goes on in the background needs no connection: another program may ask for it by
    its name, and where the server keeps a database, it survives the server.
    """

    def start_plan(  # noqa: PLR0913 - a parameter for each option
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
        """Start to make the plan of least cost; see :meth:`Client.optimize_plan`.

        Parameters
        ----------
        dataset, time_limit, relative_gap, integer_decisions, regime_id, division, receipts
            As for :meth:`Client.optimize_plan`; without a time limit the solver may take as
            long as an operation may.
        request_id
            Names the request: a second one of the same id starts nothing but gets the same
            operation, so that the call can be made again safely. Empty is one that no
            other request has.
        label
            Any text that lists show, at most 200 characters.

        Returns
        -------
        Operation
            As it stands at once; :meth:`wait_operation` waits for its end.

        Raises
        ------
        DatasetNotFoundError
            When no stored dataset has the name.
        InvalidRequestError
            When the id was used for something else. What is wrong with the dataset is the
            operation's own error.
        ServerUnavailableError
            When too many operations wait already.
        """
        call = calls.optimize_plan(
            dataset,
            time_limit=time_limit,
            relative_gap=relative_gap,
            integer_decisions=integer_decisions,
            regime_id=regime_id,
            division=division,
            receipts=receipts,
            file_formats=file_formats,
        )
        return self._answer(
            operation_calls.start_plan(call, request_id=request_id, label=label)
        )

    def start_sweep(  # noqa: PLR0913 - a parameter for each option
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
        """Start to plan every point of a grid; see :meth:`Client.stream_sweep`.

        Parameters
        ----------
        dataset, axes, scenario, regime_id, time_limit, integer_decisions
            As for :meth:`Client.stream_sweep`.
        request_id, label
            As for :meth:`start_plan`, and so are the errors.
        """
        call = sensitivity_calls.stream_sweep(
            dataset,
            axes,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            integer_decisions=integer_decisions,
        )
        return self._answer(
            operation_calls.start_sweep(call, request_id=request_id, label=label)
        )

    def start_simulation(  # noqa: PLR0913 - a parameter for each option
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
        """Start a simulation; see :meth:`Client.stream_simulation`.

        Parameters
        ----------
        dataset, uncertainty, draw_count, seed, scenario, regime_id, time_limit
            As for :meth:`Client.stream_simulation`, and so is ``integer_decisions``.
        integer_decisions
            Whether runs come in whole numbers.
        request_id, label
            As for :meth:`start_plan`, and so are the errors.
        """
        call = simulation_calls.stream_simulation(
            dataset,
            uncertainty,
            draw_count=draw_count,
            seed=seed,
            scenario=scenario,
            regime_id=regime_id,
            time_limit=time_limit,
            integer_decisions=integer_decisions,
        )
        return self._answer(
            operation_calls.start_simulation(call, request_id=request_id, label=label)
        )

    def get_operation(self, name: str) -> Operation:
        """Tell how far an operation is, and what came of it.

        Raises
        ------
        OperationNotFoundError
            When none has the name.
        """
        return self._answer(operation_calls.get_operation(name))

    def wait_operation(
        self, name: str, *, timeout: timedelta | None = None
    ) -> Operation:
        """Wait until an operation has ended, or for some time.

        Parameters
        ----------
        name
            Its name.
        timeout
            Time after which it is given back as it stands; None waits for its end.

        Raises
        ------
        OperationNotFoundError
            When none has the name.
        """
        end = None if timeout is None else datetime.now(UTC) + timeout
        while True:
            time = operation_calls.next_wait(end, lambda: datetime.now(UTC))
            operation = self._answer(operation_calls.wait_operation(name, time))
            if operation.is_done or (end is not None and datetime.now(UTC) >= end):
                return operation

    def list_operations(self) -> tuple[Operation, ...]:
        """List all operations, the newest first, without their results."""
        found: list[Operation] = []
        token = ""
        while True:
            page = self._answer(operation_calls.list_operations(token))
            found += page.operations
            token = page.next_page_token
            if not token:
                return tuple(found)

    def cancel_operation(self, name: str) -> None:
        """End an operation; one that has ended stays as it is.

        Raises
        ------
        OperationNotFoundError
            When none has the name.
        """
        self._answer(operation_calls.cancel_operation(name))

    def delete_operation(self, name: str) -> None:
        """Forget an operation that has ended.

        Raises
        ------
        OperationNotFoundError
            When none has the name.
        OperationNotDoneError
            When it has not ended.
        """
        self._answer(operation_calls.delete_operation(name))
