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
from benchmarks.proof import run_engine
from benchmarks.settings import Settings
from benchmarks.targets import AGAINST_HIGHS, Measured, Report

SIZE = LayeredSize(10, 4, 50, 8)
SMOKE_SIZE = LayeredSize(6, 3, 10, 4)
ENGINE_ROUNDS, PEER_ROUNDS = 7, 3
TIME_LIMIT = timedelta(minutes=5)


def run(settings: Settings) -> Report:
    """Solve one network by the engine and by every peer.

    The engine's time is all of it, from the flow problem to the paths. A peer's ratio
    counts the solve alone: neither the arrays nor handing them over.

    Raises
    ------
    WrongAnswerError
        When the engine's answer is not proven, or a peer finds another optimum.
    """
    size = SMOKE_SIZE if settings.smoke else SIZE
    problem = layered_problem(size)
    rounds = range(1 if settings.smoke else ENGINE_ROUNDS)
    optimum = PUBLISHED_OPTIMA.get(size)
    proofs = [run_engine(str(size), problem, optimum) for _ in rounds]
    seconds = statistics.median(proof.seconds for proof in proofs)
    started = time.perf_counter()
    program = build_leg_flow_arrays(problem)
    yield f"{size}; arrays of the leg-flow program {time.perf_counter() - started:.3f} s"
    yield HEADER
    yield engine_line(proofs[0], seconds)
    for peer in PEERS:
        peer_run = _median_run(peer, program, 1 if settings.smoke else PEER_ROUNDS)
        yield peer_line(peer, peer_run, program, proofs[0].cost, seconds)
        if peer is HIGHS:
            yield from _ratio(peer_run, seconds)


def _ratio(peer_run: PeerRun, seconds: float) -> Report:
    """Measure a peer by the engine's seconds; a peer that was cut took longer."""
    is_cut = peer_run.outcome is PeerOutcome.TIME_LIMIT
    if is_cut or peer_run.outcome is PeerOutcome.OPTIMAL:
        yield Measured(AGAINST_HIGHS, peer_run.solve_seconds / seconds, is_cut)


def _median_run(peer: Peer, program: LegFlowArrays, round_count: int) -> PeerRun:
    """Return the run of median time; one that found no optimum is not repeated."""
    runs: list[PeerRun] = []
    for _ in range(round_count):
        runs.append(run_peer(peer, program, TIME_LIMIT))
        if runs[-1].outcome is not PeerOutcome.OPTIMAL:
            return runs[-1]
    return sorted(runs, key=lambda r: r.solve_seconds)[len(runs) // 2]
