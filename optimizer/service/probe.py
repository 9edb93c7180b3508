"""Asks a server whether it is healthy: ``python -m optimizer health``.

It is run often, by what watches a server, so it loads nothing of the server.
"""

import argparse
import http.client
import sys
from collections.abc import Sequence
from urllib.error import URLError
from urllib.request import urlopen

HTTP_PREFIX = "http://"
"""What the address of a page of the admin port starts with."""

PATIENCE_SECONDS = 3.0
"""Time that a server gets to answer unless another is given."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command take whom to ask, and for how long."""
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        default="127.0.0.1:50051",
        help="HOST:PORT or unix:PATH where the server listens without a certificate, or "
        f"{HTTP_PREFIX}HOST:PORT/PATH for a page of its admin port (default: %(default)s)",
    )
    parser.add_argument(
        "--service",
        metavar="NAME",
        default="",
        help="service of the contract to ask about (default: the whole server)",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=float,
        default=PATIENCE_SECONDS,
        help="time that the server gets to answer (default: %(default)g)",
    )


def main(arguments: Sequence[str]) -> int:
    """Say how a server is, and return 0 where it is healthy, else 1."""
    parser = argparse.ArgumentParser(prog="python -m optimizer health")
    add_options(parser)
    given = parser.parse_args(arguments)
    if given.address.startswith(HTTP_PREFIX):
        state, is_healthy = _page_state(given.address, given.timeout)
    else:
        state, is_healthy = _service_state(given.address, given.service, given.timeout)
    stream = sys.stdout if is_healthy else sys.stderr
    stream.write(f"{state}\n")
    return 0 if is_healthy else 1


def _page_state(url: str, timeout_seconds: float) -> tuple[str, bool]:
    try:
        # The address starts with http, so no file is opened.
        with urlopen(url, timeout=timeout_seconds) as answer:  # noqa: S310
            return f"{answer.status} {answer.reason}", True
    except (URLError, http.client.HTTPException, OSError) as error:
        return str(error), False


def _service_state(
    address: str, service: str, timeout_seconds: float
) -> tuple[str, bool]:
    import grpc  # noqa: PLC0415 - a page is asked for without it
    from grpc_health.v1 import health_pb2, health_pb2_grpc  # noqa: PLC0415 - as above

    answer = health_pb2.HealthCheckResponse
    with grpc.insecure_channel(address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest(service=service)
        try:
            answered = stub.Check(request, timeout=timeout_seconds)  # type: ignore[attr-defined]  # its stubs leave it out
        except grpc.RpcError as error:
            return f"{error.code().name}: {error.details()}", False
    status = answered.status
    return answer.ServingStatus.Name(status), status == answer.SERVING
