"""What if: scenarios planned from a base, and what each of their changes does."""

from optimizer.analysis.what_if.comparing import Comparison
from optimizer.analysis.what_if.explaining import (
    DEFAULT_ROUTES,
    MOST_ROUTES,
    DemandExplanation,
    ExplainedRoute,
    explained,
)
from optimizer.analysis.what_if.rows import (
    Attribution,
    LegFlowChange,
    PlanChange,
    PlanSummary,
    ScenarioRow,
)

__all__ = [
    "DEFAULT_ROUTES",
    "MOST_ROUTES",
    "Attribution",
    "Comparison",
    "DemandExplanation",
    "ExplainedRoute",
    "LegFlowChange",
    "PlanChange",
    "PlanSummary",
    "ScenarioRow",
    "explained",
]
