"""The calls that the client makes are the methods of the contract."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from corridor_client import (
    DatasetFile,
    DivisionRule,
    DivisionTerms,
    InvalidRequestError,
    QuoteQuery,
    ScenarioFile,
    SweepAxis,
    calls,
    dataset_calls,
    operation_calls,
    plan_stream_calls,
    runs,
    sensitivity_calls,
    simulation_calls,
)
from fake_server import METHODS, message_class

QUERY = QuoteQuery(
    origin_node_id="a",
    destination_node_id="b",
    commodity_id="ore",
    quantity=Decimal(1),
    day=date(2025, 6, 1),
)

FILE = DatasetFile("rows.json", b"{}")

AXIS = SweepAxis(target="carbon.price", amounts=("0", "50"))

SCENARIO = ScenarioFile("s.yaml", b"changes: []")

CALLS = [
    calls.optimize_plan("line"),
    calls.compare_regimes("line", "own", "joint"),
    calls.validate_dataset("line"),
    calls.quote("line", QUERY),
    calls.batch_quote("line", [QUERY]),
    calls.compare_scenarios("line", stored_scenario_ids=["*"]),
    calls.explain_demand("line", "ore", route_count=3),
    sensitivity_calls.stream_ranges("line", kinds=["RATE"]),
    sensitivity_calls.find_expansions("line", target_t=5.0, scenario="growth"),
    sensitivity_calls.find_trade_off("line", "EMISSIONS", scenario=SCENARIO),
    sensitivity_calls.stream_sweep("line", [AXIS]),
    simulation_calls.stream_simulation("line", "storms", draw_count=5),
    simulation_calls.find_contracts("line", "storms", draw_count=5),
    calls.check_tariffs("line", tariff_id="haul", least_share=0),
    dataset_calls.import_dataset(FILE),
    dataset_calls.list_datasets(),
    dataset_calls.get_dataset("line"),
    dataset_calls.export_dataset("line", "WORKBOOK"),
    dataset_calls.get_template(),
    dataset_calls.list_dataset_versions("line"),
    dataset_calls.delete_dataset("line"),
    dataset_calls.store_document("line", "SCENARIO", SCENARIO),
    dataset_calls.list_documents("line"),
    dataset_calls.delete_document("line", "UNCERTAINTY", "storms"),
    calls.get_server_info(),
    plan_stream_calls.stream_plan("line"),
    runs.list_runs(dataset_id="line", page_size=5),
    operation_calls.start_plan(calls.optimize_plan("line"), request_id="a", label=""),
    operation_calls.start_sweep(
        sensitivity_calls.stream_sweep("line", [AXIS]), request_id="", label="b"
    ),
    operation_calls.start_simulation(
        simulation_calls.stream_simulation("line", "storms", draw_count=5),
        request_id="",
        label="",
    ),
    operation_calls.get_operation("operations/a"),
    operation_calls.wait_operation("operations/a", timedelta(seconds=1)),
    operation_calls.list_operations(),
    operation_calls.cancel_operation("operations/a"),
    operation_calls.delete_operation("operations/a"),
]


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ({}, 60),  # the base alone
        ({"stored_scenario_ids": ["a", "b"]}, 60 + 2 * 60),
        ({"stored_scenario_ids": ["*"]}, 60 + 50 * 60),  # as many as there can be
        ({"stored_scenario_ids": ["a"], "time_limit": timedelta(seconds=5)}, 65),
    ],
)
def test_a_comparison_gets_time_for_each_scenario(options, seconds):
    """Rows come one after the other."""
    call = calls.compare_scenarios("line", **options)

    assert call.timeout_seconds(timedelta(seconds=60)) == seconds


def test_every_method_of_the_contract_has_a_call():
    """What the server can do, the client can ask for."""
    assert {call.path for call in CALLS} == set(METHODS)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.path)
def test_a_call_sends_and_reads_the_messages_of_its_method(call):
    """Paths are texts, so that only a test can hold them to the contract."""
    method = METHODS[call.path]

    assert isinstance(call.request, message_class(method.input_type))
    assert call.response_type is message_class(method.output_type)


@pytest.mark.parametrize(
    ("time_limit", "timeout", "seconds"),
    [
        (None, 60, 60),  # the client's timeout
        (30, 60, 90),  # reading, building and sending take time as well
    ],
)
def test_a_time_limit_comes_on_top_of_the_timeout(time_limit, timeout, seconds):
    """A limit that the client's own timeout cut short would be of no use."""
    limit = None if time_limit is None else timedelta(seconds=time_limit)
    call = calls.optimize_plan("line", time_limit=limit)

    assert call.timeout_seconds(timedelta(seconds=timeout)) == pytest.approx(seconds)


