"""The calls that the client makes are the methods of the contract."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from corridor_client import DatasetFile, InvalidRequestError, QuoteQuery, calls
from fake_server import METHODS, message_class

QUERY = QuoteQuery(
    origin_node_id="a",
    destination_node_id="b",
    commodity_id="ore",
    quantity=Decimal(1),
    day=date(2025, 6, 1),
)

FILE = DatasetFile("rows.json", b"{}")

CALLS = [
    calls.optimize_plan("line"),
    calls.validate_dataset("line"),
    calls.quote("line", QUERY),
    calls.batch_quote("line", [QUERY]),
    calls.check_tariffs("line", tariff_id="haul", least_share=0),
    calls.import_dataset(FILE),
    calls.list_datasets(),
    calls.get_dataset("line"),
    calls.get_server_info(),
]


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
