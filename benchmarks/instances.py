"""Public multicommodity networks: their format, and their published optima.

A file holds the number of nodes, of arcs and of commodities, then a line ``tail head cost
capacity`` per arc and a line ``origin destination demand`` per commodity, nodes counted
from 1. They are the grid and planar networks that CommaLAB of the University of Pisa
keeps among its multicommodity flow problems.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from optimizer.formulation.flow_problem import FlowProblem


@dataclass(frozen=True)
class PublicNetwork:
    """A public network with its published optimum.

    Attributes
    ----------
    family, name
        Folder and file of the network.
    optimum
        Published least cost.
    is_small
        Whether the leg-flow program, too, solves it in less than a minute.
    """

    family: str
    name: str
    optimum: float
    is_small: bool = False

    def path(self, instances: Path) -> Path:
        """Where the network lies below the folder of all instances."""
        return instances / self.family / self.name


PUBLIC_NETWORKS = (
    PublicNetwork("grid", "grid1", 827319.0, is_small=True),
    PublicNetwork("grid", "grid2", 1705378.0, is_small=True),
    PublicNetwork("grid", "grid3", 1524642.0, is_small=True),
    PublicNetwork("grid", "grid4", 3031695.0, is_small=True),
    PublicNetwork("grid", "grid5", 5049688.5, is_small=True),
    PublicNetwork("grid", "grid6", 10401782.0),
    PublicNetwork("grid", "grid7", 25864036.571),
    PublicNetwork("grid", "grid8", 41711150.624),
    PublicNetwork("planar", "planar30", 44350624.0, is_small=True),
    PublicNetwork("planar", "planar50", 122199689.0, is_small=True),
    PublicNetwork("planar", "planar80", 182438133.402, is_small=True),
    PublicNetwork("planar", "planar100", 231339581.854),
    PublicNetwork("planar", "planar150", 548087088.987),
)
"""Networks by family, small ones first."""


def read_network(path: Path) -> FlowProblem:
    """Read a network; every demand must be served in full.

    Raises
    ------
    ValueError
        When the file does not hold what its first three numbers announce.
    """
    numbers = np.array(path.read_text().split(), dtype=np.float64)
    node_count, arc_count, demand_count = numbers[:3].astype(np.int64).tolist()
    expected = 3 + 4 * arc_count + 3 * demand_count
    if len(numbers) != expected:
        msg = f"{path.name} holds {len(numbers)} numbers, not {expected}"
        raise ValueError(msg)
    arcs = numbers[3 : 3 + 4 * arc_count].reshape(arc_count, 4)
    demands = numbers[3 + 4 * arc_count :].reshape(demand_count, 3)
    return FlowProblem(
        state_count=node_count,
        tails=arcs[:, 0].astype(np.int64) - 1,
        heads=arcs[:, 1].astype(np.int64) - 1,
        costs=arcs[:, 2][np.newaxis],
        uses=sparse.eye_array(arc_count, format="csr"),
        capacities=arcs[:, 3],
        commodities=np.zeros(demand_count, dtype=np.int64),
        sources=demands[:, 0].astype(np.int64) - 1,
        sinks=demands[:, 1].astype(np.int64) - 1,
        volumes=demands[:, 2],
        unserved_prices=np.full(demand_count, np.inf),
    )
