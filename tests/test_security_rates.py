"""Each caller has its share, and is told when there is more."""

import time
from datetime import timedelta
from itertools import pairwise

import grpc
import pytest
from corridor_client import Client
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from hypothesis import given
from hypothesis import strategies as st
from serving import PATIENCE, detail_of, running_server

from optimizer.errors import RateLimitedError
from optimizer.service.security.guard import Guard
from optimizer.service.security.rates import CALLER_LIMIT, Rates
from optimizer.service.security.static_tokens import line_of, new_token

QUOTE = "corridor.v1.TariffService/Quote"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def taken(rates, caller, count):
    """How many of so many calls are let in."""
    return sum(is_let_in(rates, caller) for _ in range(count))


def is_let_in(rates, caller):
    try:
        rates.take(caller)
    except RateLimitedError:
        return False
    return True


def test_a_quiet_caller_may_make_the_calls_of_a_minute_at_once(clock):
    """People come in bursts; and another's calls are not theirs."""
    rates = Rates(30, clock)

    assert taken(rates, "a", 40) == 30
    assert taken(rates, "b", 10) == 10


def test_the_bucket_fills_steadily_and_never_beyond(clock):
    """30 a minute are one in 2 s."""
    rates = Rates(30, clock)
    taken(rates, "a", 30)
    found = []
    for seconds in (1.9, 0.2, 60, 3600):
        clock.now += seconds
        found.append(taken(rates, "a", 40))

    assert found == [0, 1, 30, 30]


@given(limit=st.integers(1, 1000), used=st.integers(0, 5), wait=st.floats(0, 30))
def test_whoever_waits_as_told_is_let_in(limit, used, wait):
    """The hint is never too short, and at most a fifth longer than it must be."""
    clock = Clock()
    rates = Rates(limit, clock)
    taken(rates, "a", limit + used)
    clock.now += wait
    taken(rates, "a", limit)
    with pytest.raises(RateLimitedError) as error:
        rates.take("a")
    hint = error.value.retry_after

    assert hint <= timedelta(seconds=60 / limit * 1.2, milliseconds=2)
    clock.now += round(hint / timedelta(milliseconds=1)) / 1000
    assert is_let_in(rates, "a")


def test_without_a_limit_nobody_is_counted(clock):
    """Nor are callers without a name or an address."""
    unlimited, limited = Rates(0, clock), Rates(1, clock)

    assert taken(unlimited, "a", 100) == 100
    assert taken(limited, "", 100) == 100
    assert (unlimited.remembered_count, limited.remembered_count) == (0, 0)


def test_memory_is_bounded_and_those_who_call_are_remembered(clock):
    """Anybody may call from many addresses; who did so last is still known."""
    rates = Rates(1, clock)
    for number in range(CALLER_LIMIT + 10):
        rates.take(str(number))

    assert rates.remembered_count == CALLER_LIMIT
    assert not is_let_in(rates, str(CALLER_LIMIT + 9))
    assert is_let_in(rates, "0")


class Stranger:
    """A call of somebody unknown, from an address."""

    def __init__(self, peer):
        self._peer = peer

    def peer(self):
        return self._peer

    def auth_context(self):
        return {}


@pytest.mark.parametrize(
    ("first", "second", "is_the_same"),
    [
        ("ipv4:10.0.0.1:5", "ipv4:10.0.0.1:6", True),  # another port
        ("ipv4:10.0.0.1:5", "ipv4:10.0.0.2:5", False),
        ("ipv6:%5B2001:db8::1%5D:5", "ipv6:[2001:db8::9:1]:6", True),  # one network
        ("ipv6:%5B2001:db8::1%5D:5", "ipv6:%5B2001:db8:0:1::1%5D:5", False),
        ("ipv6:[::ffff:10.0.0.1]:5", "ipv6:[::ffff:10.0.0.2]:5", False),
        ("ipv6:[fe80::1%eth0]:5", "ipv6:[fe80::1]:5", True),
        ("unix:", "unix:", False),  # this machine's own callers are not counted
    ],
)
async def test_unknown_callers_are_told_apart_by_address(first, second, is_the_same):
    """A new port or a new address of one's own network is no new caller."""
    guard = Guard([], Rates(1))
    await guard.admit(QUOTE, Stranger(first))
    try:
        await guard.admit(QUOTE, Stranger(second))
    except RateLimitedError:
        assert is_the_same
    else:
        assert not is_the_same


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that lets each of two callers make one call a second."""
    folder = tmp_path_factory.mktemp("server")
    tokens = {name: new_token() for name in ("a", "b")}
    lines = [line_of(name, ["plan"], token) for name, token in tokens.items()]
    (folder / "tokens").write_text("\n".join(lines))
    options = ["--tokens", str(folder / "tokens"), "--rate", "60"]
    with running_server(folder, *options) as running:
        running.tokens = tokens
        yield running


def list_datasets(server, caller):
    call = server.channel.unary_unary("/corridor.v1.DatasetService/ListDatasets")
    metadata = [("authorization", f"Bearer {server.tokens[caller]}")]
    return call(b"", metadata=metadata, timeout=PATIENCE)


def spent(server, caller):
    """The refusal of the first call that is one too many."""
    for _ in range(200):
        try:
            list_datasets(server, caller)
        except grpc.RpcError as error:
            return error
    message = "200 calls at once were let in"
    raise AssertionError(message)


@pytest.mark.integration
def test_a_refusal_says_when_to_come_back_and_meets_one_caller(server):
    """The other's calls go on, and so does what is open to all."""
    error = spent(server, "a")
    status = rpc_status.from_call(error)
    info = detail_of(status, error_details_pb2.ErrorInfo)
    hint = detail_of(status, error_details_pb2.RetryInfo).retry_delay
    pushback = dict(error.trailing_metadata())["grpc-retry-pushback-ms"]

    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert info.reason == "RATE_LIMITED"
    assert info.metadata == {"limitPerMinute": "60", "caller": "a"}
    assert 0 < hint.ToMilliseconds() == int(pushback) <= 1300
    assert list_datasets(server, "b")


@pytest.mark.integration
def test_what_is_open_is_never_limited(server):
    """Probes that fail would have the server restarted."""
    with Client(server.address) as client:
        limits = [client.get_server_info().limits for _ in range(100)]

    assert {limit.max_calls_per_minute for limit in limits} == {60}


@pytest.mark.integration
def test_the_stock_client_recovers(server):
    """It waits as it is told and calls again, without its caller's doing."""
    spent(server, "a")
    with Client(server.address, token=server.tokens["a"]) as client:
        times = [time.monotonic()]
        for _ in range(3):
            assert client.list_datasets()
            times.append(time.monotonic())

    assert max(later - earlier for earlier, later in pairwise(times)) > 0.5
