"""What a plan puts on legs and nodes, and how full that makes them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CapacityUse, Plan, StepKind

type Place = tuple[str, str]
"""``leg`` or ``node``, and its id."""


def tonnes_of_demands(plan: Plan) -> Mapping[str, float]:
    """Return the gross mass of one unit of each demand, in tonnes."""
    return {demand.demand_id: demand.tonnes_per_unit for demand in plan.demands}


def leg_loads_t(plan: Plan) -> Mapping[tuple[str, str], float]:
    """Return what each leg carries in each period, in tonnes over all demands."""
    tonnes = tonnes_of_demands(plan)
    loads: dict[tuple[str, str], float] = defaultdict(float)
    for flow in plan.flows:
        if flow.kind is StepKind.LEG:
            key = flow.element_id, flow.period_id
            loads[key] += flow.quantity * tonnes[flow.demand_id]
    return loads


def capacities_of_places(
    dataset: Dataset, plan: Plan
) -> Mapping[Place, Sequence[CapacityUse]]:
    """Return the capacities that each leg and node draws on, in all periods.

    Those of transfers are where these take place.
    """
    node_of = {each.transfer_id: each.node_id for each in dataset.transfers}
    places: dict[str, list[Place]] = defaultdict(list)
    for draw in dataset.resource_uses:
        if draw.leg_id is not None:
            places[draw.resource_id].append(("leg", draw.leg_id))
        node_id = draw.node_id or node_of.get(draw.transfer_id or "")
        if node_id is not None:
            places[draw.resource_id].append(("node", node_id))
    found: dict[Place, list[CapacityUse]] = defaultdict(list)
    for use in plan.capacities:
        for place in places.get(use.resource_id, ()):
            found[place].append(use)
    return found


def scarcest(uses: Iterable[CapacityUse]) -> CapacityUse | None:
    """Return the capacity that one more unit is worth most of, or else the fullest.

    None where there is none.
    """
    return max(uses, key=lambda use: (use.shadow_price, use.utilization), default=None)
