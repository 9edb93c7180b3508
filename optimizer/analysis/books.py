"""Where a plan's journeys are looked up."""

from dataclasses import dataclass
from typing import Self

from optimizer.analysis.element_flows import FlowBook
from optimizer.analysis.journeys import Journeys
from optimizer.analysis.loads import LoadBook
from optimizer.analysis.repricing import Repricer
from optimizer.domain.memory import Memory
from optimizer.formulation.state_graph import StateGraph
from optimizer.tariff.price_table import PRICED_TABLES


@dataclass(frozen=True, slots=True)
class Books:
    """What names, prices and loads journeys, straight from the rows of a dataset.

    Attributes
    ----------
    journeys
        Names them.
    repricer
        Knows what they pay.
    load_book
        Knows what they take of resources.
    flow_book
        Adds them up.
    dataset_digest, regime_id
        Digest of the dataset with all its tariffs, and which of them hold.
    """

    journeys: Journeys
    repricer: Repricer
    load_book: LoadBook
    flow_book: FlowBook
    dataset_digest: str
    regime_id: str | None

    @classmethod
    def of(
        cls,
        graph: StateGraph,
        memory: Memory,
        dataset_digest: str,
        regime_id: str | None,
    ) -> Self:
        """Open the books of a graph's dataset; those of the same rows are kept."""
        dataset = graph.dataset
        named = dataset.only("nodes", "legs", "transfers", "commodities")
        measures = tuple((r.resource_id, r.measure) for r in dataset.resources)
        taken = dataset.only("legs", "resource_uses")
        charged = dataset.only(*PRICED_TABLES, "volume_discounts")
        return cls(
            memory.recall(Journeys, named, graph.layout),
            # What steps pay is kept by the step, beyond a change of other rates.
            memory.recall(Repricer, charged, memory.recall(Memory)),
            memory.recall(LoadBook, taken, measures),
            memory.recall(FlowBook),
            dataset_digest,
            regime_id,
        )
