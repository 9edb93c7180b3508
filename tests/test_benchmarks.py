"""The benchmarks run, check their answers, and draw the networks that were published."""

import os
import runpy
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks import WrongAnswerError
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.charts import Curve, draw_growth
from benchmarks.growth import fitted_exponent
from benchmarks.large import solve_in_own_process
from benchmarks.layered_networks import (
    PUBLISHED_OPTIMA,
    LayeredSize,
    layered_problem,
    leg_count,
)
from benchmarks.leg_flow_arrays import build_leg_flow_arrays
from benchmarks.peer_table import peer_line
from benchmarks.peers import HIGHS, PEERS, PeerOutcome, PeerRun, run_peer
from benchmarks.proof import prove, run_engine
from benchmarks.reference_dataset import by_months, read_reference
from benchmarks.settings import Settings
from benchmarks.targets import Measured, Target, target_table
from optimizer.solve.path_flow_solve import solve_path_flow

ROOT = Path(__file__).parents[1]
INSTANCES = Path(
    os.environ.get("CORRIDOR_INSTANCES", ROOT.parent / "shared" / "instances")
)
GIVEN_GENERATOR = INSTANCES / "layered.py"
SMALL = LayeredSize(6, 3, 10, 4)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def problem():
    return layered_problem(SMALL)


@pytest.fixture(scope="module")
def solution(problem):
    return solve_path_flow(problem, time_limit=MINUTE).outcome


@pytest.mark.parametrize("name", BENCHMARKS)
def test_benchmark_finds_what_it_must_on_its_smallest_sizes(name, tmp_path):
    """A benchmark that breaks is noticed before anyone waits for a full run."""
    settings = Settings(instances=INSTANCES, charts=tmp_path, smoke=True)

    report = list(BENCHMARKS[name](settings))

    assert any(isinstance(entry, str) for entry in report)


def test_benchmarks_say_that_public_networks_are_missing(tmp_path):
    """The networks are not part of the project; the rest runs without them."""
    settings = Settings(instances=tmp_path / "none", smoke=True)

    (line,) = BENCHMARKS["public-networks"](settings)

    assert "--instances" in line


def test_command_refuses_a_name_that_it_does_not_know():
    """A misspelt benchmark must not pass for one that ran."""
    with pytest.raises(SystemExit):
        main(["--smoke", "groth"])


@pytest.mark.skipif(
    not GIVEN_GENERATOR.exists(), reason="CORRIDOR_INSTANCES names no layered.py"
)
@pytest.mark.parametrize(
    "size",
    [
        LayeredSize(10, 4, 50, 8),
        LayeredSize(5, 3, 20, 1),  # one period: no transit, no waiting
        LayeredSize(7, 6, 30, 5, seed=3),
        LayeredSize(2, 1, 4, 2),
    ],
    ids=str,
)
def test_networks_are_those_with_published_optima(size):
    """The optima hold for the very same draws alone."""
    given = runpy.run_path(str(GIVEN_GENERATOR))["layered"](
        size.layers, size.width, size.demands, size.periods, size.seed
    )

    ours = layered_problem(size)

    limited = np.isfinite(given.capacity)
    assert ours.state_count == given.node_count
    for name, other in (
        ("tails", given.tail),
        ("heads", given.head),
        ("capacities", given.capacity[limited]),
        ("sources", given.origin),
        ("sinks", given.destination),
        ("volumes", given.volume),
    ):
        assert np.array_equal(getattr(ours, name), other), name
    assert np.array_equal(ours.costs, [given.cost])
    assert np.array_equal(
        np.flatnonzero(np.diff(ours.uses.indptr)), np.flatnonzero(limited)
    )


def test_engine_reaches_a_published_optimum():
    """The certified least cost, to a millionth."""
    size = LayeredSize(10, 4, 50, 8)

    proof = run_engine(str(size), layered_problem(size), PUBLISHED_OPTIMA[size])

    assert proof.error < 1e-6
    assert abs(proof.gap) < 1e-6


def test_legs_are_counted_in_both_directions():
    """Two columns of two nodes: four legs across, one within the first, and back."""
    assert leg_count(LayeredSize(2, 2, 1, 1)) == 10


def test_another_optimum_is_a_wrong_answer(problem):
    """Times mean nothing where the answer is wrong."""
    with pytest.raises(WrongAnswerError, match="instead of"):
        run_engine("small", problem, 1.0)


def overloaded(solution):
    """Send everything thrice."""
    paths = tuple(replace(p, quantity=3 * p.quantity) for p in solution.paths)
    return replace(solution, paths=paths)


def lossy(solution):
    """Forget a path."""
    return replace(solution, paths=solution.paths[1:])


def broken(solution):
    """Leave out the first arc of a path."""
    first, *others = solution.paths
    return replace(solution, paths=(replace(first, arcs=first.arcs[1:]), *others))


