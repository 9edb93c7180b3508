"""How full capacities are, and what more of them would be worth."""

from decimal import Decimal

import numpy as np

from optimizer.analysis.ledger import CENT, round_money, round_price, times
from optimizer.analysis.unserved import resource_period
from optimizer.domain.plan import Bottleneck, CapacityUse
from optimizer.formulation.state_graph import StateGraph
from optimizer.solve.solution import Solution


def capacity_uses(
    graph: StateGraph, solution: Solution, loads: dict[tuple[str, str], float]
) -> list[CapacityUse]:
    """List every capacity with its load and shadow price, by resource and period."""
    uses = []
    rows = graph.capacity_rows
    # Part of the price of capacity that comes in runs is what a run costs.
    run_prices = np.where(rows.run_sizes > 0, graph.problem.extra_prices, 0.0)
    prices = np.maximum(solution.capacity_prices - run_prices, 0.0)
    for row, price in enumerate(prices.tolist()):
        where = resource_period(graph, row)
        resource = graph.dataset.resources[int(rows.resources[row])]
        capacity = float(rows.capacities[row])
        size = float(rows.run_sizes[row])
        used = loads.get((where.resource_id, where.period_id), 0.0)
        uses.append(
            CapacityUse(
                resource_id=where.resource_id,
                period_id=where.period_id,
                measure=resource.measure,
                capacity=capacity,
                used=used,
                utilization=used / capacity if capacity > 0 else 1.0,
                shadow_price=round_price(price),
                runs=float(solution.extras[row]) / size if size > 0 else None,
            )
        )
    return uses


def bottlenecks(uses: list[CapacityUse]) -> list[Bottleneck]:
    """Rank the capacities that have a shadow price, the most valuable first.

    What one percent more of a capacity is worth makes measures comparable; equal ones
    stand by resource and period.
    """
    ranked = sorted(
        (use for use in uses if use.shadow_price > 0),
        key=lambda u: (-_worth(u), u.resource_id, u.period_id),
    )
    return [
        Bottleneck(
            resource_id=use.resource_id,
            period_id=use.period_id,
            measure=use.measure,
            shadow_price=use.shadow_price,
            value_of_one_percent=round_money(_worth(use)),
        )
        for use in ranked
    ]


def _worth(use: CapacityUse) -> Decimal:
    return times(use.capacity, use.shadow_price) * CENT
