"""Where no plan exists, the answer names what cannot hold, and the least relief."""

import pytest
from networks import two_routes

from optimizer.analysis.planning import optimize_plan
from optimizer.domain.network import Mode
from optimizer.domain.plan_result import TerminationReason
from optimizer.domain.resources import Measure
from optimizer.solve.options import PlanOptions


def conflict_of(network):
    result = optimize_plan(network.dataset(), PlanOptions())
    assert result.termination.reason is TerminationReason.INFEASIBLE
    assert result.plan is None
    return result.conflict


@pytest.fixture
def crowded():
    """Two demands of 50 t that must be served by ways with room for 60 and 25 t."""
    network = two_routes()
    network.resource("line", 25, "b-c-rail")
    network.demand("first", "a", "c", 50)
    network.demand("second", "b", "c", 50)
    return network


def test_conflict_names_demands_and_capacities(crowded):
    """100 t must cross where 85 t fit; nothing else is short."""
    conflict = conflict_of(crowded)

    assert conflict.demand_ids == ("first", "second")
    assert [c.resource_id for c in conflict.capacities] == ["ferry", "line"]


def test_least_relief_is_what_is_missing(crowded):
    """15 t too many; a tonne is a smaller share of the larger capacity."""
    conflict = conflict_of(crowded)

    (relief,) = conflict.capacity_relief
    assert sum(r.quantity for r in conflict.demand_relief) == pytest.approx(15)
    assert relief.resource_id == "ferry"
    assert relief.extra == pytest.approx(15)


def test_relief_makes_a_plan_possible(crowded):
    """The dataset with the extra capacity has a plan, with a little less it has none."""
    (relief,) = conflict_of(crowded).capacity_relief

    def widened(extra):
        network = two_routes()
        network.rows = [r for r in network.rows if getattr(r, "capacity", 0) != 60]
        network.rows = [
            r for r in network.rows if getattr(r, "resource_id", "") != "ferry"
        ]
        network.resource("ferry", 60 + extra, "b-c-ferry")
        network.resource("line", 25, "b-c-rail")
        network.demand("first", "a", "c", 50)
        network.demand("second", "b", "c", 50)
        result = optimize_plan(network.dataset(), PlanOptions())
        return result.termination.reason

    assert widened(relief.extra + 1e-6) is TerminationReason.OPTIMAL
    assert widened(relief.extra - 1e-3) is TerminationReason.INFEASIBLE


def test_optional_demands_take_no_part(crowded):
    """What may be left unserved cannot be the reason that no plan exists."""
    crowded.demand("optional", "a", "c", 500, price=10)

    assert "optional" not in conflict_of(crowded).demand_ids


def test_demand_that_has_no_path_is_the_conflict():
    """No capacity helps where no leg leads."""
    network = two_routes()
    network.demand("back", "c", "a", 5)
    network.demand("fine", "a", "c", 5)

    conflict = conflict_of(network)

    assert conflict.demand_ids == ("back",)
    assert conflict.capacities == ()
    assert conflict.capacity_relief == ()
    assert "no path" in conflict.detail


def test_closed_capacity_is_relieved_in_its_own_unit():
    """A capacity of 0 has no share of itself; its relief is counted in units."""
    network = two_routes()
    network.nodes("z")
    network.leg("c-z", "c", "z", 10, mode=Mode.FERRY)
    network.resource("closed", 0, "c-z", measure=Measure.TONNE)
    network.demand("d", "a", "z", 50)

    (relief,) = conflict_of(network).capacity_relief

    assert (relief.resource_id, relief.capacity) == ("closed", 0)
    assert relief.extra == pytest.approx(50)
