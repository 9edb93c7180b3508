"""What the command is doing, shown while it does it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from corridor_cli.terminal import standard_error

type ShowPhase = Callable[[str], None]
"""Shows a phase such as ``solving`` in place of the one before."""

type ShowCount = Callable[[int, int], None]
"""Shows how many of how many pieces are finished."""


def is_seen() -> bool:
    """Whether somebody sees what is shown: standard error is a terminal."""
    return sys.stderr.isatty()


@contextmanager
def phases() -> Iterator[ShowPhase]:
    """Show phases with the time elapsed, on standard error if it is a terminal."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=standard_error(),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not is_seen(),
    )
    with progress:
        task = progress.add_task("starting", total=None)
        yield lambda phase: progress.update(task, description=phase)


@contextmanager
def counting(what: str) -> Iterator[ShowCount]:
    """Show a bar with the time that remains, on standard error if it is a terminal.

    Parameters
    ----------
    what
        What is being done, such as ``planning points``.
    """
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=standard_error(),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not is_seen(),
    )
    with progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
