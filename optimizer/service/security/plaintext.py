"""Which addresses other machines reach, where plaintext is not for all eyes."""

import socket
from ipaddress import ip_address

from optimizer.service.addresses import UNIX_PREFIX, host_and_port
from optimizer.service.listen_faults import ListenFault

OPEN_TO_OTHERS = ListenFault(
    "other machines reach it, and nothing would be encrypted",
    "give tls_certificate and tls_key, or listen on 127.0.0.1, or say insecure where "
    "something in front of the server encrypts",
)
"""An address is not this machine's alone."""


def is_for_this_machine(address: str) -> bool:
    """Tell whether only this machine reaches an address.

    A name counts as such where all its addresses do; one that is unknown cannot be
    listened on anyway.
    """
    if address.startswith(UNIX_PREFIX):
        return True
    host, _ = host_and_port(address)
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    hosts = {str(place[0]).partition("%")[0] for *_, place in found}
    return all(_is_loopback(each) for each in hosts)


def _is_loopback(host: str) -> bool:
    address = ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
