"""How a result of planning looks: the plan, or why there is none, and the warnings."""

from corridor_client import PlanResult
from rich.console import RenderableType

from corridor_cli.conflict_report import no_plan_report
from corridor_cli.plan_report import plan_report
from corridor_cli.problem_report import problem_table


def solve_report(result: PlanResult) -> list[RenderableType]:
    """Lay out a result: the plan or why there is none, then the warnings."""
    blocks = (
        plan_report(result.plan, result.termination)
        if result.plan
        else no_plan_report(result)
    )
    if result.warnings:
        blocks.append(problem_table(result.warnings, "Warnings"))
    return blocks
