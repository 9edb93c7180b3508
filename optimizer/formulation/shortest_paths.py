"""Shortest paths of releases, one by one."""

from collections.abc import Iterator

from optimizer.formulation.flow_problem import FloatArray, FlowProblem
from optimizer.formulation.pricing import Pricer


def release_paths(
    problem: FlowProblem, capacity_prices: FloatArray
) -> Iterator[tuple[int, float, list[int]]]:
    """Yield each release with its cheapest path at given capacity prices.

    Yields
    ------
    tuple[int, float, list[int]]
        Release, cost per unit (infinite without a path), arcs in the order of travel.
    """
    if not problem.release_count:
        return
    pricing = Pricer(problem).price(capacity_prices)
    index_of = {release: i for i, release in enumerate(pricing.paths.releases.tolist())}
    for release, distance in enumerate(pricing.distances.tolist()):
        index = index_of.get(release)
        arcs = [] if index is None else pricing.paths.path(index).tolist()
        yield release, distance, arcs
