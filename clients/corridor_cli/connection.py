"""The server that a command talks to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from corridor_client import Client

from corridor_cli.credentials import given_credentials
from corridor_cli.progress import ShowPhase

CALL_TIMEOUT = timedelta(minutes=10)
"""Time of a call, as long as a server allows; who waits can press Ctrl-C."""


@contextmanager
def connection(server: str | None, show_phase: ShowPhase) -> Iterator[Client]:
    """Connect to a server, or to a private one that stops with the block.

    Parameters
    ----------
    server
        Its address; None or empty starts a private one.
    show_phase
        Told what happens.
    """
    if server:
        given = given_credentials()
        client = Client(server, timeout=CALL_TIMEOUT, token=given.token, tls=given.tls)
    else:
        show_phase("starting server")
        client = Client.local(timeout=CALL_TIMEOUT)
    with client:
        yield client
