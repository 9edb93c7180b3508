"""Shortest paths of releases, one by one."""

from collections.abc import Iterator

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.pricing import Pricer


def release_paths(
    problem: FlowProblem, capacity_prices: FloatArray, releases: IntArray
) -> Iterator[tuple[int, float, list[int]]]:
    """Yield some releases with their cheapest paths at given capacity prices.

    Yields
    ------
    tuple[int, float, list[int]]
        Release, cost per unit (infinite without a path), arcs in the order of travel.
    """
    pricing = Pricer(problem, releases).price(capacity_prices)
    index_of = {release: i for i, release in enumerate(pricing.paths.releases.tolist())}
    for release in releases.tolist():
        index, distance = index_of.get(release), float(pricing.distances[release])
        arcs = [] if index is None else pricing.paths.path(index).tolist()
        yield release, distance, arcs
