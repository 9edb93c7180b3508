"""The tables of a plan as pandas data frames; importing this module needs pandas."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from corridor_client.charges import Charge
from corridor_client.plan import (
    Bottleneck,
    CapacityUse,
    CostShare,
    DemandResult,
    ElementFlow,
    PathFlow,
    PathStep,
    Plan,
    ResourcePeriod,
    UnservedVolume,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

try:
    import pandas as pd
except ImportError as error:
    msg = "data frames need pandas; install corridor-client[frames]"
    raise ImportError(msg) from error


_NUMBERS = (float, Decimal, Decimal | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFrames:
    """The tables of a plan, a row for each of its records, in the plan's order.

    Columns are named as the attributes of the records. Money is the nearest float, for
    arithmetic; the exact amounts are in the plan.

    Attributes
    ----------
    costs
        The breakdowns below each other; ``breakdown`` says which: component, carrier
        or country, and revenue where a division was asked for.
    paths
        Paths; ``path_id`` counts them from 0.
    steps
        Steps of the paths; ``step`` counts them from 0 within ``path_id``.
    charges
        What the paths pay, in the order of travel; ``cost`` is for the whole quantity of
        the path. Empty where receipts were not asked for.
    flows
        Flows by leg, transfer and wait.
    demands
        What the plan means for each demand.
    unserved
        What is left; ``exhausted`` joins ``resource_id@period_id`` by ``|``.
    capacities
        Every capacity.
    bottlenecks
        Capacities with a positive shadow price, the most valuable first.
    """

    costs: pd.DataFrame
    paths: pd.DataFrame
    steps: pd.DataFrame
    charges: pd.DataFrame
    flows: pd.DataFrame
    demands: pd.DataFrame
    unserved: pd.DataFrame
    capacities: pd.DataFrame
    bottlenecks: pd.DataFrame


def frames_of_plan(plan: Plan) -> PlanFrames:
    """Lay out a plan as data frames; see :class:`PlanFrames`."""
    return PlanFrames(
        costs=_costs_frame(plan),
        paths=_paths_frame(plan),
        steps=_steps_frame(plan),
        charges=_charges_frame(plan),
        flows=_frame(ElementFlow, map(_cells_of, plan.flows)),
        demands=_frame(DemandResult, map(_cells_of, plan.demands)),
        unserved=_frame(UnservedVolume, map(_cells_of, plan.unserved)),
        capacities=_frame(CapacityUse, map(_cells_of, plan.capacities)),
        bottlenecks=_frame(Bottleneck, map(_cells_of, plan.bottlenecks)),
    )


def _costs_frame(plan: Plan) -> pd.DataFrame:
    breakdowns = {
        "component": plan.cost_by_component,
        "carrier": plan.cost_by_carrier,
        "country": plan.cost_by_country,
        "revenue": plan.revenue_by_carrier,
    }
    rows = (
        {"breakdown": name, **_cells_of(share)}
        for name, shares in breakdowns.items()
        for share in shares
    )
    return _frame(CostShare, rows, "breakdown")


def _paths_frame(plan: Plan) -> pd.DataFrame:
    rows = (
        {"path_id": path_id, **_cells_of(path)}
        for path_id, path in enumerate(plan.paths)
    )
    return _frame(PathFlow, rows, "path_id").drop(columns=["steps", "charge_positions"])


def _steps_frame(plan: Plan) -> pd.DataFrame:
    rows = (
        {"path_id": path_id, "step": number, **_cells_of(step)}
        for path_id, path in enumerate(plan.paths)
        for number, step in enumerate(path.steps)
    )
    return _frame(PathStep, rows, "path_id", "step")


CHARGE_COLUMNS = (
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


def _charges_frame(plan: Plan) -> pd.DataFrame:
    rows = [
        _charge_cells(path_id, path, plan.charges[position])
        for path_id, path in enumerate(plan.paths)
        for position in path.charge_positions
    ]
    frame = pd.DataFrame(rows, columns=list(CHARGE_COLUMNS))
    return frame.astype({"quantity": float, "cost": float})


def _charge_cells(path_id: int, path: PathFlow, charge: Charge) -> tuple[object, ...]:
    receipt = charge.receipt
    return (
        path_id,
        charge.kind.value,
        "|".join(charge.element_ids),
        charge.from_node_id,
        charge.to_node_id,
        charge.day,
        receipt.tariff_id,
        receipt.carrier_id,
        path.quantity,
        path.quantity * float(receipt.total / receipt.units),
    )


def _frame(
    record_type: "type[DataclassInstance]",
    rows: Iterable[dict[str, object]],
    *keys: str,
) -> pd.DataFrame:
    """Make a frame that has the columns of the records even where it has no rows."""
    own = fields(record_type)
    frame = pd.DataFrame(list(rows), columns=[*keys, *(field.name for field in own)])
    return frame.astype({f.name: float for f in own if f.type in _NUMBERS})


def _cells_of(record: "DataclassInstance") -> dict[str, object]:
    return {f.name: _cell_of(getattr(record, f.name)) for f in fields(record)}


def _cell_of(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case StrEnum():
            return value.value
        case tuple():
            capacities = (c for c in value if isinstance(c, ResourcePeriod))
            return "|".join(f"{c.resource_id}@{c.period_id}" for c in capacities)
        case _:
            return value
