"""Where the server listens."""

import socket
from pathlib import Path

import grpc

UNIX_PREFIX = "unix:"
"""What the address of a Unix socket starts with; its path follows."""


class AddressInUseError(Exception):
    """The address cannot be listened on.

    Attributes
    ----------
    address
        The address.
    """

    def __init__(self, address: str) -> None:
        super().__init__(
            f"cannot listen on {address}: another server may be running there, or the "
            "address is not this machine's; stop the other server or choose another "
            "address, such as 127.0.0.1:0 for any free port"
        )
        self.address = address


def listen(server: grpc.aio.Server, address: str) -> str:
    """Let a server listen; return the address with the port it got.

    Raises
    ------
    AddressInUseError
        When the address cannot be listened on.
    """
    if address.startswith(UNIX_PREFIX):
        _refuse_live_socket(address)
    try:
        port = server.add_insecure_port(address)
    except RuntimeError as error:
        raise AddressInUseError(address) from error
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
    raise AddressInUseError(address)
