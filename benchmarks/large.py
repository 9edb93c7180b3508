"""The engine on layered networks of hundreds of thousands of leg-flow variables."""

import multiprocessing
import re
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

from benchmarks import peer_table
from benchmarks.layered_networks import (
    PUBLISHED_OPTIMA,
    LayeredSize,
    layered_problem,
)
from benchmarks.leg_flow_arrays import build_leg_flow_arrays
from benchmarks.peers import HIGHS, run_peer
from benchmarks.proof import Proof, run_engine
from benchmarks.settings import Settings
from benchmarks.targets import (
    LARGE_MEMORY,
    LARGE_SECONDS,
    MEDIUM_SECONDS,
    Measured,
    Report,
)

MEDIUM = LayeredSize(10, 4, 200, 26)
LARGE = LayeredSize(20, 6, 1000, 12)
SMOKE_SIZE = LayeredSize(6, 3, 10, 4)
ROUNDS = 3
TIME_LIMIT = timedelta(minutes=5)
HEADER = (
    f"{'network':<34}{'leg-flow':>11}{'columns':>9}{'rows':>7}{'cost':>16}"
    f"{'gap':>9}{'seconds':>9}{'GB':>7}"
)


def run(settings: Settings) -> Report:
    """Solve large networks, each in a process of its own, and one by HiGHS as well.

    Raises
    ------
    WrongAnswerError
        When an answer is not proven, or HiGHS finds another optimum.
    """
    yield HEADER
    if settings.smoke:
        yield _line(SMOKE_SIZE, *solve_in_own_process(SMOKE_SIZE))
        return
    medium, medium_memory = _median(MEDIUM)
    yield _line(MEDIUM, medium, medium_memory)
    yield Measured(MEDIUM_SECONDS, medium.seconds)
    large, large_memory = _median(LARGE)
    yield _line(LARGE, large, large_memory)
    yield Measured(LARGE_SECONDS, large.seconds)
    yield Measured(LARGE_MEMORY, large_memory)
    yield f"{MEDIUM} by the leg-flow program"
    yield peer_table.HEADER
    program = build_leg_flow_arrays(layered_problem(MEDIUM))
    peer_run = run_peer(HIGHS, program, TIME_LIMIT)
    yield peer_table.engine_line(medium, medium.seconds)
    yield peer_table.peer_line(HIGHS, peer_run, program, medium.cost, medium.seconds)


def _median(size: LayeredSize) -> tuple[Proof, float]:
    """Return the solve of median time, and the most memory that any took."""
    runs = [solve_in_own_process(size) for _ in range(ROUNDS)]
    proofs = sorted((proof for proof, _ in runs), key=lambda p: p.seconds)
    return proofs[ROUNDS // 2], max(memory_gb for _, memory_gb in runs)


def solve_in_own_process(size: LayeredSize) -> tuple[Proof, float]:
    """Solve in a new process, so that its peak memory is that of the solve."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(solve_measured, size).result()


def solve_measured(size: LayeredSize) -> tuple[Proof, float]:
    """Solve a layered network and return the peak memory of this process in GB."""
    optimum = PUBLISHED_OPTIMA.get(size)
    proof = run_engine(str(size), layered_problem(size), optimum)
    return proof, peak_memory_gb()


def peak_memory_gb() -> float:
    """Return the most memory that this process has held, 1 GB being 1e9 bytes.

    Linux hands the peak that ``getrusage`` reports down from the process that started
    this one, so there the peak of the address space is read instead.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found is not None:
            return int(found[1]) * 1024 / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e9


def _line(size: LayeredSize, proof: Proof, memory_gb: float) -> str:
    problem = layered_problem(size)
    leg_flow_count = problem.release_count * (problem.arc_count + 1)
    return (
        f"{size!s:<34}{leg_flow_count:>11}{proof.work.variable_count:>9}"
        f"{proof.work.row_count:>7}{proof.cost:>16.4f}{proof.gap:>9.0e}"
        f"{proof.seconds:>9.2f}{memory_gb:>7.2f}"
    )
