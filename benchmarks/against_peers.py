"""The engine against solvers on the compact leg-flow program of the same problem."""

import statistics
import time
from datetime import timedelta

from benchmarks.layered_networks import (
    PUBLISHED_OPTIMA,
    LayeredSize,
    layered_problem,
)
from benchmarks.leg_flow_arrays import LegFlowArrays, build_leg_flow_arrays
from benchmarks.peer_table import HEADER, engine_line, peer_line
from benchmarks.peers import HIGHS, PEERS, Peer, PeerOutcome, PeerRun, run_peer
from benchmarks.proof import Proof, run_engine
from benchmarks.settings import Settings
from benchmarks.targets import AGAINST_HIGHS, Measured, Report

SIZE = LayeredSize(10, 4, 50, 8)
SMOKE_SIZE = LayeredSize(6, 3, 10, 4)
ROUNDS, ENGINE_SOLVES = 5, 3
"""Rounds, and solves of the engine in each; every peer solves once a round."""

TIME_LIMIT = timedelta(minutes=5)


def run(settings: Settings) -> Report:
    """Solve one network by the engine and by every peer.

    The engine's time is all of it, from the flow problem to the paths. A peer's ratio
    counts the solve alone: neither the arrays nor handing them over. Both are medians
    over rounds in which all take turns, so that what else the machine does meets all.

    Raises
    ------
    WrongAnswerError
        When the engine's answer is not proven, or a peer finds another optimum.
    """
    size = SMOKE_SIZE if settings.smoke else SIZE
    problem = layered_problem(size)
    started = time.perf_counter()
    program = build_leg_flow_arrays(problem)
    yield f"{size}; arrays of the leg-flow program {time.perf_counter() - started:.3f} s"
    yield HEADER
    proofs: list[Proof] = []
    runs: dict[Peer, list[PeerRun]] = {peer: [] for peer in PEERS}
    for _round in range(1 if settings.smoke else ROUNDS):
        proofs += [
            run_engine(str(size), problem, PUBLISHED_OPTIMA.get(size))
            for _solve in range(ENGINE_SOLVES)
        ]
        _let_peers_solve(runs, program)
    seconds = statistics.median(proof.seconds for proof in proofs)
    yield engine_line(proofs[0], seconds)
    for peer in PEERS:
        peer_run = _median(runs[peer])
        yield peer_line(peer, peer_run, program, proofs[0].cost, seconds)
        if peer is HIGHS:
            yield from _ratio(peer_run, seconds)


def _let_peers_solve(runs: dict[Peer, list[PeerRun]], program: LegFlowArrays) -> None:
    """Add a run of each peer; one that found no optimum is not asked again."""
    for peer, peer_runs in runs.items():
        if all(run.outcome is PeerOutcome.OPTIMAL for run in peer_runs):
            peer_runs.append(run_peer(peer, program, TIME_LIMIT))


def _median(runs: list[PeerRun]) -> PeerRun:
    """Return the run of median time, or the last where that found no optimum."""
    if runs[-1].outcome is not PeerOutcome.OPTIMAL:
        return runs[-1]
    return sorted(runs, key=lambda run: run.solve_seconds)[len(runs) // 2]


def _ratio(peer_run: PeerRun, seconds: float) -> Report:
    """Measure a peer by the engine's seconds; a peer that was cut took longer."""
    is_cut = peer_run.outcome is PeerOutcome.TIME_LIMIT
    if is_cut or peer_run.outcome is PeerOutcome.OPTIMAL:
        yield Measured(AGAINST_HIGHS, peer_run.solve_seconds / seconds, is_cut)
