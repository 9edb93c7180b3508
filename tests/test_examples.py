"""The examples run as they stand, and print what they promise."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

pytestmark = pytest.mark.docs

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def ferry():
    """Shadow price today, and rows of percent, forecast, saving and price then."""
    first, _, *rows = printed_by("what_a_ferry_is_worth.py", EXAMPLES).splitlines()
    numbers = [row.replace(",", "").replace("%", "").split() for row in rows]
    return Decimal(first.split()[1]), [list(map(Decimal, row)) for row in numbers]


def printed_by(name, folder):
    done = subprocess.run(
        [sys.executable, EXAMPLES / name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_saving_is_as_forecast_while_the_price_holds(ferry):
    """Both are rounded to whole money, so each may be off by a half."""
    price, rows = ferry
    held = [row for row in rows if row[3] == price]

    assert [row[0] for row in held] == [1]
    assert all(abs(forecast - saving) <= 1 for _, forecast, saving, _ in held)


def test_a_saving_lies_between_the_prices_before_and_after(ferry):
    """The least cost is convex in a capacity: what more of it saves only falls."""
    price, rows = ferry
    for _, forecast, saving, then in rows:
        assert then <= price
        assert forecast * then / price - 1 <= saving <= forecast + 1


def test_an_example_runs_in_any_folder(tmp_path):
    """It finds the datasets by where it stands, and leaves nothing behind."""
    printed_by("what_a_ferry_is_worth.py", tmp_path)

    assert list(tmp_path.iterdir()) == []
