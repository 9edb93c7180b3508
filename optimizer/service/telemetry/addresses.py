"""Addresses that metrics are fetched from and traces are sent to."""

from optimizer.service.addresses import UNIX_PREFIX, fault_in

_SCHEMES = ("http://", "https://")


def fault_in_admin_address(address: str) -> str:
    """Say what is wrong with an address to serve HTTP at; empty where nothing is."""
    if address.startswith(UNIX_PREFIX):
        return f"{address!r} is no port; write HOST:PORT, such as 127.0.0.1:9464"
    return fault_in(address)


def fault_in_endpoint(address: str) -> str:
    """Say what is wrong with an address to send traces to; empty where nothing is."""
    scheme = next((each for each in _SCHEMES if address.startswith(each)), "")
    place = address.removeprefix(scheme).removesuffix("/")
    if place.startswith(UNIX_PREFIX) or fault_in(place):
        return (
            f"{address!r} is no receiver of traces; write HOST:PORT, such as "
            "127.0.0.1:4317, or https://HOST:PORT"
        )
    return ""
