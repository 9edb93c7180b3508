"""Addresses that a server can be told to listen on."""

import re

UNIX_PREFIX = "unix:"
"""What the address of a Unix socket starts with; its path follows."""

LAST_PORT = 65535
"""Highest port there is; gRPC would take a higher one modulo 65536."""

FORMAT = (
    f"write HOST:PORT with a port from 0 to {LAST_PORT}, such as 127.0.0.1:50051 or "
    "[::1]:50051, or unix:PATH"
)
"""What an address looks like, for people."""

_HOST_AND_PORT = re.compile(
    r"(?:\[(?P<bracketed>[^\[\]/\s]+)\]|(?P<host>[^\[\]:/\s]+)):(?P<port>[0-9]+)"
)


def fault_in(address: str) -> str:
    """Say what is wrong with the form of an address; empty where nothing is."""
    if address.startswith(UNIX_PREFIX):
        return "" if address != UNIX_PREFIX else f"{address!r} has no path; {FORMAT}"
    parts = _HOST_AND_PORT.fullmatch(address)
    if parts is None:
        return f"{address!r} is no address; {FORMAT}"
    port = parts["port"].lstrip("0")
    if len(port) > len(str(LAST_PORT)) or int(port or "0") > LAST_PORT:
        return f"{address!r} has no port that exists; {FORMAT}"
    return ""


def host_and_port(address: str) -> tuple[str, int]:
    """Split an address that is not a Unix socket's, the host without brackets.

    Raises
    ------
    ValueError
        When its form is wrong, see :func:`fault_in`.
    """
    parts = _HOST_AND_PORT.fullmatch(address)
    if parts is None:
        raise ValueError(fault_in(address))
    return parts["bracketed"] or parts["host"], int(parts["port"])
