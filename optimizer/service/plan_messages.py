"""Plans and problems as messages."""

from collections.abc import Iterable

from corridor.v1 import plan_service_pb2, problem_pb2

from optimizer.domain.plan_result import PlanResult
from optimizer.domain.problems import Problem
from optimizer.service.convert import fill

NO_MONEY = ""
"""Currency of messages that hold no amounts."""


def response_of_result(result: PlanResult) -> plan_service_pb2.OptimizePlanResponse:
    """Write the answer to a request for a plan as a message."""
    response = plan_service_pb2.OptimizePlanResponse()
    fill(response, result, result.plan.currency_code if result.plan else NO_MONEY)
    return response


def messages_of_problems(problems: Iterable[Problem]) -> list[problem_pb2.Problem]:
    """Write problems as messages, in their order."""
    return [_message_of_problem(problem) for problem in problems]


def _message_of_problem(problem: Problem) -> problem_pb2.Problem:
    message = problem_pb2.Problem()
    fill(message, problem, NO_MONEY)
    return message
