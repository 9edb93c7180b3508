"""Drawing what is uncertain, so that a draw depends on its seed and number alone.

Every number of every draw has a stream of its own, spawned from the seed by the draw's
and the number's position [1]_. So draws can be made anywhere in any order, and another
uncertain number changes nothing of what is drawn for those before it.

References
----------
.. [1] O'Neill, M.E. (2014). PCG: a family of simple fast space-efficient statistically
       good algorithms for random number generation. Technical report HMC-CS-2014-0905.
"""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from optimizer.domain.calendar import Period
from optimizer.domain.dataset import TABLES, Dataset
from optimizer.domain.quantities import canonical
from optimizer.domain.scenarios import (
    Amount,
    AmountKind,
    Scenario,
    SetQuantity,
    Target,
)
from optimizer.domain.scenarios.selecting import selected, selected_periods
from optimizer.domain.scenarios.targets import KINDS
from optimizer.domain.uncertainty import (
    Distribution,
    DistributionKind,
    UncertainNumber,
    Uncertainty,
)

DECIMALS = 9
"""Decimals to which what is drawn is rounded, as amounts are written."""


def scenario_of_draw(
    dataset: Dataset, uncertainty: Uncertainty, seed: int, position: int
) -> Scenario:
    """Draw every uncertain number once.

    Parameters
    ----------
    dataset
        Rows and periods that targets select, the changes before made.
    uncertainty
        What is drawn.
    seed
        Tells runs apart, at least 0.
    position
        Which draw, from 0.

    Returns
    -------
    Scenario
        A change for each number that was drawn.

    Raises
    ------
    UnusableChangeError
        When a target selects nothing.
    """
    changes: list[SetQuantity] = []
    notes: list[str] = []
    for index, number in enumerate(uncertainty.numbers):
        sequence = np.random.SeedSequence(entropy=seed, spawn_key=(position, index))
        stream = np.random.Generator(np.random.PCG64(sequence))
        drawn = list(_changes(dataset, number, stream))
        changes += drawn
        notes += [uncertainty.notes[index]] * len(drawn)
    name = f"draw-{position}"
    return Scenario(
        scenario_id=name,
        title=f"Draw {position}",
        changes=tuple(changes),
        notes=tuple(notes),
    )


def mean_scenario(uncertainty: Uncertainty) -> Scenario:
    """Set every uncertain number to its mean."""
    changes: list[SetQuantity] = []
    notes: list[str] = []
    for index, number in enumerate(uncertainty.numbers):
        mean = mean_of(number.distribution)
        amount = _amount(number.effect, mean)
        changes.append(SetQuantity(number.target, amount, number.periods))
        notes.append(uncertainty.notes[index])
    return Scenario(
        scenario_id="means",
        title="All at their means",
        changes=tuple(changes),
        notes=tuple(notes),
    )


def unchanging(number: UncertainNumber) -> SetQuantity:
    """Return a change that leaves an uncertain number as it is, or at its mean if set."""
    neutral = {AmountKind.SCALE: 1.0, AmountKind.ADD: 0.0}
    value = neutral.get(number.effect, mean_of(number.distribution))
    return SetQuantity(number.target, _amount(number.effect, value), number.periods)


def _changes(
    dataset: Dataset, number: UncertainNumber, stream: np.random.Generator
) -> Iterator[SetQuantity]:
    """Yield a change for each draw of a number: row by row, period by period."""
    for target in _targets(dataset, number):
        for periods, day_count in _slots(dataset, number):
            value = drawn_from(number.distribution, stream, day_count)
            yield SetQuantity(target, _amount(number.effect, value), periods)


def _targets(dataset: Dataset, number: UncertainNumber) -> list[Target]:
    if not number.each.is_by_row:
        return [number.target]
    kind = number.target.kind
    column = TABLES[KINDS[kind].table].key[0]
    ids = [str(getattr(row, column)) for row in selected(dataset, number.target)]
    return [Target(kind, row_id, quantity=number.target.quantity) for row_id in ids]


def _slots(
    dataset: Dataset, number: UncertainNumber
) -> list[tuple[tuple[str, ...], int]]:
    """Return the periods of each draw, and how many days they have together."""
    calendar = dataset.calendar()
    chosen = set(selected_periods(dataset, number.periods))
    periods = [p for p in calendar if not chosen or p.period_id in chosen]
    if not number.each.is_by_period:
        return [(number.periods, _day_count(periods))]
    return [((period.period_id,), period.day_count) for period in periods]


def _day_count(periods: list[Period]) -> int:
    return sum(period.day_count for period in periods)


def _amount(effect: AmountKind, value: float) -> Amount:
    """Write what was drawn as an amount; nothing is multiplied or set below 0."""
    number = canonical(round(Decimal(value), DECIMALS))
    if effect is not AmountKind.ADD:
        number = max(number, Decimal(0))
    return Amount(effect, number)


def drawn_from(
    distribution: Distribution, stream: np.random.Generator, day_count: int
) -> float:
    """Draw a number.

    Parameters
    ----------
    distribution
        From what.
    stream
        Where chance comes from; it moves on.
    day_count
        Days of the periods that the number is for.
    """
    numbers = distribution.numbers
    match distribution.kind:
        case DistributionKind.UNIFORM:
            low, high = numbers
            return float(stream.uniform(low, high))
        case DistributionKind.TRIANGULAR:
            low, mode, high = numbers
            return float(stream.triangular(low, mode, high))
        case DistributionKind.NORMAL:
            mean, deviation = numbers
            return float(stream.normal(mean, deviation))
        case DistributionKind.LOGNORMAL:
            median, sigma = numbers
            return float(stream.lognormal(np.log(median), sigma))
        case DistributionKind.CHOICE:
            return float(stream.choice(numbers, p=distribution.weights))
        case DistributionKind.STORMS:
            share, days = numbers
            closed = stream.poisson(share * day_count / days) * days
            return max(1.0 - closed / day_count, 0.0) / (1.0 - share)


def mean_of(distribution: Distribution) -> float:
    """Return the mean of a distribution; of storms, as if none overlapped."""
    numbers = distribution.numbers
    match distribution.kind:
        case DistributionKind.UNIFORM | DistributionKind.TRIANGULAR:
            return sum(numbers) / len(numbers)
        case DistributionKind.NORMAL:
            return numbers[0]
        case DistributionKind.LOGNORMAL:
            return float(numbers[0] * np.exp(numbers[1] ** 2 / 2))
        case DistributionKind.CHOICE:
            return float(np.dot(numbers, distribution.weights))
        case DistributionKind.STORMS:
            return 1.0
