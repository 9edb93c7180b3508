"""Messages become records whose fields are named alike, exactly."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

import corridor_client
import pytest
from corridor.v1 import (
    charge_pb2,
    dataset_pb2,
    dataset_service_pb2,
    plan_pb2,
    plan_service_pb2,
    problem_pb2,
    quote_pb2,
    scenario_service_pb2,
    sensitivity_service_pb2,
    server_info_service_pb2,
    simulation_service_pb2,
    tariff_check_pb2,
    termination_pb2,
)
from corridor_client import Problem, choices, results, server_info, tariff_checks
from corridor_client.messages import UNRECOGNIZED, amount_of, record_of
from google.protobuf.duration_pb2 import Duration
from google.type import money_pb2
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import plan_results, problems

from optimizer.service.plan_messages import messages_of_problems, response_of_result

RECORDS = {
    results.PlanResult: plan_service_pb2.OptimizePlanResponse,
    results.Termination: termination_pb2.Termination,
    Problem: problem_pb2.Problem,
    results.ValidationResult: dataset_service_pb2.ValidateDatasetResponse,
    results.ImportResult: dataset_service_pb2.ImportDatasetResponse,
    results.RowCount: dataset_service_pb2.RowCount,
    results.DatasetSummary: dataset_service_pb2.DatasetSummary,
    results.DatasetPage: dataset_service_pb2.ListDatasetsResponse,
    results.StoredDataset: dataset_service_pb2.GetDatasetResponse,
    server_info.ServerInfo: server_info_service_pb2.GetServerInfoResponse,
    server_info.ComponentVersions: server_info_service_pb2.ComponentVersions,
    server_info.ServerLimits: server_info_service_pb2.ServerLimits,
    tariff_checks.TariffCheckResult: tariff_check_pb2.CheckTariffsResponse,
    tariff_checks.TariffFinding: tariff_check_pb2.TariffFinding,
    tariff_checks.CheckedTariff: tariff_check_pb2.CheckedTariff,
    tariff_checks.FindingCount: tariff_check_pb2.FindingCount,
    corridor_client.ExplanationResult: scenario_service_pb2.ExplainDemandResponse,
    corridor_client.ComparedScenario: scenario_service_pb2.CompareScenariosResponse,
    **{
        getattr(corridor_client, name): getattr(scenario_service_pb2, name)
        for name in (
            "Attribution",
            "DemandExplanation",
            "ExplainedRoute",
            "LegFlowChange",
            "PlanChange",
            "PlanSummary",
            "ScenarioFile",
            "ScenarioRow",
        )
    },
    corridor_client.PlanEvent: plan_service_pb2.StreamPlanResponse,
    **{
        getattr(corridor_client, name): getattr(plan_service_pb2, name)
        for name in ("PlanHeartbeat", "PlanProgress", "PlanQueued", "PlanStarted")
    },
    corridor_client.FoundRanges: sensitivity_service_pb2.StreamRangesResponse,
    corridor_client.SweptRows: sensitivity_service_pb2.StreamSweepResponse,
    corridor_client.ContractsResult: simulation_service_pb2.FindContractsResponse,
    corridor_client.SimulatedDraws: simulation_service_pb2.StreamSimulationResponse,
    **{
        getattr(corridor_client, name): getattr(simulation_service_pb2, name)
        for name in (
            "BestContracts",
            "BindingShare",
            "Booking",
            "DrawRow",
            "MoneySpread",
            "SimulationSummary",
            "Spread",
        )
    },
    corridor_client.ExpansionsResult: sensitivity_service_pb2.FindExpansionsResponse,
    corridor_client.TradeOffResult: sensitivity_service_pb2.FindTradeOffResponse,
    **{
        getattr(corridor_client, name): getattr(sensitivity_service_pb2, name)
        for name in (
            "Expansion",
            "Ladder",
            "Range",
            "Rung",
            "TradeOff",
            "TradeOffPoint",
        )
    },
    **{
        getattr(corridor_client, name): getattr(module, name)
        for module in (charge_pb2, plan_pb2, quote_pb2)
        for name in module.DESCRIPTOR.message_types_by_name
    },
}

CHOICES = {
    choices.TerminationReason: termination_pb2.TerminationReason,
    choices.Limit: termination_pb2.Limit,
    choices.PlanPhase: plan_service_pb2.PlanPhase,
    choices.StepKind: plan_pb2.StepKind,
    choices.UnservedReason: plan_pb2.UnservedReason,
    choices.Measure: dataset_pb2.Measure,
    choices.QuantityUnit: dataset_pb2.QuantityUnit,
    choices.Severity: problem_pb2.Severity,
    **{
        getattr(corridor_client, name): getattr(module, name)
        for module in (charge_pb2, quote_pb2, sensitivity_service_pb2)
        for name in module.DESCRIPTOR.enum_types_by_name
    },
    choices.FindingCode: tariff_check_pb2.FindingCode,
}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_has_the_fields_of_its_message(record):
    """What the contract says is what a caller can read, under the same name."""
    names = [field.name for field in dataclasses.fields(record)]

    assert sorted(names) == sorted(RECORDS[record].DESCRIPTOR.fields_by_name)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.__name__)
def test_an_enumeration_has_the_values_of_the_contract(choice):
    """Names lose the prefix that only protobuf needs."""
    first, *names = CHOICES[choice].keys()
    prefix = first.removesuffix("UNSPECIFIED")

    assert list(choice) == [n.removeprefix(prefix) for n in names] + [UNRECOGNIZED]


@settings(deadline=None)
@given(result=plan_results())
def test_a_plan_arrives_as_it_was_sent(result):
    """The client's records say what the domain's said; only times change their type."""
    received = record_of(results.PlanResult, response_of_result(result))

    assert said(received) == said(result)


@given(found=st.lists(problems(), max_size=3))
def test_problems_arrive_as_they_were_sent(found):
    """Places and texts of problems are shown by the client in the same words."""
    received = [record_of(Problem, m) for m in messages_of_problems(found)]

    assert [str(problem) for problem in received] == [str(problem) for problem in found]


@given(units=st.integers(-(2**63) + 1, 2**63 - 1), nanos=st.integers(0, 10**9 - 1))
def test_money_is_read_exactly_with_at_least_two_decimals(units, nanos):
    """Money is never a float, not even on the way."""
    sign = -1 if units < 0 else 1
    amount = amount_of(money_pb2.Money(units=units, nanos=sign * nanos))

    assert amount * 10**9 == units * 10**9 + sign * nanos
    assert amount.as_tuple().exponent <= -2


@pytest.mark.parametrize(
    ("units", "nanos", "text"),
    [
        (0, 0, "0.00"),  # two decimals, always
        (12, 500_000_000, "12.50"),
        (7, 123_456_000, "7.123456"),  # as many as there are
        (-1, -1, "-1.000000001"),
        (10**15, 0, "1000000000000000.00"),  # never an exponent
    ],
)
def test_money_is_written_plainly(units, nanos, text):
    """A reader of JSON gets digits."""
    assert f"{amount_of(money_pb2.Money(units=units, nanos=nanos)):f}" == text


def test_a_choice_of_a_newer_server_is_unrecognized():
    """A client that is older than its server still reads the rest."""
    message = termination_pb2.Termination(reason=99, detail="new")
    termination = record_of(results.Termination, message)

    assert termination.reason is choices.TerminationReason.UNRECOGNIZED
    assert termination.detail == "new"


def test_unset_differs_from_zero():
    """No bound is not a bound of zero."""
    bounds = [
        record_of(results.Termination, message).primal_bound
        for message in (
            termination_pb2.Termination(),
            termination_pb2.Termination(primal_bound=0.0),
        )
    ]

    assert bounds == [None, 0.0]


def test_times_are_timedeltas():
    """A duration is read to the microsecond."""
    message = plan_pb2.Statistics(solve_time=Duration(seconds=3, nanos=1_500_000))

    assert record_of(results.Statistics, message).solve_time == timedelta(
        seconds=3, milliseconds=1.5
    )


def said(value):
    """Attributes by name, all the way down, times in seconds and enums as text."""
    match value:
        case StrEnum():
            return value.value
        case timedelta():
            return value.total_seconds()
        case tuple():
            return [said(entry) for entry in value]
        case Decimal() | float() | int() | str() | bytes() | None:
            return value
    return {
        field.name.replace("_time", "_seconds"): said(getattr(value, field.name))
        for field in dataclasses.fields(value)
    }
