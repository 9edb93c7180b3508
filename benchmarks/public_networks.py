"""The leg-flow program on public networks, against their published optima."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks import WrongAnswerError
from benchmarks.instances import PUBLIC_NETWORKS, PublicNetwork, read_network
from optimizer.analysis.certificate import dual_bound
from optimizer.solve.leg_flow_solve import solve_leg_flow
from optimizer.solve.solution import Solution

TOLERANCE = 1e-6
"""Largest relative difference from a published optimum, and largest proven gap."""

SMOKE_NAMES = frozenset({"grid1", "planar30"})
TIME_LIMIT = timedelta(minutes=10)
HEADER = (
    f"{'network':<10}{'nodes':>7}{'arcs':>7}{'demands':>9}{'variables':>11}"
    f"{'published':>17}{'found':>17}{'error':>10}{'gap':>10}{'seconds':>9}"
)


def run(instances: Path, *, smoke: bool) -> Iterator[str]:
    """Solve the networks and yield a line about each.

    Raises
    ------
    WrongAnswerError
        When an optimum is missed, or not proven.
    """
    if not instances.is_dir():
        yield f"no public networks in {instances}: name their folder with --instances"
        return
    yield HEADER
    for network in PUBLIC_NETWORKS:
        if not smoke or network.name in SMOKE_NAMES:
            yield _solve(network, instances)


def _solve(network: PublicNetwork, instances: Path) -> str:
    problem = read_network(network.path(instances))
    started = time.perf_counter()
    solution = solve_leg_flow(problem, TIME_LIMIT)
    seconds = time.perf_counter() - started
    if not isinstance(solution, Solution):
        msg = f"{network.name}: no optimum within {TIME_LIMIT}"
        raise WrongAnswerError(msg)
    cost = sum(
        path.quantity * float(problem.costs[0, list(path.arcs)].sum())
        for path in solution.paths
    )
    error = abs(cost - network.optimum) / network.optimum
    bound = dual_bound(problem, solution.capacity_prices)
    gap = (cost - bound) / network.optimum
    if max(error, abs(gap)) > TOLERANCE:
        msg = f"{network.name}: {cost} instead of {network.optimum}, gap {gap:.1e}"
        raise WrongAnswerError(msg)
    return (
        f"{network.name:<10}{problem.state_count:>7}{problem.arc_count:>7}"
        f"{problem.release_count:>9}{solution.work.variable_count:>11}"
        f"{network.optimum:>17.3f}{cost:>17.3f}{error:>10.1e}{gap:>10.1e}{seconds:>9.2f}"
    )
