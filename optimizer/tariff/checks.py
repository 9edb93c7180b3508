"""Whether the tariffs of a dataset price it soundly."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.memory import Memory
from optimizer.domain.network import Mode, Transfer
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.tariff.price_table import Charges, PriceTable, price
from optimizer.tariff.validity import validity_problems

type Side = tuple[Mode, int | None]
"""Mode and gauge by which cargo stands at a node."""


def checked_prices(
    dataset: Dataset, ends: DemandEnds, memory: Memory | None = None
) -> tuple[PriceTable, list[Problem]]:
    """Price a dataset; find what is open but not priced, priced twice, or free to circle.

    Tariffs that do not hold in a period are found too.

    Parameters
    ----------
    dataset
        A dataset whose rows fit together.
    ends
        Where cargo enters and leaves the network.
    memory
        What is known of a dataset much like it.
    """
    prices, problems = price(dataset, ends, memory)
    problems += [*_free_cycles(dataset, prices), *validity_problems(dataset)]
    return prices, problems


def _free_cycles(dataset: Dataset, prices: PriceTable) -> Iterator[Problem]:
    """Transfers by which cargo could change mode for ever at no cost and in no time."""
    said: set[str] = set()
    # Periods with the same tariffs share one object and need one look.
    regimes = {id(charges): charges for charges in prices.handling}
    for charges in regimes.values():
        for transfers in _free_transfers(dataset, charges):
            cycle = _cycle(transfers)
            if cycle and cycle[0].transfer_id not in said:
                said.add(cycle[0].transfer_id)
                yield _free_cycle(cycle)


def _free_transfers(dataset: Dataset, charges: Charges) -> Iterator[list[Transfer]]:
    """Transfers at one node that cost one commodity nothing and take no time."""
    free: dict[tuple[str, str], list[Transfer]] = {}
    for transfer in dataset.transfers:
        if transfer.transit_days > 0:
            continue
        for commodity in dataset.commodities:
            charge = charges.get((transfer.transfer_id, commodity.commodity_id))
            if charge is not None and charge.amount == 0:
                place = (transfer.node_id, commodity.commodity_id)
                free.setdefault(place, []).append(transfer)
    yield from free.values()


def _cycle(transfers: list[Transfer]) -> list[Transfer]:
    """Transfers that lead back to where they start, in the order of their ids."""
    by_sides = {(_arriving(t), _departing(t)): t for t in transfers}
    earlier: dict[Side, list[Side]] = {}
    for arriving, departing in by_sides:
        earlier.setdefault(departing, []).append(arriving)
    try:
        TopologicalSorter(earlier).prepare()
    except CycleError as error:
        sides: list[Side] = error.args[1]
        cycle = [by_sides[step] for step in pairwise(sides)]
        return sorted(cycle, key=lambda t: t.transfer_id)
    return []


def _arriving(transfer: Transfer) -> Side:
    return transfer.arriving_mode, transfer.arriving_gauge_mm


def _departing(transfer: Transfer) -> Side:
    return transfer.departing_mode, transfer.departing_gauge_mm


def _free_cycle(cycle: list[Transfer]) -> Problem:
    names = ", ".join(transfer.transfer_id for transfer in cycle)
    return Problem(
        code=ProblemCode.FREE_TRANSFER_CYCLE,
        table="transfers",
        row_id=cycle[0].transfer_id,
        column="transit_days",
        value=str(cycle[0].transit_days),
        message=f"{names} lead back to where they start in no time and at no charge",
        remedy="give one of them a handling time or a handling rate above 0",
    )
