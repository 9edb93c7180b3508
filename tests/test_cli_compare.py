"""What ``corridor compare`` prints, where, and how it exits."""

import io
import json
from functools import partial

import pytest
from commands import invoke, words
from corridor.v1 import division_pb2, regime_comparison_pb2, termination_pb2
from corridor_cli.compare_report import comparison_report
from corridor_cli.exit_codes import ExitCode
from corridor_cli.terminal import Terminal
from corridor_client.messages import record_of
from corridor_client.regime_comparison import RegimeComparisonResult
from fake_server import COMPARE_REGIMES, fake_server
from hypothesis import given, settings
from plans import usd
from strategies import comparisons

from optimizer.service.convert import fill

OPTIMAL = {"reason": termination_pb2.TERMINATION_REASON_OPTIMAL}
INFEASIBLE = {"reason": termination_pb2.TERMINATION_REASON_INFEASIBLE}
REGIMES = ("--regime", "own", "--regime", "joint")


def carrier(carrier_id, base, other):
    return {
        "carrier_id": carrier_id,
        "base_revenue": usd(base),
        "other_revenue": usd(other),
        "gain": usd(other - base),
    }


def small_comparison(**settlement):
    """Two demands, of which one comes back, and three carriers."""
    return regime_comparison_pb2.CompareRegimesResponse(
        base_termination=OPTIMAL,
        other_termination=OPTIMAL,
        comparison={
            "dataset_id": "line",
            "base_regime_id": "own",
            "other_regime_id": "joint",
            "rule": division_pb2.DIVISION_RULE_LOCAL_RATES,
            "currency_code": "USD",
            "base_total_cost": usd(1500),
            "other_total_cost": usd(1400),
            "components": [
                {
                    "component": "FREIGHT",
                    "base_cost": usd(1000),
                    "other_cost": usd(1400),
                },
                {"component": "UNSERVED", "base_cost": usd(500), "other_cost": usd(0)},
            ],
            "demands": [
                {
                    "demand_id": "boxes-ab",
                    "quantity_unit": "QUANTITY_UNIT_TEU",
                    "tonnes_per_unit": 10,
                    "base_served": 40,
                    "other_served": 45,
                    "base_unserved": 5,
                    "won": 5,
                },
                {"demand_id": "grain-ab", "quantity_unit": "QUANTITY_UNIT_TONNE"},
            ],
            "flows": [{"leg_id": "ab", "base_flow_t": 460, "other_flow_t": 410}],
            "carriers": [
                carrier("line", 300, 240),
                carrier("port", 200, 200),
                carrier("rail", 500, 960),
            ],
            "settlement": {
                "exists": True,
                "carriers_gain": usd(400),
                "payments": [
                    {"carrier_id": "line", "amount": usd(60)},
                    {"carrier_id": "rail", "amount": usd(-60)},
                ],
                "shippers_gain": usd(100),
                "joint_gain": usd(500),
                "shippers_payment": usd(0),
                **settlement,
            },
        },
    )


def no_payments(joint_units):
    """A settlement where carriers lose 90 dollars."""
    return small_comparison(
        exists=False,
        payments=[],
        carriers_gain=usd(-90),
        shippers_gain=usd(joint_units + 90),
        joint_gain=usd(joint_units),
        shippers_payment=usd(90),
    )


@pytest.fixture
def server():
    with fake_server() as server:
        server.answers[COMPARE_REGIMES] = lambda *_: small_comparison()
        yield server


@pytest.fixture
def run(server):
    return partial(invoke, server, "compare", "line")


def test_a_comparison_says_what_changes_and_who_gains(run):
    """Cost, volumes, flows, revenue and payments, each with its change."""
    done = run(*REGIMES)
    text = words(done.stdout)

    assert (done.exit_code, done.stderr) == (ExitCode.DONE, "")
    for line in [
        "Compared joint with own",
        "Total cost -100.00 USD",
        "Division local rates",
        "freight 1,000.00 1,400.00 +400.00",
        "total 1,500.00 1,400.00 -100.00",
        "boxes-ab 40 TEU 45 TEU +5 TEU",
        "ab 460 410 -50",
        "rail 500.00 960.00 +460.00",
        "line 300.00 240.00 -60.00",
        "port 200.00 200.00 0.00",
        "all carriers 1,000.00 1,400.00 +400.00",
        "line -60.00 +60.00 0.00",
        "rail +460.00 -60.00 +400.00",
        "sum 0.00",
    ]:
        assert line in text
    assert "grain-ab" not in text


