"""What plans come to where numbers are not known beforehand."""

from optimizer.analysis.uncertainty.contracts import BestContracts, best_contracts
from optimizer.analysis.uncertainty.drawing import scenario_of_draw
from optimizer.analysis.uncertainty.simulation import DrawRow, Simulation
from optimizer.analysis.uncertainty.statistics import SimulationSummary, summarized

__all__ = [
    "BestContracts",
    "DrawRow",
    "Simulation",
    "SimulationSummary",
    "best_contracts",
    "scenario_of_draw",
    "summarized",
]
