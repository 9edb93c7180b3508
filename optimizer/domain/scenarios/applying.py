"""From a base dataset and a scenario to the dataset that it describes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from optimizer.domain.commodities import Commodity
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.network import Leg, Node, Transfer
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.quantities import canonical
from optimizer.domain.record import Record
from optimizer.domain.resources import Resource
from optimizer.domain.scenarios.amounts import Amount
from optimizer.domain.scenarios.calendars import with_calendar_split
from optimizer.domain.scenarios.capacities import with_capacity
from optimizer.domain.scenarios.changes import (
    Change,
    Close,
    Fix,
    Forbid,
    Open,
    PutRows,
    Require,
    Reserve,
    Scenario,
    SetQuantity,
    SplitCalendar,
    SwitchRegime,
)
from optimizer.domain.scenarios.closing import with_closed, with_opened
from optimizer.domain.scenarios.contradictions import Contradictions
from optimizer.domain.scenarios.fixing import with_fixed
from optimizer.domain.scenarios.forbidding import with_forbidden
from optimizer.domain.scenarios.money import with_leg_rates, with_tariffs_scaled
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.rows import with_rows, without_rows
from optimizer.domain.scenarios.selecting import selected, selected_periods
from optimizer.domain.tariffs import ExchangeRate, Rate, Tariff
from optimizer.errors import InvalidScenarioError

_QUOTED = Context(prec=18)
"""Digits that the column of exchange rates holds."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A dataset and the regime that it is planned under.

    Attributes
    ----------
    dataset
        The rows.
    regime_id
        The regime; None is the dataset's default.
    """

    dataset: Dataset
    regime_id: str | None = None


def applied(base: Variant, scenario: Scenario) -> Variant:
    """Apply all changes of a scenario, one after the other.

    Raises
    ------
    InvalidScenarioError
        When any change cannot be applied; it lists them all.
    """
    variant, problems, contradictions = base, [], Contradictions()
    for position, change in enumerate(scenario.changes):
        try:
            contradictions.note(variant.dataset, position, change)
            variant = with_change(variant, change)
        except UnusableChangeError as error:
            problems.append(_problem(scenario, position, error))
    if problems:
        raise InvalidScenarioError(scenario.scenario_id, problems)
    return variant


def _problem(scenario: Scenario, position: int, error: UnusableChangeError) -> Problem:
    return Problem(
        code=error.code,
        table="changes",
        row=position + 1,
        row_id=scenario.notes[position],
        message=error.message,
        remedy=error.remedy,
    )


def with_change(variant: Variant, change: Change) -> Variant:
    """Apply one change.

    Raises
    ------
    UnusableChangeError
        When it cannot be applied.
    """
    dataset = variant.dataset
    match change:
        case SwitchRegime(regime_id):
            _require_regime(dataset, regime_id)
            return Variant(dataset, regime_id)
        case SetQuantity():
            after = _with_quantity(dataset, change)
        case Close():
            after = with_closed(dataset, change)
        case Open():
            after = with_opened(dataset, change)
        case Forbid() | Reserve() | Require():
            after = with_forbidden(dataset, change)
        case Fix():
            after = with_fixed(dataset, change)
        case PutRows(rows):
            after = with_rows(dataset, rows)
        case SplitCalendar(days):
            after = with_calendar_split(dataset, days)
    return Variant(after, variant.regime_id)


def _require_regime(dataset: Dataset, regime_id: str) -> None:
    known = [regime.regime_id for regime in dataset.regimes]
    if regime_id not in known:
        raise UnusableChangeError(
            ProblemCode.NOTHING_SELECTED,
            f"there is no regime {regime_id!r}",
            f"name one of {', '.join(known) or 'none: the dataset has no regimes'}",
        )


def _with_quantity(dataset: Dataset, change: SetQuantity) -> Dataset:
    target, amount = change.target, change.amount
    if target.kind == "carbon":
        price = amount.of_money(dataset.header.carbon_price_per_t)
        header = dataset.header.model_copy(update={"carbon_price_per_t": price})
        return dataset.model_copy(update={"header": header})
    rows = selected(dataset, target)
    period_ids = selected_periods(dataset, change.periods)
    if target.quantity == "capacity":
        return with_capacity(dataset, rows, amount, period_ids)
    if period_ids:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"{target} does not differ by period",
            "leave out the periods; capacities alone differ by period",
        )
    return _with_numbers(dataset, change, rows)


def _with_numbers(
    dataset: Dataset, change: SetQuantity, rows: Sequence[Record]
) -> Dataset:
    amount = change.amount
    match change.target.kind, change.target.quantity:
        case "tariff", _:
            tariffs = [row for row in rows if isinstance(row, Tariff)]
            return with_tariffs_scaled(dataset, tariffs, amount)
        case "leg", "rate":
            legs = [row for row in rows if isinstance(row, Leg)]
            return with_leg_rates(dataset, legs, amount)
        case "node", "transit_days":
            inside = {row.node_id for row in rows if isinstance(row, Node)}
            transfers = [t for t in dataset.transfers if t.node_id in inside]
            return with_rows(dataset, _timed(transfers, amount))
        case _, "transit_days":
            return with_rows(dataset, _timed(rows, amount))
        case "demand", "volume":
            return _with_volumes(dataset, rows, amount)
        case _:
            return with_rows(dataset, (_with_money(row, amount) for row in rows))


def _timed(rows: Sequence[Record], amount: Amount) -> Iterator[Record]:
    for row in rows:
        if isinstance(row, Leg | Transfer):
            days = amount.of_quantity(row.transit_days)
            yield row.model_copy(update={"transit_days": days})


def _with_volumes(dataset: Dataset, rows: Sequence[Record], amount: Amount) -> Dataset:
    """Change volumes; a demand of nothing is none."""
    demands = [row for row in rows if isinstance(row, Demand)]
    volumes = [amount.of_quantity(demand.volume) for demand in demands]
    changed = [
        demand.model_copy(update={"volume": volume})
        for demand, volume in zip(demands, volumes, strict=True)
        if volume > 0
    ]
    gone = [d for d, volume in zip(demands, volumes, strict=True) if volume == 0]
    return without_rows(with_rows(dataset, changed), "demands", gone)


def _with_money(row: Record, amount: Amount) -> Record:
    match row:
        case Demand(unserved_price_per_unit=None):
            raise UnusableChangeError(
                ProblemCode.BAD_FORMAT,
                f"{row.demand_id!r} must be served, so that leaving it has no price",
                "select demands that need not be served",
            )
        case Demand(unserved_price_per_unit=Decimal() as price):
            return row.model_copy(
                update={"unserved_price_per_unit": amount.of_money(price)}
            )
        case Commodity():
            value = amount.of_money(row.time_value_per_unit_day)
            return row.model_copy(update={"time_value_per_unit_day": value})
        case Resource():
            if row.run_cost is None:
                raise UnusableChangeError(
                    ProblemCode.NOTHING_SELECTED,
                    f"{row.resource_id!r} does not come in runs",
                    "select resources with a run_cost",
                )
            return row.model_copy(update={"run_cost": amount.of_money(row.run_cost)})
        case Rate():
            return row.model_copy(update={"rate": amount.of_money(row.rate)})
        case ExchangeRate():
            after = canonical(_QUOTED.plus(amount.of(row.rate)))
            return row.model_copy(update={"rate": after})
        case _:
            msg = f"{row!r} has no money to change"
            raise TypeError(msg)
