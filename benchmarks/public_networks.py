"""Engine and leg-flow program on public networks, against their published optima."""

import time

from benchmarks.instances import PUBLIC_NETWORKS, PublicNetwork, read_network
from benchmarks.proof import TIME_LIMIT, Proof, prove, run_engine
from benchmarks.settings import Settings
from benchmarks.targets import (
    GRID8_SECONDS,
    PLANAR150_SECONDS,
    PUBLIC_GAP,
    Measured,
    Report,
)
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.solve.leg_flow_solve import solve_leg_flow

SMOKE_NAMES = frozenset({"grid1", "planar30"})
TARGETS = {"planar150": PLANAR150_SECONDS, "grid8": GRID8_SECONDS}
HEADER = (
    f"{'network':<10}{'by':<10}{'nodes':>7}{'arcs':>7}{'demands':>9}{'variables':>11}"
    f"{'published':>17}{'found':>17}{'error':>10}{'gap':>10}{'seconds':>9}"
)


def run(settings: Settings) -> Report:
    """Solve the networks and yield a line about each.

    Raises
    ------
    WrongAnswerError
        When an optimum is missed, or not proven.
    """
    if not settings.instances.is_dir():
        yield (
            f"no public networks in {settings.instances}: "
            "name their folder with --instances"
        )
        return
    yield HEADER
    largest_gap = 0.0
    for network in PUBLIC_NETWORKS:
        if settings.smoke and network.name not in SMOKE_NAMES:
            continue
        problem = read_network(network.path(settings.instances))
        if network.is_small:
            proof = _run_leg_flow(network, problem)
            yield _line(network, "leg-flow", problem, proof)
        proof = run_engine(network.name, problem, network.optimum)
        largest_gap = max(largest_gap, abs(proof.gap))
        yield _line(network, "engine", problem, proof)
        if network.name in TARGETS:
            yield Measured(TARGETS[network.name], proof.seconds)
    yield Measured(PUBLIC_GAP, largest_gap)


def _run_leg_flow(network: PublicNetwork, problem: FlowProblem) -> Proof:
    started = time.perf_counter()
    outcome = solve_leg_flow(problem, TIME_LIMIT)
    seconds = time.perf_counter() - started
    return prove(
        network.name, problem, outcome, seconds=seconds, optimum=network.optimum
    )


def _line(
    network: PublicNetwork, program: str, problem: FlowProblem, proof: Proof
) -> str:
    return (
        f"{network.name:<10}{program:<10}{problem.state_count:>7}"
        f"{problem.arc_count:>7}{problem.release_count:>9}"
        f"{proof.work.variable_count:>11}{network.optimum:>17.3f}{proof.cost:>17.3f}"
        f"{proof.error:>10.1e}{proof.gap:>10.1e}{proof.seconds:>9.2f}"
    )
