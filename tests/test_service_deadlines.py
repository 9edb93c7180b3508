"""A call's time is shared out so that its answer arrives before the deadline."""

from datetime import timedelta

import pytest

from optimizer.errors import DeadlineTooShortError
from optimizer.service import deadlines
from optimizer.service.deadlines import Deadline

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still at 100 s."""
    monkeypatch.setattr(deadlines.time, "monotonic", lambda: 100.0)


@pytest.mark.parametrize(
    ("call_s", "solve_s"),
    [
        (1, 0.75),  # 250 ms are kept back
        (5, 4.75),  # 5 % of 5 s are just as much
        (20, 19),  # 5 % of 20 s
        (None, 57),  # a call without a deadline has 60 s
        (1000, 570),  # and none has more than 10 minutes
    ],
)
def test_a_margin_is_kept_to_send_the_plan(call_s, solve_s):
    """A plan that is found at the last moment must still be proven and sent."""
    solve_time = Deadline.after(call_s).solve_time()

    assert solve_time.total_seconds() == pytest.approx(solve_s)


def test_what_is_asked_for_holds_if_it_is_shorter():
    """The caller may stop a solve early, never keep it beyond the deadline."""
    deadline = Deadline.after(5)

    assert deadline.solve_time(timedelta(seconds=2)) == timedelta(seconds=2)
    assert deadline.solve_time(timedelta(seconds=9)) < timedelta(seconds=5)


@pytest.mark.parametrize("call_s", [0, -1, 0.1, 0.299])
def test_too_little_time_is_refused_at_once(call_s):
    """Better an early error than work that nobody will see."""
    with pytest.raises(DeadlineTooShortError, match="set a later deadline") as error:
        Deadline.after(call_s).solve_time()

    assert error.value.minimum_ms == 300
