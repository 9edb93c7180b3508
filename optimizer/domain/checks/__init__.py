"""Whether the rows of a dataset fit together."""

from collections.abc import Mapping

from optimizer.domain.checks.calendar import calendar_problems
from optimizer.domain.checks.emissions import emission_problems
from optimizer.domain.checks.haul_scopes import SCOPE_TABLES, scope_problems
from optimizer.domain.checks.hauls import HAUL_TABLES, haul_problems
from optimizer.domain.checks.measures import measure_problems
from optimizer.domain.checks.presence import (
    UNREAD_NAME,
    missing_problems,
    missing_table,
)
from optimizer.domain.checks.reachability import Trip, reachability_problems
from optimizer.domain.checks.references import duplicate_problems, reference_problems
from optimizer.domain.checks.regimes import REGIME_TABLES
from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.domain.memory import Memory
from optimizer.domain.problems import Problem, Severity

__all__ = ["UNREAD_NAME", "check_rows", "missing_table"]


def check_rows(
    dataset: Dataset,
    unread: Mapping[str, frozenset[str]] | None = None,
    memory: Memory | None = None,
) -> list[Problem]:
    """Find everything that is wrong between rows.

    Parameters
    ----------
    dataset
        Rows that are each right on their own.
    unread
        By table, the first key column of each row that was left out because it is not,
        and ``UNREAD_NAME`` where that is not known either. What may be right once these
        rows are there is no problem.
    memory
        What is known of a dataset much like it.

    Returns
    -------
    list[Problem]
        All problems, located by table, row id and column. Whether a demand can reach
        its destination, and which legs a tariff is for, is only looked at when nothing
        else is wrong.
    """
    unread = dict.fromkeys(ROW_TABLES, frozenset()) | dict(unread or {})
    problems = list(missing_problems(dataset, unread))
    unread |= {problem.table: frozenset({UNREAD_NAME}) for problem in problems}
    recall = (memory or Memory()).recall
    network = dataset.only("legs", "transfers", "commodities")
    counted = dataset.only("legs", "transfers", "commodities", "resource_uses")
    charged = dataset.only("tariffs", "rates", *HAUL_TABLES, *REGIME_TABLES)
    scoped = dataset.only("nodes", "legs", *SCOPE_TABLES)
    measures = tuple((r.resource_id, r.measure) for r in dataset.resources)
    problems += [
        *duplicate_problems(dataset, recall),
        *reference_problems(dataset, unread, recall),
        *calendar_problems(dataset, unread),
        *emission_problems(dataset),
        *recall(measure_problems, counted, measures, unread),
        *recall(haul_problems, charged, unread),
    ]
    is_sound = not any(unread.values())
    if is_sound and all(p.severity is not Severity.ERROR for p in problems):
        trips = tuple(Trip.of(demand) for demand in dataset.demands)
        problems += recall(reachability_problems, network, trips)
        problems += recall(scope_problems, scoped)
    return problems
