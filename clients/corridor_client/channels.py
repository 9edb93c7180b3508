"""How calls travel: addresses, limits and retries."""

import json
import re
from datetime import timedelta

from corridor_client.errors import InvalidAddressError, InvalidRequestError

DEFAULT_TIMEOUT = timedelta(seconds=60)
"""Time that a call gets unless the client is told otherwise."""

MAX_REQUEST_BYTES = 32 * 2**20
"""Largest message that is sent, as much as a server takes."""

MAX_RESPONSE_BYTES = 64 * 2**20
"""Largest message that is taken, as much as a server sends."""

# Errors carry their details in the trailing metadata, at most 6 KiB of it; the usual
# limit of 8 KiB is a soft one and drops some of them.
_MAX_METADATA_BYTES = 32 * 2**10

_KEEPALIVE_INTERVAL = timedelta(seconds=30)
_KEEPALIVE_TIMEOUT = timedelta(seconds=10)

# A server that is started again is found at once; without these, gRPC would look for it
# ever more seldom, up to once in two minutes.
_FIRST_RECONNECT = timedelta(milliseconds=200)
_LONGEST_RECONNECT = timedelta(seconds=2)

# A server that refuses a call because it is busy says when to try again, or never to,
# and gRPC keeps to it.
_RETRY_POLICY = {
    "maxAttempts": 5,
    "initialBackoff": "0.1s",
    "maxBackoff": "2s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
}

# A name that stands for several servers gets the calls of one client spread over them.
_SERVICE_CONFIG = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [{"name": [{}], "retryPolicy": _RETRY_POLICY}],
}

CHANNEL_OPTIONS: tuple[tuple[str, int | str], ...] = (
    ("grpc.max_send_message_length", MAX_REQUEST_BYTES),
    ("grpc.max_receive_message_length", MAX_RESPONSE_BYTES),
    ("grpc.max_metadata_size", _MAX_METADATA_BYTES),
    ("grpc.keepalive_time_ms", _KEEPALIVE_INTERVAL // timedelta(milliseconds=1)),
    ("grpc.keepalive_timeout_ms", _KEEPALIVE_TIMEOUT // timedelta(milliseconds=1)),
    (
        "grpc.initial_reconnect_backoff_ms",
        _FIRST_RECONNECT // timedelta(milliseconds=1),
    ),
    ("grpc.max_reconnect_backoff_ms", _LONGEST_RECONNECT // timedelta(milliseconds=1)),
    ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
)
"""Options of every channel."""

_ADDRESS = re.compile(r"unix:.+|(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})")
_PORT_LIMIT = 2**16


def checked_address(address: str) -> str:
    """Return the address of a server as it is, once it is known to be one.

    Raises
    ------
    InvalidAddressError
        When it is neither ``HOST:PORT`` nor ``unix:PATH``.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[1] or 1) < _PORT_LIMIT:
        raise InvalidAddressError(address)
    return address


def checked_timeout(timeout: timedelta) -> timedelta:
    """Return a client's timeout as it is, once it is known to be above 0.

    Raises
    ------
    InvalidRequestError
        When it is not.
    """
    if timeout <= timedelta(0):
        msg = f"timeout must be above 0 s, got {timeout.total_seconds():g} s"
        raise InvalidRequestError(msg)
    return timeout
