"""How often each caller may call."""

import random
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from optimizer.errors import RateLimitedError

CALLER_LIMIT = 10_000
"""Most callers that are remembered; beyond, whoever was quiet longest is forgotten."""

_SECONDS_PER_MINUTE = 60.0

_JITTER = 0.2
"""Largest share that is added to the time after which a caller may try again, so that
its calls do not all come back at once."""


@dataclass(slots=True)
class _Bucket:
    """Calls that a caller may make at once, and when that was so."""

    left: float
    when: float


class Rates:
    """A bucket for each caller: it holds the calls of a minute and fills steadily.

    Whoever was quiet for a minute may make all of them at once, and over a long time
    nobody makes more than the limit.

    Parameters
    ----------
    limit_per_minute
        Most calls a minute of each caller; 0 for any number.
    clock
        Seconds that pass.
    """

    def __init__(
        self, limit_per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit_per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    @property
    def remembered_count(self) -> int:
        """How many callers are remembered."""
        return len(self._buckets)

    def take(self, caller: str, shown_name: str = "") -> None:
        """Let one call of a caller in.

        Parameters
        ----------
        caller
            What callers are told apart by; an empty one may make any number.
        shown_name
            What the caller is told that it is called.

        Raises
        ------
        RateLimitedError
            When it makes too many; it says when to try again.
        """
        if not self._limit or not caller:
            return
        bucket = self._bucket_of(caller)
        if bucket.left < 1:
            retry_after = self._retry_after(bucket)
            raise RateLimitedError(self._limit, retry_after, shown_name)
        bucket.left -= 1

    def _bucket_of(self, caller: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(caller, _Bucket(self._limit, now))
        gained = (now - bucket.when) * self._limit / _SECONDS_PER_MINUTE
        bucket.left, bucket.when = min(self._limit, bucket.left + gained), now
        self._buckets.move_to_end(caller)
        while len(self._buckets) > CALLER_LIMIT:
            self._buckets.popitem(last=False)
        return bucket

    def _retry_after(self, bucket: _Bucket) -> timedelta:
        seconds = (1 - bucket.left) * _SECONDS_PER_MINUTE / self._limit
        jitter = random.uniform(1, 1 + _JITTER)  # noqa: S311 - no secret
        return timedelta(seconds=seconds * jitter) + timedelta(milliseconds=1)
