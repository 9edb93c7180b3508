"""Every method is in the table, and every caller gets what the table says."""

import contextlib
from datetime import timedelta

import grpc
import pytest
from corridor_client import Client
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from serving import ANY_PORT, PATIENCE, detail_of, running_server
from signing import Signer

from optimizer.service.security import authorization
from optimizer.service.security.authorization import (
    REQUIRED_SCOPE,
    UnlistedMethodError,
    required_scope,
)
from optimizer.service.security.scopes import Scope
from optimizer.service.security.static_tokens import line_of, new_token
from optimizer.service.server import Server
from optimizer.service.settings import Settings

SIGNER, STRANGER = Signer(), Signer()
STATIC = {scope: new_token() for scope in Scope}
RANK = {"open": 0, "plan": 1, "write": 2, "admin": 3}
"""How much a method asks for, and how much a credential allows."""

CREDENTIALS = {
    "none": (None, 0, "CREDENTIALS_MISSING"),
    "an empty one": ("Bearer ", 0, "TOKEN_INVALID"),
    "a password": ("Basic YTpi", 0, "TOKEN_INVALID"),
    "an unknown token": (f"Bearer {new_token()}", 0, "TOKEN_INVALID"),
    "no scheme": (STATIC[Scope.ADMIN], 0, "TOKEN_INVALID"),
    "of a stranger": (f"Bearer {STRANGER.token()}", 0, "TOKEN_INVALID"),
    "expired": (
        f"Bearer {SIGNER.token(until=-timedelta(hours=1), scope='admin')}",
        0,
        "TOKEN_EXPIRED",
    ),
    "without scopes": (f"Bearer {SIGNER.token(scope=None)}", 0, "SCOPE_MISSING"),
    **{
        f"{scope}": (f"Bearer {token}", RANK[scope], "SCOPE_MISSING")
        for scope, token in STATIC.items()
    },
    **{
        f"{scope}, signed": (
            f"bearer {SIGNER.token(scope=f'other {scope}')}",
            RANK[scope],
            "SCOPE_MISSING",
        )
        for scope in Scope
    },
}
"""What a call may bring: its metadata, what that allows, and else the reason."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that knows tokens and a signer."""
    folder = tmp_path_factory.mktemp("server")
    lines = [line_of(scope, [scope], token) for scope, token in STATIC.items()]
    (folder / "tokens").write_text("\n".join(lines))
    (folder / "key.pem").write_bytes(SIGNER.pem)
    options = [
        "--tokens",
        str(folder / "tokens"),
        "--jwt-keys",
        str(folder / "key.pem"),
    ]
    with running_server(folder, *options) as running:
        yield running


def refusal_of(server, name, authorization=None):
    """Why the gate refuses a call of a method; empty where it lets it in.

    The request is none of the contract, so that what is let in ends at once.
    """
    content = b"\xff" if name.startswith(("corridor.", "google.")) else b""
    metadata = [] if authorization is None else [("authorization", authorization)]
    method = server.channel.stream_stream(f"/{name}")
    call = method(iter([content]), metadata=metadata, timeout=PATIENCE)
    try:
        next(call)
    except grpc.RpcError as error:
        status = rpc_status.from_call(error)
        reason = detail_of(status, error_details_pb2.ErrorInfo).reason
        return "" if reason == "INVALID_REQUEST" else reason
    finally:
        call.cancel()
    return ""


@pytest.mark.integration
@pytest.mark.parametrize("credential", CREDENTIALS)
def test_every_caller_gets_what_the_table_says(server, credential):
    """All methods, with each kind of credential."""
    given, rank, reason = CREDENTIALS[credential]
    expected = {
        name: "" if rank >= RANK[scope or "open"] else reason
        for name, scope in REQUIRED_SCOPE.items()
    }

    found = {name: refusal_of(server, name, given) for name in REQUIRED_SCOPE}

    assert found == expected


@pytest.mark.integration
def test_a_missing_scope_is_named(server):
    """Whoever hands out tokens has to know which."""
    call = server.channel.unary_unary("/corridor.v1.DatasetService/ImportDataset")
    with pytest.raises(grpc.RpcError) as error:
        call(b"", metadata=[("authorization", f"Bearer {STATIC[Scope.PLAN]}")])
    info = detail_of(rpc_status.from_call(error.value), error_details_pb2.ErrorInfo)

    assert error.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert info.metadata == {"requiredScope": "write", "caller": "plan"}
    assert "SCOPE_MISSING" in server.log.read_text()
    assert " ms by plan\n" in server.log.read_text()


@pytest.mark.integration
def test_two_tokens_are_none(server):
    """Which of them counts would be anybody's guess."""
    call = server.channel.unary_unary("/corridor.v1.DatasetService/ListDatasets")
    given = ("authorization", f"Bearer {STATIC[Scope.PLAN]}")
    with pytest.raises(grpc.RpcError) as error:
        call(b"", metadata=[given, given])

    assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.integration
def test_what_is_open_works_without_a_token(server):
    """Probes and clients that look for the limits have none."""
    with Client(server.address) as client:
        assert client.get_server_info().limits.max_calls_per_minute == 0


@pytest.mark.integration
def test_a_method_that_does_not_exist_is_let_nowhere(server):
    """The transport has no such method, whoever asks."""
    call = server.channel.unary_unary("/corridor.v1.PlanService/Unknown")
    with pytest.raises(grpc.RpcError) as error:
        call(b"", metadata=[("authorization", f"Bearer {STATIC[Scope.ADMIN]}")])

    assert error.value.code() is grpc.StatusCode.UNIMPLEMENTED


class Recorded:
    """A server of gRPC that notes which methods are registered."""

    def __init__(self, server):
        self._server = server
        self.names = set()

    def __getattr__(self, name):
        return getattr(self._server, name)

    def add_generic_rpc_handlers(self, handlers):
        for handler in handlers:
            self.names |= set(handler._method_handlers)
        self._server.add_generic_rpc_handlers(handlers)

    def add_registered_method_handlers(self, service, handlers):
        self.names |= {f"/{service}/{name}" for name in handlers}
        self._server.add_registered_method_handlers(service, handlers)


@contextlib.asynccontextmanager
async def recorded_server():
    """A server, and what it is asked to register."""
    settings = Settings(address=ANY_PORT, workers=1, database="memory")
    server = Server(settings)
    server._server = recorded = Recorded(server._server)
    yield server, recorded
    await server.stop()


async def test_every_method_that_is_served_has_an_entry():
    """And no entry is of a method that is not served."""
    async with recorded_server() as (server, recorded):
        await server.start()

        assert {name.removeprefix("/") for name in recorded.names} == (
            REQUIRED_SCOPE.keys()
        )
        assert set(server.method_names) == REQUIRED_SCOPE.keys()


@pytest.mark.parametrize(
    "name",
    ["corridor.v1.PlanService/OptimizePlan", "grpc.health.v1.Health/Check"],
)
async def test_a_server_with_a_method_that_is_not_listed_does_not_start(
    monkeypatch, name
):
    """Nobody has said who may call it."""
    listed = {n: scope for n, scope in REQUIRED_SCOPE.items() if n != name}
    monkeypatch.setattr(authorization, "REQUIRED_SCOPE", listed)
    async with recorded_server() as (server, _):
        with pytest.raises(UnlistedMethodError, match=name):
            await server.start()


def test_a_method_that_is_not_listed_needs_no_scope_that_anybody_has():
    """Whatever slips through is refused, not let in."""
    with pytest.raises(UnlistedMethodError, match="list it in"):
        required_scope("corridor.v1.PlanService/New")
