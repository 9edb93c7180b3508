"""Reports are right for any plan, not for handsome ones only."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from corridor_cli.amounts import gap_text, money_text, price_text, quantity_text
from corridor_cli.layout import BAR, BAR_WIDTH, bar_of
from corridor_cli.solve_report import solve_report as report
from corridor_cli.terminal import Terminal, plain
from corridor_client.messages import record_of
from corridor_client.results import PlanResult
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import plan_results

from optimizer.service.plan_messages import response_of_result


def shown(result):
    """The report of an answer of the optimizer, as text."""
    received = record_of(PlanResult, response_of_result(result))
    output = io.StringIO()
    terminal = Terminal()
    terminal.file = output
    for block in report(received):
        terminal.print(block)
    return output.getvalue()


def of_one_demand(result):
    """The answer with all flows and volumes of one demand, if it has demands."""
    if result.plan is None:
        return result
    kept = {"demands": result.plan.demands[:1]}
    if result.plan.demands:
        kept |= {"flows": result.plan.flows, "unserved": result.plan.unserved}
    named = {
        name: tuple(replace(record, demand_id="only") for record in records)
        for name, records in kept.items()
    }
    none = {"flows": (), "unserved": (), "paths": ()}
    return replace(result, plan=replace(result.plan, **(none | named)))


@settings(deadline=None)
@given(result=plan_results().map(of_one_demand))
def test_any_plan_can_be_shown(result):
    """No shape of a plan ends in a traceback."""
    assert "\x1b" not in shown(result)


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (0.0, "0"),
        (1234567.0, "1,234,567"),
        (16790.000000000487, "16,790"),  # what rounding errors leave is not shown
        (1277.5, "1,278"),  # large ones without decimals
        (12.5, "12.50"),
        (0.004, "0.004"),  # never a zero that is none
    ],
)
def test_quantities_are_rounded_for_reading(quantity, text):
    """Digits that nobody plans by are left to --json."""
    assert quantity_text(quantity) == text


@pytest.mark.parametrize(
    ("price", "text"),
    [
        ("497.420038", "497.42"),
        ("1234.50", "1,234.50"),
        ("0.001250", "0.00125"),  # small prices keep what they have
        ("0.00", "0.00"),
    ],
)
def test_prices_are_rounded_for_reading(price, text):
    """A price below 1 has its first digits behind the cents."""
    assert price_text(Decimal(price)) == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (0.0, "0 %"),
        (0.0123, "1.23 %"),
        (0.01231, "1.24 %"),  # a bound that is rounded down does not hold
        (0.1, "10 %"),
        (0.0000075, "0.0008 %"),
        (1e-9, "0.0000001 %"),
    ],
)
def test_a_gap_is_rounded_up(gap, text):
    """At most that far, and never 0 where it is not 0."""
    assert gap_text(gap) == text


def test_money_has_cents_and_separators():
    """As banks write it."""
    assert money_text(Decimal("646925275.5"), "USD") == "646,925,275.50 USD"


@given(share=st.floats(0, 1))
def test_a_bar_grows_with_its_share(share):
    """Nothing has no bar, everything a full one, and a little shows."""
    length = len(bar_of(share))

    assert abs(length - share * BAR_WIDTH) <= 1
    assert (length == 0) == (share == 0)


def test_a_full_bar_is_full():
    """A capacity that is used by a rounding error more is just full."""
    assert bar_of(1.000000001) == BAR * BAR_WIDTH


@given(text=st.text())
def test_plain_text_is_what_a_terminal_shows(text):
    """Only line ends keep their meaning."""
    shown = plain(text)

    assert all(c == "\n" or c.isprintable() for c in shown)
    assert len(shown) == len(text)
