"""The paths that the master program knows."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from optimizer.formulation.arrays import FloatArray, IntArray
from optimizer.formulation.flow_problem import FlowProblem
from optimizer.formulation.pricing import PathBatch


@dataclass(frozen=True, slots=True)
class PathBlock:
    """Paths that were added together, with their numbers.

    Attributes
    ----------
    paths
        The paths.
    costs
        Cost of a unit along each, shape ``(n_paths,)``.
    uses
        What that unit takes of each capacity, shape ``(n_paths, n_capacities)``.
    """

    paths: PathBatch
    costs: FloatArray
    uses: sparse.csr_array


@dataclass
class PathPool:
    """Paths in the order in which they were found, each once.

    Attributes
    ----------
    problem
        What they are paths of.
    blocks
        The paths.
    """

    problem: FlowProblem
    blocks: list[PathBlock] = field(default_factory=list)
    _positions: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._positions)

    def add(self, paths: PathBatch) -> PathBlock | None:
        """Add the paths that are new; return them, or None where none is."""
        fresh = []
        for index in range(len(paths)):
            key = _key(paths, index)
            if key not in self._positions:
                self._positions[key] = len(self._positions)
                fresh.append(index)
        if not fresh:
            return None
        chosen = paths.select(np.array(fresh))
        block = PathBlock(chosen, *self._numbers(chosen))
        self.blocks.append(block)
        return block

    def positions(self, paths: PathBatch) -> IntArray:
        """Return where paths stand in the pool; all of them must be in it."""
        keys = (_key(paths, index) for index in range(len(paths)))
        return np.array([self._positions[key] for key in keys], dtype=np.int64)

    def path(self, position: int) -> tuple[int, IntArray]:
        """Return the release and the arcs of a path."""
        for block in self.blocks:
            if position < len(block.paths):
                release = int(block.paths.releases[position])
                return release, block.paths.path(position)
            position -= len(block.paths)
        msg = f"the pool has {len(self)} paths"
        raise IndexError(msg)

    def select(self, positions: IntArray) -> PathBatch:
        """Return some of the paths, in the order of the pool."""
        chosen = [self.path(position) for position in positions.tolist()]
        lengths = [len(arcs) for _, arcs in chosen]
        return PathBatch(
            np.array([release for release, _ in chosen], dtype=np.int64),
            np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            np.concatenate([np.zeros(0, dtype=np.int64), *(a for _, a in chosen)]),
        )

    def costs(self) -> FloatArray:
        """Return the cost of a unit along each path, shape ``(n_paths,)``."""
        return np.concatenate([np.zeros(0), *(block.costs for block in self.blocks)])

    def uses(self) -> sparse.csr_array:
        """Return what each path takes of each capacity."""
        none = sparse.csr_array((0, len(self.problem.capacities)))
        blocks = (block.uses for block in self.blocks)
        return sparse.vstack([none, *blocks], format="csr")

    def releases(self) -> IntArray:
        """Return the release of each path, shape ``(n_paths,)``."""
        parts = [block.paths.releases for block in self.blocks]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    def loads(self, flows: FloatArray) -> FloatArray:
        """Return what flows take of each capacity; paths beyond them carry none."""
        loads = np.zeros(len(self.problem.capacities))
        start = 0
        for block in self.blocks:
            if start == len(flows):
                break
            end = start + len(block.paths)
            loads += block.uses.T @ flows[start:end]
            start = end
        return loads

    def uses_of(self, rows: IntArray) -> sparse.csc_array:
        """Return what paths take of some capacities, shape ``(n_paths, n_rows)``."""
        return self.uses()[:, rows].tocsc()

    def _numbers(self, paths: PathBatch) -> tuple[FloatArray, sparse.csr_array]:
        """Add up costs and uses along paths."""
        problem = self.problem
        lengths = np.diff(paths.starts)
        commodities = np.repeat(problem.commodities[paths.releases], lengths)
        passed = commodities * problem.arc_count + paths.arcs
        incidence = sparse.csr_array(
            (np.ones(len(passed)), passed, paths.starts),
            shape=(len(paths), len(problem.costs) * problem.arc_count),
        )
        uses = sparse.csr_array(incidence @ problem.uses)
        uses.sort_indices()
        return incidence @ problem.costs.ravel(), uses


def _key(paths: PathBatch, index: int) -> tuple[int, bytes]:
    return int(paths.releases[index]), paths.path(index).tobytes()
