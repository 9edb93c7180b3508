"""The tables of a plan for people who calculate on: one row a thing, units in the names."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.domain.dataset import TABLES, Dataset
from optimizer.domain.network import Leg
from optimizer.domain.plan import PathFlow, Plan, StepKind
from optimizer.domain.quantities import exact

type Cell = str | float | int | Decimal | None
"""What a cell holds; None is an empty one."""

_MILLIONTH = Decimal("0.000001")

ARROW = " > "
"""Between the steps of a path."""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table.

    Attributes
    ----------
    name
        What it is called, as a file or sheet.
    columns
        Names of the columns, with units.
    rows
        Cells in the order of the columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def plan_tables(dataset: Dataset, plan: Plan) -> list[PlanTable]:
    """Return every table of a plan.

    Parameters
    ----------
    dataset
        What was planned.
    plan
        Its plan.

    Returns
    -------
    list[PlanTable]
        Always the same tables, empty ones too. Quantities are in the unit of the demand's
        commodity unless the column says otherwise; money is in the plan's currency.
    """
    return [make(dataset, plan) for make in _TABLES]


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


def _costs(_: Dataset, plan: Plan) -> PlanTable:
    breakdowns = {
        "component": plan.cost_by_component,
        "carrier": plan.cost_by_carrier,
        "country": plan.cost_by_country,
        "revenue": plan.revenue_by_carrier,
    }
    rows = [
        (breakdown, share.key or "none", share.cost)
        for breakdown, shares in breakdowns.items()
        for share in shares
    ]
    return PlanTable("costs", ("breakdown", "key", "cost"), tuple(rows))


def _demands(dataset: Dataset, plan: Plan) -> PlanTable:
    asked = {demand.demand_id: demand for demand in dataset.demands}
    rows = []
    for result in plan.demands:
        demand = asked[result.demand_id]
        rows.append(
            (
                result.demand_id,
                result.commodity_id,
                demand.origin_node_id,
                demand.destination_node_id,
                str(result.quantity_unit),
                demand.volume,
                result.served,
                result.unserved,
                result.served * result.tonnes_per_unit,
                result.marginal_cost_per_unit,
            )
        )
    columns = (
        "demand_id",
        "commodity_id",
        "origin_node_id",
        "destination_node_id",
        "quantity_unit",
        "volume",
        "served",
        "unserved",
        "served_t",
        "marginal_cost_per_unit",
    )
    return PlanTable("demands", columns, tuple(rows))


def _leg_flows(dataset: Dataset, plan: Plan) -> PlanTable:
    legs = {leg.leg_id: leg for leg in dataset.legs}
    rows = []
    for (leg_id, period_id), load_t in sorted(leg_loads_t(plan).items()):
        leg: Leg = legs[leg_id]
        rows.append(
            (
                leg_id,
                period_id,
                leg.origin_node_id,
                leg.destination_node_id,
                str(leg.mode),
                leg.carrier_id,
                leg.distance_km,
                load_t,
                load_t * leg.distance_km,
            )
        )
    columns = (
        "leg_id",
        "period_id",
        "origin_node_id",
        "destination_node_id",
        "mode",
        "carrier_id",
        "distance_km",
        "load_t",
        "performance_t_km",
    )
    return PlanTable("leg_flows", columns, tuple(rows))


def _flows(_: Dataset, plan: Plan) -> PlanTable:
    rows = [
        (str(f.kind), f.element_id, f.period_id, f.demand_id, f.quantity, f.cost)
        for f in plan.flows
    ]
    columns = ("kind", "element_id", "period_id", "demand_id", "quantity", "cost")
    return PlanTable("flows", columns, tuple(rows))


def _paths(_: Dataset, plan: Plan) -> PlanTable:
    rows = [
        (
            position,
            path.demand_id,
            path.quantity,
            path.cost_per_unit,
            path.transit_days,
            path.distance_km,
            _route_of(path),
        )
        for position, path in enumerate(plan.paths)
    ]
    columns = (
        "path_id",
        "demand_id",
        "quantity",
        "cost_per_unit",
        "transit_days",
        "distance_km",
        "route",
    )
    return PlanTable("paths", columns, tuple(rows))


def _route_of(path: PathFlow) -> str:
    return ARROW.join(
        step.element_id
        if step.kind in {StepKind.LEG, StepKind.TRANSFER}
        else f"{step.kind.lower()} {step.element_id} {step.departure_period_id}"
        for step in path.steps
    )


def _charges(_: Dataset, plan: Plan) -> PlanTable:
    """List what each path pays for, in the order of travel; empty without receipts."""
    rows = []
    for position, path in enumerate(plan.paths):
        for place in path.charge_positions:
            charge = plan.charges[place]
            receipt = charge.receipt
            cost = exact(path.quantity) * receipt.total / receipt.units
            rows.append(
                (
                    position,
                    str(charge.kind),
                    "|".join(charge.element_ids),
                    charge.from_node_id,
                    charge.to_node_id,
                    charge.day.isoformat(),
                    receipt.tariff_id,
                    receipt.carrier_id,
                    path.quantity,
                    cost.quantize(_MILLIONTH),
                )
            )
    columns = (
        "path_id",
        "kind",
        "element_ids",
        "from_node_id",
        "to_node_id",
        "day",
        "tariff_id",
        "carrier_id",
        "quantity",
        "cost",
    )
    return PlanTable("charges", columns, tuple(rows))


def _capacities(dataset: Dataset, plan: Plan) -> PlanTable:
    names = {resource.resource_id: resource.name for resource in dataset.resources}
    rows = [
        (
            use.resource_id,
            names.get(use.resource_id, ""),
            use.period_id,
            str(use.measure),
            use.capacity,
            use.used,
            use.utilization,
            use.shadow_price,
        )
        for use in plan.capacities
    ]
    columns = (
        "resource_id",
        "name",
        "period_id",
        "measure",
        "capacity",
        "used",
        "utilization",
        "shadow_price",
    )
    return PlanTable("capacities", columns, tuple(rows))


def _bottlenecks(_: Dataset, plan: Plan) -> PlanTable:
    rows = [
        (
            rank,
            each.resource_id,
            each.period_id,
            str(each.measure),
            each.shadow_price,
            each.value_of_one_percent,
        )
        for rank, each in enumerate(plan.bottlenecks, start=1)
    ]
    columns = (
        "rank",
        "resource_id",
        "period_id",
        "measure",
        "shadow_price",
        "value_of_one_percent",
    )
    return PlanTable("bottlenecks", columns, tuple(rows))


def _unserved(_: Dataset, plan: Plan) -> PlanTable:
    rows = [
        (
            each.demand_id,
            each.quantity,
            each.cost,
            str(each.reason),
            each.cheapest_path_cost_per_unit,
            "|".join(f"{c.resource_id}@{c.period_id}" for c in each.exhausted),
        )
        for each in plan.unserved
    ]
    columns = (
        "demand_id",
        "quantity",
        "cost",
        "reason",
        "cheapest_path_cost_per_unit",
        "exhausted",
    )
    return PlanTable("unserved", columns, tuple(rows))


def _certificate(_: Dataset, plan: Plan) -> PlanTable:
    proof = plan.certificate
    rows = (
        ("total_cost", proof.total_cost),
        ("objective_error", proof.objective_error),
        ("capacity_violation", proof.capacity_violation),
        ("demand_violation", proof.demand_violation),
        ("dual_bound", proof.dual_bound),
        ("relative_gap", proof.relative_gap),
        ("tolerance", proof.tolerance),
    )
    return PlanTable("certificate", ("what", "value"), rows)


def _sources(dataset: Dataset, _: Plan) -> PlanTable:
    columns = ("table", "row", "source", "source_year", "confidence", "notes")
    return PlanTable("sources", columns, tuple(_source_rows(dataset)))


def _source_rows(dataset: Dataset) -> Iterator[tuple[Cell, ...]]:
    """Yield where each row of the dataset comes from, where it says so."""
    for name in TABLES:
        ids: Sequence[str] = dataset.row_ids(name)
        for row_id, row in zip(ids, dataset.rows(name), strict=True):
            said = (row.source, row.source_year, row.confidence, row.notes)
            if any(part is not None for part in said):
                confidence = None if row.confidence is None else str(row.confidence)
                yield name, row_id, row.source, row.source_year, confidence, row.notes


_TABLES: tuple[Callable[[Dataset, Plan], PlanTable], ...] = (
    _costs,
    _demands,
    _leg_flows,
    _capacities,
    _bottlenecks,
    _unserved,
    _paths,
    _charges,
    _flows,
    _certificate,
    _sources,
)
"""What makes each table, in the order of the files."""
