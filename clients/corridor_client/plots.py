"""Charts of a plan for notebooks; drawing needs ``corridor-client[report]``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from corridor_report import DatasetTables

    from corridor_client.plan import Plan


@dataclass(frozen=True, slots=True)
class PlanPlots:
    """Draws a plan; each chart is a figure of Plotly.

    Where places and names are needed, ``tables`` has them: ``DatasetTables.of(client,
    dataset)`` of ``corridor_report``.
    """

    plan: "Plan"

    def map(
        self, tables: "DatasetTables", *, only_crossings: bool = False
    ) -> "go.Figure":
        """Draw legs by flow and utilization, nodes by throughput, and bottlenecks.

        Raises
        ------
        ImportError
            When the extra ``report`` is not installed; so do the other charts.
        """
        from corridor_report.charts import map_of  # noqa: PLC0415 - an extra

        return map_of(self.plan, tables, only_crossings=only_crossings)

    def sankey(self, tables: "DatasetTables") -> "go.Figure":
        """Draw gross tonnes from countries by modes to countries."""
        from corridor_report.charts import sankey_of  # noqa: PLC0415 - an extra

        return sankey_of(self.plan, tables)

    def bottlenecks(self) -> "go.Figure":
        """Draw what a hundredth more of each bottleneck saves."""
        from corridor_report.charts import bottlenecks_of  # noqa: PLC0415 - an extra

        return bottlenecks_of(self.plan)
