"""Greenhouse gases of a plan."""

import math
from collections.abc import Iterable

from optimizer.domain.dataset import Dataset
from optimizer.domain.emissions import emissions_t_per_t
from optimizer.domain.plan import ElementFlow, StepKind


def emissions_t(dataset: Dataset, flows: Iterable[ElementFlow]) -> float | None:
    """Return the tonnes of CO2 equivalent of the flows on legs.

    None where a leg that carries something does not state its factor.

    Parameters
    ----------
    dataset
        Legs with their factors, demands and commodities.
    flows
        What moves; that on transfers and in store is passed over.
    """
    moved = [flow for flow in flows if flow.kind is StepKind.LEG]
    used = {flow.element_id for flow in moved}
    legs = [leg for leg in dataset.legs if leg.leg_id in used]
    if any(leg.emissions_g_per_t_km is None for leg in legs):
        return None
    unit_masses_t = {c.commodity_id: c.tonnes_per_unit for c in dataset.commodities}
    masses_t = {d.demand_id: unit_masses_t[d.commodity_id] for d in dataset.demands}
    per_t = {leg.leg_id: emissions_t_per_t(leg) for leg in legs}
    return math.fsum(
        flow.quantity * masses_t[flow.demand_id] * per_t[flow.element_id]
        for flow in moved
    )
