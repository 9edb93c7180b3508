"""The tables of a plan for people who calculate on: one row a thing, units in the names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from optimizer.domain.dataset import TABLES, Dataset
from optimizer.domain.network import Leg
from optimizer.domain.plan import CapacityUse, PathFlow, Plan, StepKind
from optimizer.domain.quantities import exact
from optimizer.tables.plan_loads import capacities_of_places, leg_loads_t, scarcest
from optimizer.tables.plan_table import Cell, ColumnKind, PlanTable

_MILLIONTH = Decimal("0.000001")

ARROW = " > "
"""Between the steps of a path."""


NOT_SAID: Mapping[str, str] = MappingProxyType({})
"""Where nothing is known of how a plan was made."""


def plan_tables(
    dataset: Dataset, plan: Plan, made_with: Mapping[str, str] = NOT_SAID
) -> list[PlanTable]:
    """Return every table of a plan.

    Parameters
    ----------
    dataset
        What was planned.
    plan
        Its plan.
    made_with
        Options and versions that it was made with, in words.

    Returns
    -------
    list[PlanTable]
        Always the same tables, empty ones too. Quantities are in the unit of the demand's
        commodity unless the column says otherwise; money is in the plan's currency.
    """
    tables = [make(dataset, plan) for make in _TABLES]
    return [*tables, _provenance(dataset, plan, made_with)]


def _units_of(plan: Plan) -> Mapping[str, str]:
    """Return what the quantities of each demand are counted in."""
    return {each.demand_id: str(each.quantity_unit) for each in plan.demands}


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
    columns = {
        "breakdown": ColumnKind.TEXT,
        "key": ColumnKind.TEXT,
        "cost": ColumnKind.MONEY,
    }
    return PlanTable("costs", columns, tuple(rows))


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
    columns = {
        "demand_id": ColumnKind.TEXT,
        "commodity_id": ColumnKind.TEXT,
        "origin_node_id": ColumnKind.TEXT,
        "destination_node_id": ColumnKind.TEXT,
        "quantity_unit": ColumnKind.TEXT,
        "volume": ColumnKind.NUMBER,
        "served": ColumnKind.NUMBER,
        "unserved": ColumnKind.NUMBER,
        "served_t": ColumnKind.NUMBER,
        "marginal_cost_per_unit": ColumnKind.MONEY,
    }
    return PlanTable("demands", columns, tuple(rows))


def _leg_flows(dataset: Dataset, plan: Plan) -> PlanTable:
    legs = {leg.leg_id: leg for leg in dataset.legs}
    capacities = capacities_of_places(dataset, plan)
    rows = []
    for (leg_id, period_id), load_t in sorted(leg_loads_t(plan).items()):
        leg: Leg = legs[leg_id]
        uses = capacities.get(("leg", leg_id), ())
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
                *_capacity_cells(
                    scarcest(use for use in uses if use.period_id == period_id)
                ),
            )
        )
    columns = {
        "leg_id": ColumnKind.TEXT,
        "period_id": ColumnKind.TEXT,
        "origin_node_id": ColumnKind.TEXT,
        "destination_node_id": ColumnKind.TEXT,
        "mode": ColumnKind.TEXT,
        "carrier_id": ColumnKind.TEXT,
        "distance_km": ColumnKind.NUMBER,
        "load_t": ColumnKind.NUMBER,
        "performance_t_km": ColumnKind.NUMBER,
        "scarcest_resource_id": ColumnKind.TEXT,
        "measure": ColumnKind.TEXT,
        "capacity": ColumnKind.NUMBER,
        "used": ColumnKind.NUMBER,
        "utilization": ColumnKind.SHARE,
        "shadow_price": ColumnKind.MEASURE_PRICE,
    }
    return PlanTable("leg_flows", columns, tuple(rows))


def _capacity_cells(use: CapacityUse | None) -> tuple[Cell, ...]:
    """Return the cells of the scarcest capacity of a leg; empty where none names it."""
    if use is None:
        return (None,) * 6
    return (
        use.resource_id,
        str(use.measure),
        use.capacity,
        use.used,
        use.utilization,
        use.shadow_price,
    )


def _flows(_: Dataset, plan: Plan) -> PlanTable:
    units = _units_of(plan)
    rows = [
        (
            str(f.kind),
            f.element_id,
            f.period_id,
            f.demand_id,
            f.quantity,
            units[f.demand_id],
            f.cost,
        )
        for f in plan.flows
    ]
    columns = {
        "kind": ColumnKind.TEXT,
        "element_id": ColumnKind.TEXT,
        "period_id": ColumnKind.TEXT,
        "demand_id": ColumnKind.TEXT,
        "quantity": ColumnKind.NUMBER,
        "quantity_unit": ColumnKind.TEXT,
        "cost": ColumnKind.MONEY,
    }
    return PlanTable("flows", columns, tuple(rows))


def _paths(_: Dataset, plan: Plan) -> PlanTable:
    units = _units_of(plan)
    rows = [
        (
            position,
            path.demand_id,
            path.quantity,
            units[path.demand_id],
            path.cost_per_unit,
            path.transit_days,
            path.distance_km,
            _route_of(path),
        )
        for position, path in enumerate(plan.paths)
    ]
    columns = {
        "path_id": ColumnKind.WHOLE,
        "demand_id": ColumnKind.TEXT,
        "quantity": ColumnKind.NUMBER,
        "quantity_unit": ColumnKind.TEXT,
        "cost_per_unit": ColumnKind.MONEY,
        "transit_days": ColumnKind.NUMBER,
        "distance_km": ColumnKind.NUMBER,
        "route": ColumnKind.TEXT,
    }
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
    units = _units_of(plan)
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
                    units[path.demand_id],
                    cost.quantize(_MILLIONTH),
                )
            )
    columns = {
        "path_id": ColumnKind.WHOLE,
        "kind": ColumnKind.TEXT,
        "element_ids": ColumnKind.TEXT,
        "from_node_id": ColumnKind.TEXT,
        "to_node_id": ColumnKind.TEXT,
        "day": ColumnKind.TEXT,
        "tariff_id": ColumnKind.TEXT,
        "carrier_id": ColumnKind.TEXT,
        "quantity": ColumnKind.NUMBER,
        "quantity_unit": ColumnKind.TEXT,
        "cost": ColumnKind.MONEY,
    }
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
            use.runs,
        )
        for use in plan.capacities
    ]
    columns = {
        "resource_id": ColumnKind.TEXT,
        "name": ColumnKind.TEXT,
        "period_id": ColumnKind.TEXT,
        "measure": ColumnKind.TEXT,
        "capacity": ColumnKind.NUMBER,
        "used": ColumnKind.NUMBER,
        "utilization": ColumnKind.SHARE,
        "shadow_price": ColumnKind.MEASURE_PRICE,
        "runs": ColumnKind.NUMBER,
    }
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
    columns = {
        "rank": ColumnKind.WHOLE,
        "resource_id": ColumnKind.TEXT,
        "period_id": ColumnKind.TEXT,
        "measure": ColumnKind.TEXT,
        "shadow_price": ColumnKind.MEASURE_PRICE,
        "value_of_one_percent": ColumnKind.MONEY,
    }
    return PlanTable("bottlenecks", columns, tuple(rows))


def _unserved(_: Dataset, plan: Plan) -> PlanTable:
    units = _units_of(plan)
    rows = [
        (
            each.demand_id,
            each.quantity,
            units[each.demand_id],
            each.cost,
            str(each.reason),
            each.cheapest_path_cost_per_unit,
            "|".join(f"{c.resource_id}@{c.period_id}" for c in each.exhausted),
        )
        for each in plan.unserved
    ]
    columns = {
        "demand_id": ColumnKind.TEXT,
        "quantity": ColumnKind.NUMBER,
        "quantity_unit": ColumnKind.TEXT,
        "cost": ColumnKind.MONEY,
        "reason": ColumnKind.TEXT,
        "cheapest_path_cost_per_unit": ColumnKind.MONEY,
        "exhausted": ColumnKind.TEXT,
    }
    return PlanTable("unserved", columns, tuple(rows))


def _certificate(_: Dataset, plan: Plan) -> PlanTable:
    proof = plan.certificate
    rows = (
        ("total_cost", proof.total_cost, plan.currency_code),
        ("objective_error", proof.objective_error, "relative"),
        ("capacity_violation", proof.capacity_violation, "relative"),
        ("demand_violation", proof.demand_violation, "relative"),
        ("dual_bound", proof.dual_bound, plan.currency_code),
        ("relative_gap", proof.relative_gap, "relative"),
        ("tolerance", proof.tolerance, "relative"),
    )
    columns = {
        "what": ColumnKind.TEXT,
        "value": ColumnKind.EXACT,
        "unit": ColumnKind.TEXT,
    }
    return PlanTable("certificate", columns, rows)


def _sources(dataset: Dataset, _: Plan) -> PlanTable:
    columns = {
        "table": ColumnKind.TEXT,
        "row": ColumnKind.TEXT,
        "source": ColumnKind.TEXT,
        "source_year": ColumnKind.WHOLE,
        "confidence": ColumnKind.TEXT,
        "notes": ColumnKind.TEXT,
    }
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


def _provenance(
    dataset: Dataset, plan: Plan, made_with: Mapping[str, str]
) -> PlanTable:
    """Say what the plan is of and what it was made with, so that it can be made again."""
    said = {
        "dataset_id": plan.dataset_id,
        "dataset_title": dataset.header.title,
        "dataset_digest": plan.dataset_digest,
        "currency_code": plan.currency_code,
        "regime_id": plan.regime_id,
        **made_with,
    }
    rows = tuple((what, value or None) for what, value in said.items())
    columns = {"what": ColumnKind.TEXT, "value": ColumnKind.TEXT}
    return PlanTable("provenance", columns, rows)


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
