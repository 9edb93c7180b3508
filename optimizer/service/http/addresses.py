"""Addresses that HTTP can be listened for on."""

from optimizer.service.addresses import UNIX_PREFIX, fault_in


def fault_in_http_address(address: str) -> str:
    """Say what is wrong with the form of an address; empty where nothing is."""
    if address.startswith(UNIX_PREFIX):
        return f"{address!r} is a Unix socket; write HOST:PORT for HTTP"
    return fault_in(address)
