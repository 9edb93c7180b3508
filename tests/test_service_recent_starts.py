"""A worker remembers a bounded number of plans, and a start changes no cost."""

from dataclasses import replace

import pytest
from planted import planted

from optimizer.analysis.planning import optimize_plan_from
from optimizer.service.recent_starts import RecentStarts
from optimizer.solve.options import PlanOptions


@pytest.fixture(scope="module")
def start():
    return optimize_plan_from(planted(0).dataset, PlanOptions()).start


def test_the_oldest_dataset_is_forgotten_first(start):
    """Memory stays bounded, however many datasets pass by."""
    starts = RecentStarts(limit=2)
    for dataset_id in ("a", "b", "a", "c"):
        starts.keep(dataset_id, start)

    assert len(starts) == 2
    assert starts.get("a") is start
    assert starts.get("b") is None


def test_the_last_plan_of_a_dataset_takes_the_place_of_the_one_before(start):
    """What helps is what is nearest."""
    starts = RecentStarts()
    later = replace(start, structure="other")
    starts.keep("a", start)
    starts.keep("a", later)

    assert starts.get("a") is later


def test_a_plan_that_taught_nothing_is_not_kept():
    """A solve that was infeasible leaves what was known."""
    starts = RecentStarts()
    starts.keep("a", None)

    assert len(starts) == 0
