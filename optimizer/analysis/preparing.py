"""From rows to a problem: checked, priced, and laid out."""

from dataclasses import dataclass
from functools import partial

from optimizer.domain.checks import check_rows
from optimizer.domain.dataset import Dataset
from optimizer.domain.demands import DemandEnds
from optimizer.domain.memory import Memory
from optimizer.domain.problems import Problem, Severity
from optimizer.errors import InvalidDatasetError
from optimizer.formulation.state_graph import StateGraph, build_state_graph
from optimizer.tariff.checks import checked_prices
from optimizer.tariff.price_table import PRICED_TABLES, PriceTable
from optimizer.tariff.regimes import chosen_regime, under_regime


def check(dataset: Dataset) -> tuple[Problem, ...]:
    """Find everything that is wrong with a dataset, warnings included.

    Tariffs are looked at only when the rows fit together, first those of the default
    regime, and those of others only when these are sound.
    """
    problems = check_rows(dataset)
    if _has_errors(problems):
        return tuple(problems)
    regimes = sorted(dataset.regimes, key=lambda r: (not r.is_default, r.regime_id))
    regime_ids: list[str | None] = [regime.regime_id for regime in regimes]
    for regime_id in regime_ids or [None]:
        found = _priced(under_regime(dataset, regime_id), Memory())[1]
        problems += [problem for problem in found if problem not in problems]
        if _has_errors(problems):
            break
    return tuple(problems)


def _priced(dataset: Dataset, memory: Memory) -> tuple[PriceTable, list[Problem]]:
    priced = dataset.only(*PRICED_TABLES)
    ends = DemandEnds.of(dataset.demands)
    checked = partial(checked_prices, memory=memory)
    return memory.recall_of(checked_prices, checked, priced, ends)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dataset, checked and priced, as a problem to solve.

    Attributes
    ----------
    graph
        The problem, with the way back.
    prices
        Charges that hold in it.
    regime_id
        Regime that was chosen; None where the dataset has none.
    problems
        Warnings.
    """

    graph: StateGraph
    prices: PriceTable
    regime_id: str | None
    problems: tuple[Problem, ...]


def prepare(dataset: Dataset, regime_id: str | None, memory: Memory) -> Prepared:
    """Check and price a dataset and make its graph.

    Parameters
    ----------
    dataset
        What to plan.
    regime_id
        Which of its tariffs hold; None is its default.
    memory
        What is known of a dataset much like it.

    Raises
    ------
    InvalidDatasetError
        When the dataset has errors.
    """
    problems = check_rows(dataset, memory=memory)
    if _has_errors(problems):
        raise InvalidDatasetError(problems)
    chosen = chosen_regime(dataset, regime_id)
    holding = under_regime(dataset, chosen)
    prices, tariff_problems = _priced(holding, memory)
    problems += tariff_problems
    if _has_errors(problems):
        raise InvalidDatasetError(problems)
    graph = build_state_graph(holding, prices, memory)
    return Prepared(graph, prices, chosen, tuple(problems))


def _has_errors(problems: list[Problem] | tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
