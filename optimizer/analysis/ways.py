"""The cheapest ways from one state to another, in the order of their cost."""

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

type Entry = tuple[float, int, tuple[int, ...], float, tuple[int, ...]]
"""Estimate, length and arcs of a partial way, its cost, and the states that it passed."""

POP_LIMIT = 20_000
"""Partial ways that are looked at for one pair of ends, so that a search always ends."""


@dataclass(frozen=True, slots=True)
class OpenArc:
    """An arc that is open to a commodity.

    Attributes
    ----------
    arc
        Its position among all arcs.
    other
        State at its other end.
    cost
        What a unit pays, at least 0.
    """

    arc: int
    other: int
    cost: float


class Ways:
    """Finds ways over the open arcs of a static network.

    Parameters
    ----------
    arcs
        Tail, head and cost of each arc; infinite where it is closed.
    state_count
        Number of states.
    """

    def __init__(
        self, arcs: Iterable[tuple[int, int, float]], state_count: int
    ) -> None:
        self._onward: list[list[OpenArc]] = [[] for _ in range(state_count)]
        self._backward: list[list[OpenArc]] = [[] for _ in range(state_count)]
        for arc, (tail, head, cost) in enumerate(arcs):
            if math.isfinite(cost):
                self._onward[tail].append(OpenArc(arc, head, cost))
                self._backward[head].append(OpenArc(arc, tail, cost))

    def costs_to(self, sink: int) -> list[float]:
        """Return the least cost from every state to one (Dijkstra 1959).

        Infinite where no way leads there.
        """
        costs = [math.inf] * len(self._backward)
        costs[sink] = 0.0
        frontier = [(0.0, sink)]
        while frontier:
            cost, state = heappop(frontier)
            if cost > costs[state]:
                continue
            for arc in self._backward[state]:
                longer = cost + arc.cost
                if longer < costs[arc.other]:
                    costs[arc.other] = longer
                    heappush(frontier, (longer, arc.other))
        return costs

    def in_order(
        self,
        source: int,
        sink: int,
        costs_to: Sequence[float],
        areas: Sequence[Hashable],
    ) -> Iterator[tuple[int, ...]]:
        """Yield ways from the cheapest on; none comes back to a state, or to an area it left.

        A* search (Hart, Nilsson, Raphael 1968) that goes on after the first way; the
        estimate of what is left is exact, so only arcs beside wanted ways are looked
        at. Of ways that cost the same, the one with fewer arcs comes first, then the
        one with the earlier arcs.

        Parameters
        ----------
        source, sink
            States where ways start and end.
        costs_to
            As :meth:`costs_to` gives them for the sink.
        areas
            What each state belongs to.
        """
        if not math.isfinite(costs_to[source]):
            return
        start: Entry = (costs_to[source], 0, (), 0.0, (source,))
        frontier = [start]
        for _ in range(POP_LIMIT):
            if not frontier:
                return
            _, _, arcs, cost, states = heappop(frontier)
            if states[-1] == sink:
                yield arcs
                continue
            for arc in self._onward[states[-1]]:
                rest = costs_to[arc.other]
                if not math.isfinite(rest) or _comes_back(arc.other, states, areas):
                    continue
                way, so_far = (*arcs, arc.arc), cost + arc.cost
                passed = (*states, arc.other)
                heappush(frontier, (so_far + rest, len(way), way, so_far, passed))


def _comes_back(state: int, states: tuple[int, ...], areas: Sequence[Hashable]) -> bool:
    """Whether a way over some states has been at the next one, or left its area."""
    if state in states:
        return True
    area = areas[state]
    return area != areas[states[-1]] and any(areas[s] == area for s in states)
