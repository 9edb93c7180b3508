"""What many draws come to: means, quantiles, and which capacities bind how often."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from optimizer.analysis.ledger import round_money
from optimizer.analysis.uncertainty.simulation import DrawRow
from optimizer.domain.quantities import exact

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of the draws that lie below each quantile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySpread:
    """How an amount of money spreads over draws, each rounded to the cent.

    Attributes
    ----------
    mean, standard_deviation
        The mean, and the deviation of the sample; 0 of a single draw.
    quantiles
        At 5, 25, 50, 75 and 95 percent, linear between draws.
    """

    mean: Decimal
    standard_deviation: Decimal
    quantiles: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a figure spreads over draws.

    Attributes
    ----------
    mean, standard_deviation, quantiles
        As for :class:`MoneySpread`.
    """

    mean: float
    standard_deviation: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingShare:
    """How often a resource binds.

    Attributes
    ----------
    resource_id
        Which.
    share
        Share of the planned draws in which it has a positive shadow price in some
        period, above 0.
    """

    resource_id: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSummary:
    """What the draws that have a plan come to.

    Attributes
    ----------
    draw_count, planned_count
        Draws, and those of them with a plan.
    total_cost, served_t, unserved_t, lateness_days
        How each spreads; None where no draw has it.
    bottlenecks
        The one that binds most often first.
    """

    draw_count: int
    planned_count: int
    total_cost: MoneySpread | None
    served_t: Spread | None
    unserved_t: Spread | None
    lateness_days: Spread | None
    bottlenecks: tuple[BindingShare, ...]


def summarized(rows: Iterable[DrawRow]) -> SimulationSummary:
    """Sum draws up, in whatever order they are.

    Quantiles are those of Hyndman and Fan's seventh definition [1]_.

    References
    ----------
    .. [1] Hyndman, R.J. & Fan, Y. (1996). Sample quantiles in statistical packages.
           *The American Statistician* 50(4), 361-365.
    """
    ordered = sorted(rows, key=lambda row: row.position)
    planned = [row for row in ordered if row.total_cost is not None]
    binding = Counter(name for row in planned for name in row.bottlenecks)
    ranked = sorted(binding.items(), key=lambda entry: (-entry[1], entry[0]))
    return SimulationSummary(
        draw_count=len(ordered),
        planned_count=len(planned),
        total_cost=_money(_known([row.total_cost for row in planned])),
        served_t=_spread(_known([row.served_t for row in planned])),
        unserved_t=_spread(_known([row.unserved_t for row in planned])),
        lateness_days=_spread(_known([row.lateness_days for row in planned])),
        bottlenecks=tuple(
            BindingShare(resource_id=name, share=count / len(planned))
            for name, count in ranked
        ),
    )


def _known[Figure](figures: Sequence[Figure | None]) -> list[Figure]:
    return [figure for figure in figures if figure is not None]


def _spread(figures: Sequence[float]) -> Spread | None:
    if not figures:
        return None
    values = np.array(figures, dtype=np.float64)
    deviation = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return Spread(
        mean=float(values.mean()),
        standard_deviation=deviation,
        quantiles=tuple(float(q) for q in np.quantile(values, LEVELS)),
    )


def _money(amounts: Sequence[Decimal]) -> MoneySpread | None:
    """Spread amounts in cents, which binary numbers hold exactly."""
    spread = _spread([float(amount * 100) for amount in amounts])
    if spread is None:
        return None
    return MoneySpread(
        mean=_of_cents(spread.mean),
        standard_deviation=_of_cents(spread.standard_deviation),
        quantiles=tuple(map(_of_cents, spread.quantiles)),
    )


def _of_cents(cents: float) -> Decimal:
    return round_money(exact(cents) / 100)
