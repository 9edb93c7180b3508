"""Whether something grows with the calls that were made."""

import statistics
from collections.abc import Sequence

WARM_UP_SHARE = 0.3
"""Share of the samples, from the first, that are left out: what is loaded and kept once
is no growth."""

_PER_CALLS = 10_000


def after_warm_up[T](samples: Sequence[T]) -> Sequence[T]:
    """Return the samples that count."""
    return samples[int(len(samples) * WARM_UP_SHARE) :]


def slope_per_10_000_calls(
    call_counts: Sequence[float], amounts: Sequence[float]
) -> float:
    """Return by how much an amount grows in 10,000 calls, by least squares.

    Parameters
    ----------
    call_counts
        Calls that were made when the amount was read, two different ones at least.
    amounts
        What was read, in any unit.
    """
    slope = statistics.linear_regression(call_counts, amounts).slope
    return slope * _PER_CALLS


def lasting_growth(amounts: Sequence[int]) -> int:
    """Return how much more there is at the least at the end than at the beginning.

    What comes and goes with calls does not count: the least of the first quarter is
    compared with the least of the last.
    """
    quarter = max(1, len(amounts) // 4)
    return min(amounts[-quarter:]) - min(amounts[:quarter])
