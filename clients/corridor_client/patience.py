"""How long a call waits for a server that is being started again."""

import time
from datetime import timedelta

import grpc

from corridor_client.failures import is_away

RESTART_TIME = timedelta(seconds=30)
"""Time that a server which was there gets to be there again."""

PAUSE = timedelta(milliseconds=100)
"""Time between the tries of a call, beside that between gRPC's own."""


class Patience:
    """Says whether a call that found no server is to be made again.

    gRPC itself tries for a second and a half, which is too short for a restart. A server
    that has never answered is not waited for: its address may be wrong.

    Parameters
    ----------
    seconds
        Time of the call.
    has_answered
        Whether the server has answered the client before.
    """

    def __init__(self, seconds: float, *, has_answered: bool) -> None:
        self._ends_at = time.monotonic() + seconds
        self._has_answered = has_answered
        self._away_since: float | None = None

    @property
    def seconds_left(self) -> float:
        """Time that is left of the call's."""
        return max(0.0, self._ends_at - time.monotonic())

    def outlasts(self, failure: grpc.RpcError) -> bool:
        """Whether the call is to be made again after a failure."""
        if not self._has_answered or not is_away(failure):
            return False
        now = time.monotonic()
        if self._away_since is None:
            self._away_since = now
        is_over = now - self._away_since > RESTART_TIME.total_seconds()
        return not is_over and self.seconds_left > PAUSE.total_seconds()
