"""Where the server listens."""

import socket
from pathlib import Path

import grpc

from optimizer.service.addresses import UNIX_PREFIX
from optimizer.service.listen_faults import SOCKET_TAKEN, ListenFault, listen_fault_of


class CannotListenError(Exception):
    """The address cannot be listened on.

    Attributes
    ----------
    address
        The address.
    fault
        Why.
    """

    def __init__(self, address: str, fault: ListenFault) -> None:
        super().__init__(f"cannot listen on {address}: {fault.cause}; {fault.remedy}")
        self.address = address
        self.fault = fault


def listen(
    server: grpc.aio.Server,
    address: str,
    credentials: grpc.ServerCredentials | None = None,
) -> str:
    """Let a server listen; return the address with the port it got.

    Parameters
    ----------
    server
        The server.
    address
        Where to listen.
    credentials
        With what connections are encrypted; None leaves them in plaintext.

    Raises
    ------
    CannotListenError
        When the address cannot be listened on.
    """
    if address.startswith(UNIX_PREFIX):
        _refuse_live_socket(address)
    try:
        if credentials is None:
            port = server.add_insecure_port(address)
        else:
            port = server.add_secure_port(address, credentials)
    except RuntimeError as error:
        raise CannotListenError(address, listen_fault_of(address)) from error
    if address.startswith(UNIX_PREFIX):
        return address
    host, _, _ = address.rpartition(":")
    return f"{host}:{port}"


def _refuse_live_socket(address: str) -> None:
    """Refuse a socket that answers: gRPC would take it away from its server."""
    path = Path(address.removeprefix(UNIX_PREFIX))
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return
    raise CannotListenError(address, SOCKET_TAKEN)
