"""The reference dataset is sound, and its plan shows what was published."""

from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.preparing import check
from optimizer.domain.dataset import ROW_TABLES
from optimizer.domain.network import Mode
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tariff.price_table import price

FOLDER = Path(__file__).parents[1] / "datasets" / "middle-corridor"
PUBLISHED_TOTAL_T = 4_119_000
PUBLISHED_CONTAINERS_TEU = 77_000
CASPIAN_PORTS = {"KZ_AKT", "KZ_KUR", "TM_KRW", "AZ_ALA", "AZ_SAN"}


@pytest.fixture(scope="module")
def dataset():
    reading = read_folder(FOLDER)
    assert not reading.problems
    return reading.dataset


@pytest.fixture(scope="module")
def plan(dataset):
    return optimize_plan(dataset, PlanOptions()).plan


def counted(dataset):
    """Demands that the published total counts."""
    return [
        d for d in dataset.demands if not (d.notes or "").startswith("outside-titr")
    ]


def test_dataset_has_no_problem_at_all(dataset):
    """Not even a warning."""
    assert check(dataset) == ()


def test_network_has_the_size_of_the_corridor(dataset):
    """At least 55 nodes and 70 legs, and legs back wherever cargo runs both ways."""
    ends = {(leg.origin_node_id, leg.destination_node_id) for leg in dataset.legs}
    both_ways = [pair for pair in ends if pair[::-1] in ends]

    assert len(dataset.nodes) >= 55
    assert len(dataset.legs) >= 70
    assert len(both_ways) >= 0.7 * len(ends)


def test_every_row_says_where_it_comes_from(dataset):
    """Source, year and confidence are never blank."""
    rows = [row for table in ROW_TABLES for row in dataset.rows(table)]

    assert all(row.source and row.source_year and row.confidence for row in rows)


def test_demands_add_up_to_the_published_total(dataset):
    """4,119 kt in 2025, 77,000 TEU of it in containers."""
    mass = {c.commodity_id: c.tonnes_per_unit for c in dataset.commodities}
    demands = counted(dataset)

    tonnes = sum(d.volume * mass[d.commodity_id] for d in demands)
    teu = sum(d.volume for d in demands if mass[d.commodity_id] != 1)

    assert tonnes == pytest.approx(PUBLISHED_TOTAL_T, abs=1e-6)
    assert teu == pytest.approx(PUBLISHED_CONTAINERS_TEU, abs=1e-6)


def test_most_valuable_bottlenecks_are_the_caspian_crossing(dataset, plan):
    """The published figures say that the crossing binds, and land lines do not."""
    legs = {leg.leg_id: leg for leg in dataset.legs}
    transfers = {t.transfer_id: t for t in dataset.transfers}

    def is_at_the_crossing(use):
        if use.leg_id:
            leg = legs[use.leg_id]
            return leg.mode in (Mode.FERRY, Mode.FEEDER) and (
                {leg.origin_node_id, leg.destination_node_id} <= CASPIAN_PORTS
            )
        node_id = transfers[use.transfer_id].node_id if use.transfer_id else use.node_id
        return node_id in CASPIAN_PORTS

    binding = {b.resource_id for b in plan.bottlenecks}
    uses = [u for u in dataset.resource_uses if u.resource_id in binding]

    assert binding
    assert all(is_at_the_crossing(use) for use in uses)


def test_forty_foot_box_from_altynkol_to_poti_costs_what_was_published(dataset):
    """The sum of the published build-up is 2,200 to 4,400 dollars a box of two TEU."""
    prices, _ = price(dataset)
    charge = cheapest_charges(dataset, prices, "KZ_ALT", "GE_PTI")

    assert 2200 <= 2 * charge <= 4400


def cheapest_charges(dataset, prices, origin, destination):
    """Least sum of charges of a TEU, by relaxing every leg and transfer in turn."""
    best = {}
    for leg in dataset.legs:
        if leg.origin_node_id == origin:
            best[origin, leg.mode, leg.gauge_mm] = Decimal(0)
    steps = [
        (
            (leg.origin_node_id, leg.mode, leg.gauge_mm),
            (leg.destination_node_id, leg.mode, leg.gauge_mm),
            prices.freight[0].get((leg.leg_id, "container-40")),
        )
        for leg in dataset.legs
    ] + [
        (
            (t.node_id, t.arriving_mode, t.arriving_gauge_mm),
            (t.node_id, t.departing_mode, t.departing_gauge_mm),
            prices.handling[0].get((t.transfer_id, "container-40")),
        )
        for t in dataset.transfers
    ]
    for _ in range(len(dataset.nodes)):
        for tail, head, charge in steps:
            if charge is not None and tail in best:
                total = best[tail] + charge.amount
                best[head] = min(best.get(head, total), total)
    return min(cost for place, cost in best.items() if place[0] == destination)


def test_crossings_carry_about_what_they_carried(plan):
    """Kuryk moved 14,000 wagons in 2025 and the feeders 59,400 TEU by one owner."""
    used = {use.resource_id: use.used for use in plan.capacities}
    wagons = sum(u for r, u in used.items() if r.startswith("kuryk-wagons"))

    assert 12_000 <= wagons <= 2 * 16_790


def test_components_add_up_to_the_total(plan):
    """To the cent."""
    assert sum(s.cost for s in plan.cost_by_component) == plan.total_cost
