"""Flows on arcs are a sum of flows along paths, cycles apart."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from optimizer.formulation.flow_problem import FlowProblem
from optimizer.solve.decomposition import decompose

NODES = 6


def problem_of(ends, volume):
    tails, heads = np.array(ends).T
    return FlowProblem(
        state_count=NODES,
        tails=tails,
        heads=heads,
        costs=np.ones((1, len(ends))),
        uses=sparse.csr_array((len(ends), 0)),
        capacities=np.zeros(0),
        commodities=np.zeros(1, dtype=np.int64),
        sources=np.zeros(1, dtype=np.int64),
        sinks=np.array([NODES - 1]),
        volumes=np.array([volume]),
        unserved_prices=np.array([np.inf]),
    )


walks = st.lists(
    st.tuples(
        st.lists(st.integers(1, NODES - 2), max_size=4, unique=True),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=6,
)
cycles = st.lists(
    st.tuples(
        st.lists(st.integers(1, NODES - 2), min_size=2, max_size=4, unique=True),
        st.integers(1, 50),
    ),
    max_size=3,
)


@given(walks=walks, cycles=cycles)
def test_paths_add_up_to_what_flows_and_cycles_vanish(walks, cycles):
    """Any sum of paths and cycles comes apart into paths of the same total."""
    flows: dict[tuple[int, int], float] = {}
    for middle, quantity in walks:
        stops = [0, *middle, NODES - 1]
        for pair in pairwise(stops):
            flows[pair] = flows.get(pair, 0) + quantity
    for stops, quantity in cycles:
        for pair in zip(stops, [*stops[1:], stops[0]], strict=True):
            flows[pair] = flows.get(pair, 0) + quantity
    ends = sorted(flows)
    total = sum(quantity for _, quantity in walks)
    problem = problem_of(ends, float(total))

    paths = list(decompose(problem, 0, {i: flows[e] for i, e in enumerate(ends)}))

    assert sum(path.quantity for path in paths) == pytest.approx(total)
    used = np.zeros(len(ends))
    for path in paths:
        visited = [0, *(int(problem.heads[arc]) for arc in path.arcs)]
        assert [int(problem.tails[arc]) for arc in path.arcs] == visited[:-1]
        assert len(set(visited)) == len(visited)
        assert visited[-1] == NODES - 1
        used[list(path.arcs)] += path.quantity
    assert all(used <= np.array([flows[e] for e in ends]) + 1e-9)


def test_noise_is_left_out():
    """A flow that is a billionth of the volume, or leads nowhere, is no path."""
    problem = problem_of([(0, 1), (1, NODES - 1), (0, 2)], 100.0)

    paths = list(decompose(problem, 0, {0: 100.0, 1: 100.0, 2: 5e-8}))

    assert [(path.arcs, path.quantity) for path in paths] == [((0, 1), 100.0)]
