"""Why an address cannot be listened on, which gRPC does not tell."""

import errno
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from optimizer.service.addresses import UNIX_PREFIX, host_and_port

SOCKET_PATH_LIMIT = 103
"""Most bytes of a socket's path that every system takes."""


@dataclass(frozen=True, slots=True)
class ListenFault:
    """Why an address cannot be listened on.

    Attributes
    ----------
    cause
        What is wrong.
    remedy
        What to do about it.
    """

    cause: str
    remedy: str


SOCKET_TAKEN = ListenFault(
    "another server listens there", "stop that server or choose another path"
)
"""A Unix socket answers."""

_OTHER_PORT = "choose another port, or 0 for any free one"
_BIND_FAULTS = {
    errno.EADDRINUSE: ListenFault(
        "the port is taken", f"stop the other server or {_OTHER_PORT}"
    ),
    errno.EADDRNOTAVAIL: ListenFault(
        "the host is not this machine",
        "write 127.0.0.1 for callers on this machine, 0.0.0.0 for all",
    ),
    errno.EACCES: ListenFault(
        "this user may not listen on the port", "choose a port from 1024"
    ),
}


def listen_fault_of(address: str) -> ListenFault:
    """Find out why an address of the right form cannot be listened on.

    Parameters
    ----------
    address
        An address that was tried in vain.
    """
    if address.startswith(UNIX_PREFIX):
        return _fault_of_path(Path(address.removeprefix(UNIX_PREFIX)))
    return _fault_of_port(*host_and_port(address))


def _fault_of_path(path: Path) -> ListenFault:
    if not path.parent.is_dir():
        return ListenFault(
            f"there is no directory {path.parent}", "make it or choose another path"
        )
    if len(os.fsencode(path)) > SOCKET_PATH_LIMIT:
        return ListenFault(
            f"the path has more than {SOCKET_PATH_LIMIT} bytes", "choose a shorter path"
        )
    if path.exists():
        return ListenFault(
            "something else is there", "remove it or choose another path"
        )
    return ListenFault(
        f"no socket can be made in {path.parent}", "choose another directory"
    )


def _fault_of_port(host: str, port: int) -> ListenFault:
    try:
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        return ListenFault(
            f"the host {host!r} is unknown",
            "write a name or an address of this machine, such as 127.0.0.1",
        )
    for family, kind, protocol, _, place in found:
        try:
            with socket.socket(family, kind, protocol) as probe:
                probe.bind(place)
        except OSError as error:
            unknown = ListenFault(error.strerror or str(error), _OTHER_PORT)
            return _BIND_FAULTS.get(error.errno or 0, unknown)
    return ListenFault("the system refuses it", _OTHER_PORT)
