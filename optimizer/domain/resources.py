"""What is scarce: anything with a limit per period."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from optimizer.domain.quantities import (
    Id,
    MoneyAmount,
    Name,
    PositiveQuantity,
    Quantity,
    Unit,
)
from optimizer.domain.record import Record


class Measure(StrEnum):
    """What a capacity counts."""

    TONNE = "TONNE"
    TEU = "TEU"
    WAGON = "WAGON"
    TRAIN = "TRAIN"
    VOYAGE = "VOYAGE"


CARGO_MEASURES = frozenset({Measure.TONNE, Measure.TEU, Measure.WAGON})
"""Measures that a commodity states per unit; trains and voyages are counted in these."""


class CapacityBasis(StrEnum):
    """The stretch of time that a capacity is stated for."""

    PERIOD = "PERIOD"
    """Each planning period, however long."""

    DAY = "DAY"
    YEAR = "YEAR"
    """A year of 365 days; a period gets its share by days."""


class Resource(Record):
    """A capacity: a leg's, a transfer's, a node's, or a pool that several share.

    What draws on it is said by the rows of ``resource_uses``.
    """

    resource_id: Id
    """Identifies the resource."""

    name: Name
    """Name for people."""

    measure: Measure
    """What is counted."""

    capacity: Quantity
    """Most of the measure that fits in one ``basis``; 0 closes what uses it."""

    basis: CapacityBasis = CapacityBasis.PERIOD
    """The stretch of time ``capacity`` is stated for."""

    shape_id: Id | None = None
    """Profile of the year that multiplies the capacity. None is an even year."""

    run_capacity: PositiveQuantity | None = None
    """Capacity that one voyage or train adds; the capacity is then the most that runs
    can add. None is a capacity that is there without anything running."""

    run_cost: Annotated[MoneyAmount, Unit("money per run")] | None = None
    """What one run costs, however full, in the dataset's currency. Required with
    ``run_capacity``, else None."""

    minimum_load: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of its capacity that a run must carry at least. Above 0 only with
    ``run_capacity``; it counts where runs are decided on in whole numbers."""

    @model_validator(mode="after")
    def _runs_or_does_not(self) -> Self:
        if (self.run_capacity is None) != (self.run_cost is None):
            msg = "run_capacity and run_cost come together: give both or neither"
            raise ValueError(msg)
        if self.run_capacity is None and self.minimum_load > 0:
            msg = "a minimum_load needs a run_capacity to be a share of"
            raise ValueError(msg)
        return self


class ResourceUse(Record):
    """Something that draws on a resource: one leg, one transfer or one node.

    One unit of flow takes ``use_factor`` of the resource for each of the
    ``per_measure`` that the unit holds. So a wagon ferry with 50 places is a VOYAGE
    resource used with ``per_measure`` WAGON and ``use_factor`` 0.02. What a node uses
    is counted once for each arrival by leg and once for each departure at an origin.
    """

    resource_id: Id
    """Resource that is drawn on."""

    leg_id: Id | None = None
    """Leg that draws on it. Exactly one of the three is given."""

    transfer_id: Id | None = None
    """Transfer that draws on it. Exactly one of the three is given."""

    node_id: Id | None = None
    """Node that draws on it. Exactly one of the three is given."""

    use_factor: PositiveQuantity = 1.0
    """Amount of the resource's measure per ``per_measure`` of cargo."""

    per_measure: Measure | None = None
    """What the factor multiplies: TONNE, TEU or WAGON. None is the resource's own
    measure, which for TRAIN and VOYAGE must be given instead."""

    @model_validator(mode="after")
    def _draws_by_one_thing(self) -> Self:
        if sum(x is not None for x in self.subject) != 1:
            msg = "give exactly one of leg_id, transfer_id and node_id"
            raise ValueError(msg)
        if self.per_measure is not None and self.per_measure not in CARGO_MEASURES:
            msg = f"per_measure must be TONNE, TEU or WAGON, not {self.per_measure}"
            raise ValueError(msg)
        return self

    @property
    def subject(self) -> tuple[str | None, str | None, str | None]:
        """Leg, transfer and node, two of them None."""
        return self.leg_id, self.transfer_id, self.node_id


class ResourceCapacity(Record):
    """The capacity of one resource in one period, in place of the general one."""

    resource_id: Id
    """Resource whose capacity differs."""

    period_id: Id
    """Period in which it differs."""

    capacity: Quantity
    """Most of the measure in that whole period; 0 closes what uses the resource."""
