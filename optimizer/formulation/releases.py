"""Releases: what of each demand becomes ready when, and by when it must arrive."""

import math
from dataclasses import dataclass

from optimizer.domain.dataset import Dataset
from optimizer.formulation.places import Gate, Place
from optimizer.formulation.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Release:
    """The part of a demand's volume that becomes ready in one period.

    Attributes
    ----------
    demand
        Position in the dataset's demands.
    commodity_id
        What moves.
    period
        Period in which it becomes ready.
    source, sink
        State in which it starts, and the last one in which it counts as delivered.
    volume
        How much, in the commodity's unit.
    unserved_price
        Price of a unit left unserved; infinite where it must be served.
    """

    demand: int
    commodity_id: str
    period: int
    source: int
    sink: int
    volume: float
    unserved_price: float


def releases_of(
    dataset: Dataset, timetable: Timetable, places: list[Place]
) -> list[Release]:
    """Split every demand into its releases, in the order of demands and periods."""
    position = {place: index for index, place in enumerate(places)}
    last_day = dataset.calendar()[-1].end_date
    releases = []
    # Many demands share a profile and a window.
    known: dict[object, list[float]] = {}
    for index, demand in enumerate(dataset.demands):
        key = (demand.shape_id, demand.earliest_departure, demand.latest_arrival)
        weights = known.get(key) or dataset.release_weights(demand)
        known[key] = weights
        latest = timetable.period_of(demand.latest_arrival or last_day)
        origin = position[Place(demand.origin_node_id, Gate.ORIGIN)]
        target = position[Place(demand.destination_node_id, Gate.DESTINATION)]
        price = demand.unserved_price_per_unit
        releases += [
            Release(
                demand=index,
                commodity_id=demand.commodity_id,
                period=period,
                source=period * len(places) + origin,
                sink=latest * len(places) + target,
                volume=demand.volume * weight / sum(weights),
                unserved_price=math.inf if price is None else float(price),
            )
            for period, weight in enumerate(weights)
            if weight > 0
        ]
    return releases
