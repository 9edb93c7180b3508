"""Whether the tariffs of a dataset price it soundly."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from optimizer.domain.dataset import Dataset
from optimizer.domain.network import Transfer
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.tariff.price_table import PriceTable, price


def check_tariffs(dataset: Dataset) -> list[Problem]:
    """Find what is open but not priced, priced twice, or free to go round in.

    Parameters
    ----------
    dataset
        A dataset whose rows fit together.
    """
    prices, problems = price(dataset)
    return [*problems, *_free_cycles(dataset, prices)]


def _free_cycles(dataset: Dataset, prices: PriceTable) -> Iterator[Problem]:
    """Transfers by which cargo could change mode for ever at no cost and in no time."""
    by_node: dict[tuple[str, str], list[Transfer]] = {}
    for transfer in dataset.transfers:
        for commodity in dataset.commodities:
            key = (transfer.transfer_id, commodity.commodity_id)
            charges = [
                period[key].amount for period in prices.handling if key in period
            ]
            if transfer.transit_days == 0 and charges and not any(charges):
                place = (transfer.node_id, commodity.commodity_id)
                by_node.setdefault(place, []).append(transfer)
    for transfers in by_node.values():
        yield from _cycle_problem(transfers)


def _cycle_problem(transfers: list[Transfer]) -> Iterator[Problem]:
    onward: dict[tuple[object, object], set[tuple[object, object]]] = {}
    for t in transfers:
        tail = (t.arriving_mode, t.arriving_gauge_mm)
        onward.setdefault(tail, set()).add((t.departing_mode, t.departing_gauge_mm))
    try:
        TopologicalSorter(onward).prepare()
    except CycleError:
        first = transfers[0]
        yield Problem(
            code=ProblemCode.FREE_TRANSFER_CYCLE,
            table="transfers",
            row_id=first.transfer_id,
            column="transit_days",
            value=str(first.transit_days),
            message=(
                "the transfers "
                f"{', '.join(sorted(t.transfer_id for t in transfers))} lead back to "
                "where they start in no time and at no charge"
            ),
            remedy="give one of them a handling time or a handling rate above 0",
        )