def test_a_time_limit_is_sent():
    """The server counts it from when the solve starts."""
    call = calls.optimize_plan("line", time_limit=timedelta(seconds=1.5))

    assert call.request.options.time_limit.ToTimedelta() == timedelta(seconds=1.5)


@pytest.mark.parametrize("relative_gap", [0.0, 0.01])
def test_a_gap_is_sent(relative_gap):
    """Zero is a gap: it asks for the exact optimum."""
    options = calls.optimize_plan("line", relative_gap=relative_gap).request.options

    assert options.HasField("relative_gap")
    assert options.relative_gap == relative_gap


def test_no_time_limit_leaves_the_options_unset():
    """Zero would be a limit."""
    assert not calls.optimize_plan("line").request.HasField("options")


def test_a_time_limit_of_nothing_is_refused():
    """The sentence names the argument and what it was."""
    with pytest.raises(
        InvalidRequestError, match="time_limit must be above 0 s, got 0"
    ):
        calls.optimize_plan("line", time_limit=timedelta(0))


def terms_sent(**fields):
    terms = DivisionTerms(**fields)
    return calls.compare_regimes("line", "own", "joint", terms=terms).request.terms


def test_a_time_limit_of_a_comparison_comes_twice_on_top():
    """Two plans are made one after the other."""
    call = calls.compare_regimes(
        "line", "own", "joint", time_limit=timedelta(seconds=30)
    )

    assert call.request.options.time_limit.ToTimedelta() == timedelta(seconds=30)
    assert call.timeout_seconds(timedelta(seconds=60)) == pytest.approx(120)


@pytest.mark.parametrize("rule", [r for r in DivisionRule if r.name != "UNRECOGNIZED"])
def test_every_rule_can_be_sent(rule):
    """The contract has each under its name."""
    assert terms_sent(rule=rule).rule > 0


def test_terms_are_sent_carrier_by_carrier():
    """Decimals as they were written, money in units and billionths, 0 as 0."""
    sent = terms_sent(
        weights={"a": Decimal("1.50")},
        terminal_amounts={"a": Decimal("2.05"), "b": Decimal(0)},
        percents={"b": Decimal(60)},
        local_regime_id="own",
    )
    a, b = sent.carriers
    amount = a.terminal_amount_per_tonne

    assert (a.carrier_id, a.weight.value, a.HasField("percent")) == ("a", "1.50", False)
    assert (amount.units, amount.nanos, amount.currency_code) == (2, 50_000_000, "")
    assert (b.carrier_id, b.percent.value, b.HasField("weight")) == ("b", "60", False)
    assert b.HasField("terminal_amount_per_tonne")
    assert sent.local_regime_id == "own"


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1e-10", "1e19"])
def test_what_is_no_money_is_refused(amount):
    """Before it is sent, since no message can hold it."""
    with pytest.raises(InvalidRequestError, match=r"the terminal amount of 'a' is"):
        terms_sent(terminal_amounts={"a": Decimal(amount)})


def test_a_rule_that_is_not_known_cannot_be_asked_for():
    """It stands for what a newer server sends."""
    with pytest.raises(InvalidRequestError, match="unknown to this client"):
        terms_sent(rule=DivisionRule.UNRECOGNIZED)