@pytest.mark.parametrize(
    ("joint_units", "worth"),
    [
        (10, "so they gain by paying it"),
        (0, "so it costs them all that they save"),
        (-10, "so it costs them more than they save"),
    ],
)
def test_that_no_payments_exist_is_shown_by_sums(run, server, joint_units, worth):
    """A reader can add the gains up, and sees what shippers would have to pay."""
    server.answers[COMPARE_REGIMES] = lambda *_: no_payments(joint_units)
    text = words(run(*REGIMES).stdout)

    assert "they add up to 0, and all carriers together lose 90.00" in text
    assert "Carriers gain -90.00 USD" in text
    assert f"Shippers would have to pay 90.00 USD, {worth}" in text


def test_where_nobody_loses_nobody_pays(run, server):
    """It is said rather than left out."""
    server.answers[COMPARE_REGIMES] = lambda *_: small_comparison(payments=[])

    assert "no side payments are needed" in words(run(*REGIMES).stdout)


def test_few_of_the_carriers_that_stay_the_same_are_listed(run, server):
    """All that gain or lose are, to be added up by hand; others by what they earn."""
    answer = small_comparison()
    del answer.comparison.carriers[:]
    changed = [carrier(f"up{n}", 10, 10 + n) for n in range(1, 14)]
    same = [carrier(f"same{n}", n, n) for n in range(1, 6)]
    answer.comparison.carriers.extend(
        regime_comparison_pb2.CarrierGain(**fields) for fields in [*changed, *same]
    )
    server.answers[COMPARE_REGIMES] = lambda *_: answer
    text = words(run(*REGIMES).stdout)

    assert all(f"up{n} 10.00 {10 + n}.00 +{n}.00" in text for n in range(1, 14))
    assert "same5 5.00 5.00 0.00 same4 4.00 4.00 0.00 3 others 6.00 6.00 0.00" in text


def test_json_has_the_whole_comparison(run):
    """Money as decimal strings with its sign."""
    result = json.loads(run(*REGIMES, "--json").stdout)
    settlement = result["comparison"]["settlement"]

    assert [p["amount"] for p in settlement["payments"]] == ["60.00", "-60.00"]
    assert result["comparison"]["rule"] == "LOCAL_RATES"
    assert result["base_termination"]["reason"] == "OPTIMAL"


def test_options_are_sent(run, server):
    """Regimes in their order, and what carriers agreed on."""
    done = run(
        *REGIMES,
        *("--division", "fixed-percent", "--percent", "line=60"),
        *("--percent", "rail=40", "--time-limit", "5", "--gap", "0.01", "--integer"),
    )
    ((_, request),) = server.requests
    percents = {c.carrier_id: c.percent.value for c in request.terms.carriers}

    assert done.exit_code == ExitCode.DONE
    assert (request.base_regime_id, request.other_regime_id) == ("own", "joint")
    assert request.terms.rule == division_pb2.DIVISION_RULE_FIXED_PERCENT
    assert percents == {"line": "60", "rail": "40"}
    assert request.options.time_limit.seconds == 5
    assert (request.options.relative_gap, request.options.integer_decisions) == (
        0.01,
        True,
    )


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "given: none; give --regime twice"),
        (("--regime", "own"), "given: own; give --regime twice"),
        ((*REGIMES, "--regime", "x"), "given: own, joint, x; give --regime twice"),
        ((*REGIMES, "--percent", "a=1"), "choose --division fixed-percent"),
        ((*REGIMES, "--local-regime", "own"), "choose --division local-rates"),
        *(
            (
                (*REGIMES, "--division", "weighted-mileage", "--weight", weight),
                "as in --weight ktz=60",
            )
            for weight in ("a", "a=", "=1", "a=x", "a=-1", "a=NaN")
        ),
        (
            (
                *REGIMES,
                *("--division", "terminal-then-mileage"),
                *("--terminal", "a=1", "--terminal", "a=2"),
            ),
            "--terminal names 'a' twice",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(run, server, arguments, fault):
    """Nothing is sent; the message says how it is written."""
    done = run(*arguments)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert fault in words(done.stderr)
    assert server.requests == []


def test_without_a_plan_it_says_under_which_regime(run, server):
    """The exit code is that of a plan that does not exist."""
    answer = regime_comparison_pb2.CompareRegimesResponse(
        base_termination=OPTIMAL, other_termination=INFEASIBLE
    )
    server.answers[COMPARE_REGIMES] = lambda *_: answer
    done = run(*REGIMES)

    assert done.exit_code == ExitCode.NO_PLAN
    assert "Under joint no plan exists" in words(done.stdout)
    assert "Under own" not in done.stdout


@settings(deadline=None)
@given(result=comparisons())
def test_every_comparison_can_be_shown_and_written(result):
    """Whatever the server may send."""
    message = regime_comparison_pb2.CompareRegimesResponse()
    fill(message, result, "USD")
    received = record_of(RegimeComparisonResult, message)
    terminal = Terminal()
    terminal.file = io.StringIO()
    for block in comparison_report(received, ("own", "joint")):
        terminal.print(block)

    members = received.to_json_object()
    assert json.loads(json.dumps(members)) == members
