"""What journeys take of resources, added up from the rows of a dataset."""

import math
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from optimizer.analysis.itineraries import Itinerary
from optimizer.analysis.journeys import Journey
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import StepKind
from optimizer.domain.resources import Measure, ResourceUse

type Subject = tuple[str, str]
"""What draws on a resource: ``leg``, ``transfer`` or ``node``, and its id."""

type Taken = tuple[tuple[str, str], float]
"""Resource and period, and what a unit takes there."""


class LoadBook:
    """Looks up what journeys take; nothing here knows what the solver was told.

    Parameters
    ----------
    dataset
        Legs and resource uses.
    measures
        Id and measure of each resource.
    """

    def __init__(
        self, dataset: Dataset, measures: tuple[tuple[str, Measure], ...]
    ) -> None:
        self._heads = {leg.leg_id: leg.destination_node_id for leg in dataset.legs}
        self._measures = dict(measures)
        self._uses: dict[Subject, list[ResourceUse]] = {}
        for use in dataset.resource_uses:
            names = zip(("leg", "transfer", "node"), use.subject, strict=True)
            subject = next((kind, name) for kind, name in names if name is not None)
            self._uses.setdefault(subject, []).append(use)
        self._known: WeakKeyDictionary[Journey, tuple[Taken, ...]] = WeakKeyDictionary()

    def loads(self, itineraries: Iterable[Itinerary]) -> dict[tuple[str, str], float]:
        """Add up what is taken, by resource id and period id."""
        loads: dict[tuple[str, str], list[float]] = {}
        for itinerary in itineraries:
            for where, per_unit in self._taken(itinerary.journey):
                loads.setdefault(where, []).append(itinerary.quantity * per_unit)
        return {where: math.fsum(taken) for where, taken in loads.items()}

    def _taken(self, journey: Journey) -> tuple[Taken, ...]:
        known = self._known.get(journey)
        if known is None:
            known = self._known[journey] = tuple(self._look_up(journey))
        return known

    def _look_up(self, journey: Journey) -> Iterator[Taken]:
        for subject, period_id in self._passed(journey):
            for use in self._uses.get(subject, ()):
                measure = use.per_measure or self._measures[use.resource_id]
                content = journey.commodity.per_unit(measure) or 0.0
                yield (use.resource_id, period_id), content * use.use_factor

    def _passed(self, journey: Journey) -> Iterator[tuple[Subject, str]]:
        """Yield what a journey passes and when: its origin, legs, nodes, transfers."""
        moving = [s for s in journey.steps if s.kind is not StepKind.HOLD]
        if moving:
            first = moving[0].departure_period_id
            yield ("node", journey.origin_node_id), first
        for step in moving:
            if step.kind is StepKind.LEG:
                yield ("leg", step.element_id), step.departure_period_id
                yield ("node", self._heads[step.element_id]), step.departure_period_id
            elif step.kind is StepKind.TRANSFER:
                yield ("transfer", step.element_id), step.departure_period_id
