"""A plan tells what each carrier earns where it is asked how to divide charges."""

from decimal import Decimal
from functools import partial

import pytest
from commands import invoke, words
from corridor_cli.exit_codes import ExitCode
from corridor_client import (
    Client,
    DivisionRule,
    DivisionTerms,
    InvalidRequestError,
)
from serving import running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
MILEAGE = DivisionTerms(rule=DivisionRule.MILEAGE)
CHARGES = ("FREIGHT", "HANDLING", "STORAGE")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    with Client(server.address) as client:
        yield client


@pytest.fixture
def run(server):
    return partial(invoke, server)


def test_revenue_adds_up_to_what_cargo_is_charged(client):
    """Divided to the cent, and by the same rule as in a comparison."""
    plan = client.optimize_plan(REFERENCE, regime_id="unified", division=MILEAGE).plan
    charged = sum(s.cost for s in plan.cost_by_component if s.key in CHARGES)
    compared = client.compare_regimes(REFERENCE, "national", "unified").comparison

    assert sum(share.cost for share in plan.revenue_by_carrier) == charged
    assert {s.key: s.cost for s in plan.revenue_by_carrier if s.cost} == {
        gain.carrier_id: gain.other_revenue
        for gain in compared.carriers
        if gain.other_revenue
    }


def test_without_terms_a_plan_divides_nothing(client):
    """It would be a rule that nobody agreed on."""
    plan = client.optimize_plan(REFERENCE, regime_id="unified").plan

    assert plan.revenue_by_carrier == ()


@pytest.mark.parametrize(
    ("terms", "reason", "text"),
    [
        (
            DivisionTerms(
                rule=DivisionRule.FIXED_PERCENT, percents={"ktz": Decimal(60)}
            ),
            "UNDIVIDED_HAUL",
            "percent",
        ),
        (
            DivisionTerms(
                rule=DivisionRule.WEIGHTED_MILEAGE, weights={"kzt": Decimal(2)}
            ),
            "INVALID_REQUEST",
            r"options\.division\.carriers\[0\]",
        ),
        (
            DivisionTerms(rule=DivisionRule.LOCAL_RATES, local_regime_id="nation"),
            "UNKNOWN_REGIME",
            "'national'",
        ),
    ],
)
def test_terms_that_cannot_be_applied_are_refused(client, terms, reason, text):
    """No carrier is given a share by guessing."""
    with pytest.raises(InvalidRequestError, match=text) as error:
        client.optimize_plan(REFERENCE, regime_id="unified", division=terms)

    assert error.value.reason == reason


def test_the_command_prints_revenue_where_it_is_asked_for(run):
    """A table beside the costs, and none without the option."""
    divided = run("solve", REFERENCE, "--regime", "unified", "--division", "mileage")
    plain = run("solve", REFERENCE, "--regime", "unified")

    assert divided.exit_code == plain.exit_code == ExitCode.DONE
    assert "Revenue by carrier" in words(divided.stdout)
    assert "134,490,686.80" in divided.stdout
    assert "Revenue by carrier" not in words(plain.stdout)


def test_terms_of_carriers_need_a_rule(run):
    """A number that nothing reads is a mistake."""
    done = run("solve", REFERENCE, "--percent", "ktz=60")

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "give --division" in words(done.stderr)
