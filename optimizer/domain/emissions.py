"""Greenhouse gases of carrying cargo."""

from decimal import Decimal

from optimizer.domain.network import Leg
from optimizer.domain.quantities import EXACT, exact

GRAMS_PER_TONNE = Decimal(1_000_000)


def emissions_t_per_t(leg: Leg) -> float:
    """Return the tonnes of CO2 equivalent of carrying a tonne over a leg.

    0 where the leg does not state its factor.
    """
    return float(exact_emissions_t_per_t(leg))


def exact_emissions_t_per_t(leg: Leg) -> Decimal:
    """Return what :func:`emissions_t_per_t` does, as the tables state it."""
    if leg.emissions_g_per_t_km is None:
        return Decimal(0)
    grams = EXACT.multiply(exact(leg.emissions_g_per_t_km), exact(leg.distance_km))
    return EXACT.divide(grams, GRAMS_PER_TONNE)