def unproven(solution):
    """Claim that capacities are worth nothing."""
    prices = np.zeros_like(solution.capacity_prices)
    return replace(solution, capacity_prices=prices)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (overloaded, "limits exceeded"),
        (lossy, "limits exceeded"),
        (broken, "does not hang together"),
        (unproven, "gap"),
    ],
)
def test_spoiled_answers_are_refused(problem, solution, spoil, reason):
    """Every part of the check sees the fault that it is there for."""
    with pytest.raises(WrongAnswerError, match=reason):
        prove("small", problem, spoil(solution), seconds=0.0)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_peers_agree_with_the_engine_or_are_not_installed(problem, solution, peer):
    """All solve one program, so all find one optimum."""
    run = run_peer(peer, build_leg_flow_arrays(problem), MINUTE)

    if run.outcome is not PeerOutcome.NOT_INSTALLED:
        assert run.objective == pytest.approx(solution.objective, rel=peer.tolerance)


def test_peers_agree_where_all_must_be_served(problem):
    """A release that must be served has no unserved variable in the arrays."""
    must = replace(
        problem,
        capacities=problem.capacities * 10,
        unserved_prices=np.full(problem.release_count, np.inf),
    )

    run = run_peer(HIGHS, build_leg_flow_arrays(must), MINUTE)

    assert run.objective == pytest.approx(run_engine("must", must).cost)


def test_peers_that_are_not_installed_are_no_error(problem, monkeypatch):
    """Smoke runs need nothing but what the service needs."""
    module = "ortools.linear_solver.python.model_builder_helper"
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("pulp.COIN_CMD.available", lambda _: False)
    program = build_leg_flow_arrays(problem)

    outcomes = [run_peer(peer, program, MINUTE).outcome for peer in PEERS]

    assert outcomes[:2] == [PeerOutcome.OPTIMAL] * 2
    assert outcomes[2:] == [PeerOutcome.NOT_INSTALLED] * 3


def test_peer_with_another_optimum_is_a_wrong_answer(problem):
    """Then the programs differ, and so do the times' meanings."""
    run = PeerRun(outcome=PeerOutcome.OPTIMAL, objective=2.0)

    with pytest.raises(WrongAnswerError, match="instead of"):
        peer_line(HIGHS, run, build_leg_flow_arrays(problem), 1.0, 1.0)


def test_peer_at_its_limit_is_slower_by_more_than_the_ratio(problem):
    """Where a peer is cut, the ratio is a bound and says so."""
    run = PeerRun(outcome=PeerOutcome.TIME_LIMIT, solve_seconds=300.0)

    line = peer_line(HIGHS, run, build_leg_flow_arrays(problem), 1.0, 2.0)

    assert "time limit" in line
    assert ">  150" in line


def test_fitted_exponent_is_the_one_that_was_planted():
    """Times of 3 n^1.3 grow with the power 1.3."""
    counts = [25, 50, 100, 200, 400]
    seconds = [3 * count**1.3 for count in counts]

    assert fitted_exponent(counts, seconds) == pytest.approx(1.3)


def test_growth_without_matplotlib_says_that_there_is_no_chart(tmp_path, monkeypatch):
    """The numbers stand in the lines; the chart is for the eye."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    line = draw_growth([Curve("demands", (1, 2), (1.0, 2.0), 1.0)], tmp_path)

    assert "not installed" in line
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it may be inherited")
def test_peak_memory_is_that_of_the_solve_alone():
    """What the process that starts the solve holds does not count."""
    held = np.ones(60_000_000)

    _, memory_gb = solve_in_own_process(SMALL)

    assert 0 < memory_gb < held.nbytes / 1e9


def test_months_are_the_year_of_the_reference_dataset():
    """Twelve periods without a gap, and nothing else is changed."""
    static = read_reference()
    monthly = by_months(static)
    months = monthly.calendar()

    assert len(months) == 12
    assert months[0].start_date == static.calendar()[0].start_date
    assert months[-1].end_date == static.calendar()[-1].end_date
    assert sum(month.day_count for month in months) == 365
    assert monthly.demands == static.demands


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        (Target(what="time", at_least=8, aim=2), 1.5, "aim reached"),
        (Target(what="time", at_least=8, aim=2), 8, "reached"),
        (Target(what="time", at_least=8, aim=2), 8.1, "missed"),
        (Target(what="gap", at_least=1e-6), 0.0, "reached"),
        (Target(what="time", aim=5), 5.1, "aim missed"),
        (Target(what="ratio", at_least=15, aim=50, is_more_better=True), 20, "reached"),
    ],
)
def test_verdict_names_the_best_mark_that_is_reached(target, value, verdict):
    """Some numbers are to be small and others large."""
    assert target.verdict(value) == verdict


def test_table_shows_a_bound_as_a_bound():
    """A peer that was stopped would have taken longer."""
    target = Target(what="ratio", at_least=15, aim=50, is_more_better=True)

    *_, line = target_table([Measured(target, 60.0, is_bound=True)])

    assert line.split() == ["ratio", "15", "50", ">60", "aim", "reached"]
