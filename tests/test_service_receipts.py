"""A plan lists its charges with their receipts where it is asked to."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from commands import invoke, words
from corridor_cli.exit_codes import ExitCode
from corridor_client import ChargedKind, Client
from corridor_client.frames import frames_of_plan
from serving import running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def plan(server):
    with Client(server.address) as client:
        return client.optimize_plan(REFERENCE, regime_id="unified", receipts=True).plan


@pytest.fixture
def run(server):
    return partial(invoke, server)


def test_receipts_that_arrive_come_to_what_carriers_are_charged(plan):
    """A reader of the answer alone works the plan out again, to the cent."""
    earned = Counter()
    for path in plan.paths:
        for position in path.charge_positions:
            receipt = plan.charges[position].receipt
            per_unit = Fraction(receipt.total) / Fraction(receipt.units)
            earned[receipt.carrier_id] += Fraction(path.quantity) * per_unit
    stated = {share.key: float(share.cost) for share in plan.cost_by_carrier}

    assert {key: float(amount) for key, amount in earned.items()} == pytest.approx(
        {key: stated[key] for key in earned}, abs=0.05
    )


def test_lines_of_a_receipt_come_to_its_amount(plan):
    """Each step says what runs after it."""
    for charge in plan.charges:
        lines = charge.receipt.lines
        total = sum(Fraction(line.amount) for line in lines)

        # What fills a wagon is a quotient, cut off after sixty digits.
        assert abs(total - Fraction(charge.receipt.amount)) < Fraction("1e-40")
        assert lines[-1].running == charge.receipt.amount


def test_frames_hold_a_row_for_each_charge_of_a_path(plan):
    """Analysts group charges by carrier or tariff."""
    charges = frames_of_plan(plan).charges
    shares = {s.key: float(s.cost) for s in plan.cost_by_component}
    paid = sum(shares.get(key, 0) for key in ("FREIGHT", "HANDLING", "STORAGE"))

    assert len(charges) == sum(len(path.charge_positions) for path in plan.paths)
    assert charges.cost.sum() == pytest.approx(paid, abs=0.05)
    assert set(charges.kind) == {"LEG", "HAUL", "TRANSFER"}


def test_a_through_charge_is_one(plan):
    """It is not spread over the legs that it pays for."""
    hauls = [c for c in plan.charges if c.kind is ChargedKind.HAUL]

    assert {charge.receipt.tariff_id for charge in hauls} >= {"unified"}
    assert max(len(charge.element_ids) for charge in hauls) > 5
    assert all(charge.receipt.total > Decimal(0) for charge in hauls)


def test_the_command_prints_the_dearest_charges(run):
    """As a receipt, with what all cargo pays of it; not without being asked."""
    itemized = run("solve", REFERENCE, "--regime", "unified", "--receipts")
    plain = run("solve", REFERENCE, "--regime", "unified")

    assert itemized.exit_code == plain.exit_code == ExitCode.DONE
    assert "1 TEU x 1,625 = 1,625 USD (utlc-era-altynkol-brest)" in words(
        itemized.stdout
    )
    assert "Charges (15 of" in words(itemized.stdout)
    assert "Charges (" not in words(plain.stdout)
