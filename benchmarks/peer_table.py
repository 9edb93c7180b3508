"""Lines about the engine and its peers, one below the other."""

from benchmarks import WrongAnswerError
from benchmarks.leg_flow_arrays import LegFlowArrays
from benchmarks.peers import Peer, PeerOutcome, PeerRun
from benchmarks.proof import Proof

HEADER = (
    f"{'solver':<18}{'variables':>10}{'rows':>8}{'cost':>18}{'gap':>9}"
    f"{'build s':>9}{'solve s':>9}{'ratio':>8}"
)
"""Gaps are distances from the least cost that the engine proves, relative to it."""


def engine_line(proof: Proof, seconds: float) -> str:
    """Say what the engine found, in the time given, building included."""
    return (
        f"{'engine':<18}{proof.work.variable_count:>10}{proof.work.row_count:>8}"
        f"{proof.cost:>18.4f}{abs(proof.gap):>9.0e}{'':>9}{seconds:>9.3f}{1.0:>8.1f}"
    )


def peer_line(
    peer: Peer, run: PeerRun, program: LegFlowArrays, cost: float, seconds: float
) -> str:
    """Say what a peer found, and how many times longer than the engine it took.

    Parameters
    ----------
    peer, run, program
        Who solved what, and how it went.
    cost
        Least cost, proven.
    seconds
        Time of the engine.

    Raises
    ------
    WrongAnswerError
        When the peer's optimum is another one.
    """
    row_count, variable_count = program.matrix.shape
    size = f"{peer.name:<18}{variable_count:>10}{row_count:>8}"
    if run.objective is None:
        is_cut = run.outcome is PeerOutcome.TIME_LIMIT
        times = f"{run.solve_seconds:>9.1f}{'>':>3}{run.solve_seconds / seconds:>5.0f}"
        return f"{size}{run.outcome:>18}" + (f"{'':>18}{times}" if is_cut else "")
    gap = abs(run.objective - cost) / cost
    if gap > peer.tolerance:
        msg = f"{peer.name} finds {run.objective} instead of {cost}"
        raise WrongAnswerError(msg)
    return (
        f"{size}{run.objective:>18.4f}{gap:>9.0e}{run.build_seconds:>9.3f}"
        f"{run.solve_seconds:>9.3f}{run.solve_seconds / seconds:>8.1f}"
    )
