"""Whether the rows of a dataset fit together."""

from collections.abc import Mapping

from optimizer.domain.checks.calendar import calendar_problems
from optimizer.domain.checks.measures import measure_problems
from optimizer.domain.checks.reachability import reachability_problems
from optimizer.domain.checks.references import duplicate_problems, reference_problems
from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Problem, Severity

__all__ = ["check_rows"]


def check_rows(
    dataset: Dataset, unread: Mapping[str, frozenset[str]] | None = None
) -> list[Problem]:
    """Find everything that is wrong between rows.

    Parameters
    ----------
    dataset
        Rows that are each right on their own.
    unread
        Keys, by table, of rows that were left out because they are not: naming one of
        them is no problem of the row that does.

    Returns
    -------
    list[Problem]
        All problems, located by table, row id and column. Whether a demand can reach
        its destination is only looked at when nothing else is wrong.
    """
    problems = [
        *duplicate_problems(dataset),
        *reference_problems(dataset, unread or {}),
        *calendar_problems(dataset),
        *measure_problems(dataset),
    ]
    is_sound = not any(unread.values()) if unread else True
    if is_sound and all(p.severity is not Severity.ERROR for p in problems):
        problems += reachability_problems(dataset)
    return problems
