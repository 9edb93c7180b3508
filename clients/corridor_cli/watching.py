"""A plan that is shown while it is made."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypedDict, Unpack

import grpc
from corridor_client import (
    Client,
    DivisionTerms,
    PlanEvent,
    PlanProgress,
    PlanQueued,
    PlanResult,
    UnknownServerError,
)

from corridor_cli.planned import Source
from corridor_cli.progress import ShowPhase, is_seen

SMALLEST_GAP = 1e-4
"""Smaller gaps are not told apart."""


class PlanArguments(TypedDict, total=False):
    """How to plan, as for :meth:`Client.optimize_plan`."""

    time_limit: timedelta | None
    relative_gap: float | None
    integer_decisions: bool
    regime_id: str | None
    division: DivisionTerms | None
    receipts: bool
    file_formats: Sequence[str]


def watched(
    client: Client,
    source: Source,
    *,
    show_phase: ShowPhase,
    **arguments: Unpack[PlanArguments],
) -> PlanResult:
    """Make a plan, and show how far it is where somebody sees it.

    Servers that cannot tell how far they are make it all the same.

    Parameters
    ----------
    show_phase
        Told what happens.
    client, source, arguments
        As for :meth:`Client.optimize_plan`.
    """
    show_phase("solving")
    if is_seen():
        try:
            return _result_of(client.stream_plan(source, **arguments), show_phase)
        except UnknownServerError as error:
            if error.code is not grpc.StatusCode.UNIMPLEMENTED:
                raise
    return client.optimize_plan(source, **arguments)


def _result_of(events: Iterable[PlanEvent], show_phase: ShowPhase) -> PlanResult:
    for event in events:
        if event.result is not None:
            return event.result
        if event.queued is not None:
            show_phase(_waiting(event.queued))
        elif event.progress is not None:
            show_phase(_phase(event.progress))
    msg = "the server stopped before it gave an answer; update the client"
    raise UnknownServerError(msg)


def _waiting(queued: PlanQueued) -> str:
    seconds = queued.expected_wait.total_seconds()
    wait = f", about {seconds:.0f} s" if seconds >= 1 else ""
    return f"waiting, number {queued.position} in the queue{wait}"


def _phase(progress: PlanProgress) -> str:
    """Name a phase, and where the solve stands as far as that is known."""
    facts = [progress.phase.lower()]
    if progress.iteration_count:
        facts.append(f"round {progress.iteration_count}")
    if progress.primal_bound is not None:
        facts.append(f"cost {progress.primal_bound:,.0f} {progress.currency_code}")
    gap = progress.relative_gap
    if gap is not None:
        is_small = gap < SMALLEST_GAP
        facts.append(f"gap below {SMALLEST_GAP:.2%}" if is_small else f"gap {gap:.2%}")
    return ", ".join(facts)
