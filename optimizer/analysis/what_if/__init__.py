"""What if: scenarios planned from a base, and what each of their changes does."""

from optimizer.analysis.what_if.comparing import Comparison
from optimizer.analysis.what_if.rows import (
    Attribution,
    LegFlowChange,
    PlanChange,
    PlanSummary,
    ScenarioRow,
)

__all__ = [
    "Attribution",
    "Comparison",
    "LegFlowChange",
    "PlanChange",
    "PlanSummary",
    "ScenarioRow",
]
