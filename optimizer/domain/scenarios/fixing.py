"""Parts of demands whose flow is fixed to some legs."""

from collections.abc import Iterator
from itertools import count

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import Demand
from optimizer.domain.problems import ProblemCode
from optimizer.domain.quantities import EXACT, exact
from optimizer.domain.scenarios.amounts import Amount
from optimizer.domain.scenarios.changes import Fix
from optimizer.domain.scenarios.forbidding import legs_but, legs_of, without_legs
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.rows import with_rows, without_rows
from optimizer.domain.scenarios.selecting import selected


def with_fixed(dataset: Dataset, change: Fix) -> Dataset:
    """Fix a part of each demand that a change names to its legs.

    The part becomes a demand of its own, ``ID-fixed``, that must be served and may use
    no other legs; what remains keeps its id and its terms. Both tender together, so
    that discounts for volume stay what they were.

    Raises
    ------
    UnusableChangeError
        When it selects no legs or no demands, or more of a demand than there is.
    """
    others = legs_but(dataset, change.targets)
    avoided = set[str]().union(*(legs_of(dataset, t) for t in change.rest_avoids))
    demands = [d for d in selected(dataset, change.demands) if isinstance(d, Demand)]
    ids = {demand.demand_id for demand in dataset.demands}
    shippers = {d.shipper_id for d in dataset.demands if d.shipper_id is not None}
    for demand in demands:
        volume = _part(demand, change.amount)
        shipper_id = demand.shipper_id or _unused(demand.demand_id, shippers)
        changes = {
            "demand_id": _unused(f"{demand.demand_id}-fixed", ids),
            "volume": volume,
            "must_serve": True,
            "unserved_price_per_unit": None,
            "all_or_nothing": False,
            "shipper_id": shipper_id,
        }
        fixed = without_legs(demand.model_copy(update=changes), others)
        ids.add(fixed.demand_id)
        rows = [fixed, *_rest(demand, volume, shipper_id, avoided)]
        dataset = with_rows(without_rows(dataset, "demands", [demand]), rows)
    return dataset


def _part(demand: Demand, amount: Amount) -> float:
    volume = amount.of_quantity(demand.volume)
    if not 0 < volume <= demand.volume:
        raise UnusableChangeError(
            ProblemCode.OUT_OF_RANGE,
            f"it fixes {volume:g} of the {demand.volume:g} of {demand.demand_id!r}",
            "fix more than 0 and at most the volume, as in 'to: x0.5'",
        )
    if demand.all_or_nothing and volume < demand.volume:
        raise UnusableChangeError(
            ProblemCode.OUT_OF_RANGE,
            f"{demand.demand_id!r} is all or nothing, so no part of it can be fixed",
            "fix all of it with 'to: x1'",
        )
    return volume


def _rest(
    demand: Demand, fixed: float, shipper_id: str, avoided: set[str]
) -> Iterator[Demand]:
    left = float(EXACT.subtract(exact(demand.volume), exact(fixed)))
    if left > 0:
        changes = {"volume": left, "shipper_id": shipper_id}
        yield without_legs(demand.model_copy(update=changes), avoided)


def _unused(name: str, known: set[str]) -> str:
    """Return the name, or the first of it with a number that is not known."""
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(n for n in names if n not in known)
