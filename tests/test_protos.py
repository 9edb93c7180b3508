"""The contract names things as the domain does."""

import dataclasses

import pytest
from corridor.v1 import (
    dataset_pb2,
    division_pb2,
    plan_pb2,
    plan_service_pb2,
    problem_pb2,
    regime_comparison_pb2,
    tariff_check_pb2,
    termination_pb2,
)

from optimizer.analysis import regime_comparison
from optimizer.analysis.tariff_lint import Finding, FindingCode
from optimizer.domain import plan, plan_result
from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.dataset import TABLES, Dataset
from optimizer.domain.hauls import ChargeObject, SurchargeBase
from optimizer.domain.network import Mode
from optimizer.domain.problems import Problem, Severity
from optimizer.domain.record import Confidence, Record
from optimizer.domain.resources import CapacityBasis, Measure
from optimizer.domain.tariffs import ChargeKind, RateBasis, TariffBasis
from optimizer.solve.progress import Phase
from optimizer.tariff.division import DivisionRule

ROWS = {
    table.record: getattr(dataset_pb2, table.record.__name__)
    for table in TABLES.values()
}

DATACLASSES = {
    plan_result.PlanResult: plan_service_pb2.OptimizePlanResponse,
    plan_result.Termination: termination_pb2.Termination,
    Problem: problem_pb2.Problem,
    Finding: tariff_check_pb2.TariffFinding,
    regime_comparison.RegimeComparisonResult: (
        regime_comparison_pb2.CompareRegimesResponse
    ),
    **{
        kind: getattr(regime_comparison_pb2, kind.__name__)
        for kind in (
            regime_comparison.RegimeComparison,
            regime_comparison.ComponentChange,
            regime_comparison.VolumeChange,
            regime_comparison.FlowChange,
            regime_comparison.CarrierGain,
            regime_comparison.Settlement,
            regime_comparison.SidePayment,
        )
    },
    **{
        kind: getattr(plan_pb2, kind.__name__)
        for kind in (
            plan.Plan,
            plan.PathFlow,
            plan.PathStep,
            plan.ElementFlow,
            plan.UnservedVolume,
            plan.ResourcePeriod,
            plan.CostShare,
            plan.CapacityUse,
            plan.Bottleneck,
            plan.DemandResult,
            plan.Certificate,
            plan_result.CapacityRelief,
            plan_result.DemandRelief,
            plan_result.Conflict,
            plan_result.Statistics,
        )
    },
}

ENUMS = {
    Confidence: dataset_pb2.Confidence,
    Mode: dataset_pb2.Mode,
    Measure: dataset_pb2.Measure,
    CapacityBasis: dataset_pb2.CapacityBasis,
    QuantityUnit: dataset_pb2.QuantityUnit,
    ChargeKind: dataset_pb2.ChargeKind,
    RateBasis: dataset_pb2.RateBasis,
    TariffBasis: dataset_pb2.TariffBasis,
    ChargeObject: dataset_pb2.ChargeObject,
    SurchargeBase: dataset_pb2.SurchargeBase,
    Severity: problem_pb2.Severity,
    Phase: plan_service_pb2.PlanPhase,
    DivisionRule: division_pb2.DivisionRule,
    plan_result.TerminationReason: termination_pb2.TerminationReason,
    plan_result.Limit: termination_pb2.Limit,
    plan.StepKind: plan_pb2.StepKind,
    plan.UnservedReason: plan_pb2.UnservedReason,
    FindingCode: tariff_check_pb2.FindingCode,
}

UNSENT = {plan.CostComponent}
"""Enums whose values are sent as keys of a breakdown."""


def fields_of(message):
    return [field.name for field in message.DESCRIPTOR.fields]


@pytest.mark.parametrize("record", ROWS, ids=lambda record: record.__name__)
def test_a_row_has_the_fields_of_its_record(record):
    """One name for one thing, in files, code and messages; provenance comes last."""
    own = [name for name in record.model_fields if name not in Record.model_fields]

    assert fields_of(ROWS[record]) == [*own, *Record.model_fields]


@pytest.mark.parametrize("record", ROWS, ids=lambda record: record.__name__)
def test_what_may_be_missing_has_presence(record):
    """Unset and zero differ wherever None and zero do, and no number is 0 by neglect."""
    fields = ROWS[record].DESCRIPTOR.fields_by_name
    numbers = {f.name for f in fields.values() if f.cpp_type in (1, 5)}
    unset = {
        name
        for name, field in record.model_fields.items()
        if not field.is_required() and field.get_default() is None
    }

    assert [
        name for name in sorted(unset | numbers) if not fields[name].has_presence
    ] == []


def test_a_dataset_has_a_field_for_every_table():
    """The header's table is called ``dataset`` in files and ``header`` in a message."""
    assert fields_of(dataset_pb2.Dataset) == list(Dataset.model_fields)


def test_a_plan_that_is_streamed_is_asked_for_as_any_other():
    """The server reads both requests alike."""
    whole, streamed = (
        [(f.number, f.name, f.message_type, f.has_presence) for f in kind.fields]
        for kind in (
            plan_service_pb2.OptimizePlanRequest.DESCRIPTOR,
            plan_service_pb2.StreamPlanRequest.DESCRIPTOR,
        )
    )

    assert whole == streamed


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_a_result_has_the_fields_of_its_dataclass(kind):
    """Only the times differ: seconds in the domain, a duration in a message."""
    names = {
        field.name.replace("build_seconds", "build_time").replace(
            "solve_seconds", "solve_time"
        )
        for field in dataclasses.fields(kind)
    }

    assert set(fields_of(DATACLASSES[kind])) == names


@pytest.mark.parametrize(
    "module", [plan, regime_comparison], ids=["plan", "comparison"]
)
def test_every_dataclass_of_a_result_is_in_the_contract(module):
    """A result that is added to the domain is added to the contract."""
    defined = {
        kind
        for kind in vars(module).values()
        if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
    }

    assert defined <= set(DATACLASSES)


@pytest.mark.parametrize("choices", ENUMS, ids=lambda choices: choices.__name__)
def test_an_enum_has_the_values_of_its_choices(choices):
    """Value 0 is unspecified, the others follow in the domain's order."""
    values = ENUMS[choices].DESCRIPTOR.values
    prefix = values[0].name.removesuffix("UNSPECIFIED")
    names = [value.name.removeprefix(prefix) for value in values]

    assert names == ["UNSPECIFIED", *choices.__members__]
