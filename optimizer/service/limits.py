"""What the server allows."""

from datetime import timedelta

REQUEST_BYTES_LIMIT = 32 * 2**20
"""Largest message that is received."""

RESPONSE_BYTES_LIMIT = 64 * 2**20
"""Largest message that is sent."""

DEFAULT_CALL_TIME = timedelta(seconds=60)
"""Time of a call that sends no deadline."""

LONGEST_CALL_TIME = timedelta(minutes=10)
"""Longest time of a call; later deadlines count as this."""

LONGEST_OPERATION_TIME = timedelta(hours=6)
"""Longest time of work in the background, and of a solve in it."""

IMPORTED_COUNT_LIMIT = 1000
"""Most imported datasets that are kept."""

IMPORTED_BYTES_LIMIT = 2 * 2**30
"""Most bytes of imported files that are kept, all versions together."""

IMPORTED_BYTES_LIMIT_IN_MEMORY = 256 * 2**20
"""The same where they are kept in memory."""

DOCUMENT_COUNT_LIMIT = 1000
"""Most scenarios and uncertainties that are kept beside one dataset."""

MOST_WORKERS = 256
"""Most processes of a server; more are better spread over several servers."""

QUEUE_LIMIT = 64
"""Most calls that wait for a worker, of those with one answer and of the others."""

WORKER_MEMORY_MIB = 2048
"""Most memory of a worker in MiB."""

LEAST_WORKER_MEMORY_MIB = 192
"""Least such cap: half of it is taken before any work is done."""

WORKER_TASKS = 500
"""Pieces of work after which a worker is replaced."""

STOP_GRACE = timedelta(seconds=10)
"""Time that running calls get to finish when the server stops."""
