"""Results as JSON and as data frames."""

import dataclasses
import importlib
import json
import sys
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from corridor_client import DatasetFile, Problem, Severity, ValidationResult
from corridor_client.frames import frames_of_plan
from corridor_client.json_object import from_json_object, json_object_of
from corridor_client.messages import record_of
from corridor_client.results import PlanResult
from hypothesis import given, settings
from plans import small_result
from strategies import plan_results

from optimizer.service.plan_messages import response_of_result


@pytest.fixture
def result():
    return record_of(PlanResult, small_result())


def test_json_has_the_names_of_the_contract(result):
    """Who reads the protos can read the JSON."""
    members = result.to_json_object()

    assert list(members) == [
        "termination",
        "plan",
        "conflict",
        "warnings",
        "statistics",
        "files",
    ]
    assert members["statistics"]["solve_seconds"] == 0.25


def test_json_gives_money_as_decimal_strings(result):
    """A number in JSON is a float to most readers, and money is not."""
    plan = result.to_json_object()["plan"]

    assert plan["total_cost"] == "1500.00"
    assert plan["bottlenecks"][0]["shadow_price"] == "7.123456"


def test_json_says_what_each_demand_is_counted_in(result):
    """A quantity without its unit is half a number."""
    units = [d["quantity_unit"] for d in result.to_json_object()["plan"]["demands"]]

    assert units == ["TONNE", "TEU"]


def test_json_names_the_currency_once(result):
    """There is one currency to a plan."""
    text = json.dumps(result.to_json_object())

    assert text.count('"USD"') == 1


@settings(deadline=None)
@given(result=plan_results())
def test_every_result_can_be_written_as_json(result):
    """Whatever the server may send, ``json`` can write."""
    members = record_of(PlanResult, response_of_result(result)).to_json_object()

    assert json.loads(json.dumps(members)) == members


@settings(deadline=None)
@given(result=plan_results())
def test_what_was_written_can_be_read_again(result):
    """Through text, as it is kept in a file."""
    received = record_of(PlanResult, response_of_result(result))
    text = json.dumps(received.to_json_object())

    assert from_json_object(PlanResult, json.loads(text)) == received


def test_what_is_no_result_is_not_read(result):
    members = result.to_json_object()

    with pytest.raises(KeyError):
        from_json_object(PlanResult, {})
    with pytest.raises(ValueError, match="'WON'"):
        from_json_object(
            PlanResult,
            members | {"termination": members["termination"] | {"reason": "WON"}},
        )


def test_only_results_become_json():
    """Anything else is a mistake of the caller."""
    with pytest.raises(TypeError, match="only results"):
        json_object_of(DatasetFile)


def test_a_dataset_with_warnings_is_valid():
    """Warnings do not stop a plan, errors do."""
    valid = [
        ValidationResult(
            problems=(problem(severity),), dataset_id="", digest="", row_counts=()
        ).is_valid
        for severity in (Severity.WARNING, Severity.ERROR, Severity.UNRECOGNIZED)
    ]

    assert valid == [True, False, False]


def problem(severity):
    texts = dict.fromkeys(
        ["code", "table", "row_id", "column", "value", "message", "remedy"], ""
    )
    return Problem(**texts, row=None, severity=severity)


def test_frames_have_a_row_for_each_record(result):
    """Nothing of the plan is left out."""
    plan, frames = result.plan, frames_of_plan(result.plan)

    assert len(frames.flows) == len(plan.flows)
    assert len(frames.steps) == sum(len(path.steps) for path in plan.paths)
    assert list(frames.costs["breakdown"].unique()) == [
        "component",
        "carrier",
        "country",
    ]


def test_frames_hold_numbers_that_can_be_summed(result):
    """Money is a float there: analysts sum, group and plot."""
    frames = frames_of_plan(result.plan)
    by_component = frames.costs[frames.costs["breakdown"] == "component"]

    assert by_component["cost"].sum() == float(result.plan.total_cost)
    assert frames.unserved["exhausted"].tolist() == ["berth@p"]


def test_frames_say_what_each_demand_is_counted_in(result):
    """Who sums quantities over demands joins or groups by this first."""
    demands = frames_of_plan(result.plan).demands.set_index("demand_id")
    tonnes = demands["served"] * demands["tonnes_per_unit"]

    assert demands["quantity_unit"].to_dict() == {
        "grain-ab": "TONNE",
        "boxes-ab": "TEU",
    }
    assert tonnes.to_dict() == {"grain-ab": 60, "boxes-ab": 400}


def test_polars_takes_every_frame(result):
    """By the interchange protocol, cell for cell."""
    frames = frames_of_plan(result.plan)
    for field in dataclasses.fields(frames):
        frame = getattr(frames, field.name)
        taken = pl.from_dataframe(frame)

        assert taken.columns == list(frame.columns)
        assert taken.height == len(frame)
        for column in frame.columns:
            if frame[column].dtype == float:
                assert taken[column].to_list() == pytest.approx(
                    frame[column].to_list(), nan_ok=True
                )


def test_frames_without_rows_keep_columns_and_types(result):
    """Code that reads a full plan reads an empty one."""
    frames = frames_of_plan(replace(result.plan, unserved=(), paths=()))

    assert frames.unserved["quantity"].dtype == float
    assert frames.unserved["cost"].sum() == 0
    assert "demand_id" in frames.paths


def test_money_is_decimal_in_a_plan(result):
    """Sums of a plan are exact."""
    costs = [share.cost for share in result.plan.cost_by_component]

    assert sum(costs, Decimal(0)) == result.plan.total_cost


def test_frames_without_pandas_say_what_to_install(monkeypatch):
    """pandas is an extra; the library works without it."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.delitem(sys.modules, "corridor_client.frames", raising=False)

    with pytest.raises(ImportError, match=r"corridor-client\[frames\]"):
        importlib.import_module("corridor_client.frames")
