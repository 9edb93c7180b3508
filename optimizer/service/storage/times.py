"""Times as databases keep them: microseconds since 1970 in UTC, alike in all of them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """Return the time, in UTC, as exactly as databases keep it."""
    return datetime.now(UTC)


def number_of(time: datetime) -> int:
    """Return a time as it is kept."""
    return (time - _EPOCH) // _MICROSECOND


def time_of(number: int) -> datetime:
    """Return a time from how it is kept."""
    return _EPOCH + number * _MICROSECOND
