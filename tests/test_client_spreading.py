"""A client whose address stands for several servers uses all of them."""

from contextlib import ExitStack

import grpc
from corridor.v1 import server_info_service_pb2, server_info_service_pb2_grpc
from corridor_client.channels import CHANNEL_OPTIONS
from fake_server import GET_SERVER_INFO, fake_server

PATIENCE_SECONDS = 10


def asked(addresses, count):
    """Ask as often as that by a channel whose name has these addresses."""
    request = server_info_service_pb2.GetServerInfoRequest()
    target = f"ipv4:{','.join(addresses)}"
    with grpc.insecure_channel(target, options=CHANNEL_OPTIONS) as channel:
        stub = server_info_service_pb2_grpc.ServerInfoServiceStub(channel)
        for _ in range(count):
            stub.GetServerInfo(request, timeout=PATIENCE_SECONDS)


def test_calls_go_to_every_server_in_turn():
    """A connection stays with one server, so it is the client that spreads its calls."""
    with ExitStack() as stack:
        servers = [stack.enter_context(fake_server()) for _ in range(3)]
        asked([server.address for server in servers], 60)
        counts = [len(server.requests) for server in servers]

    assert sum(counts) == 60
    # Until all are connected, the first one has the calls.
    assert min(counts) >= 10
    assert {path for server in servers for path, _ in server.requests} == {
        GET_SERVER_INFO
    }


def test_a_server_that_is_gone_is_passed_over():
    """One of several that stops takes no calls with it."""
    with ExitStack() as stack:
        with fake_server() as gone:
            address = gone.address
        servers = [stack.enter_context(fake_server()) for _ in range(2)]
        asked([address, *(server.address for server in servers)], 20)

        assert sum(len(server.requests) for server in servers) == 20
