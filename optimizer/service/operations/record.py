"""An operation as it is kept."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from optimizer.errors import InvalidRequestError

NAME_PREFIX = "operations/"
"""What the name of every operation starts with."""

RETENTION = timedelta(days=7)
"""Time for which an operation is kept after its end."""

LABEL_LIMIT = 200
"""Most characters of a label."""

type Place = tuple[datetime, str]
"""Place of an operation in the list of all: when it was asked for, and its name."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


class State(Enum):
    """Where an operation stands, by the names of ``corridor.v1.OperationState``."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def is_final(self) -> bool:
        """Whether nothing follows."""
        return self not in {State.QUEUED, State.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation.

    Attributes
    ----------
    name
        ``operations/`` and what tells it apart.
    method
        Full name of the method that it does.
    request_digest
        SHA-256 of what was asked for.
    request_id, label
        Given by the caller; empty where they were not.
    state
        Where it stands.
    created, started, updated, ended, expires
        When it was asked for, was last taken up, last changed, ended and is forgotten;
        None for what has not happened.
    done_count, total_count
        How much of it is done, and how much there is; 0 until that is known.
    attempt_count
        How many servers took it up.
    is_cancelled
        Whether somebody wants it to end.
    answer
        The serialized answer; empty where there is none.
    status
        A serialized ``google.rpc.Status`` of how it failed; empty where it did not.
    """

    name: str
    method: str
    request_digest: str
    created: datetime
    updated: datetime
    request_id: str = ""
    label: str = ""
    state: State = State.QUEUED
    started: datetime | None = None
    ended: datetime | None = None
    expires: datetime | None = None
    done_count: int = 0
    total_count: int = 0
    attempt_count: int = 0
    is_cancelled: bool = False
    answer: bytes = b""
    status: bytes = b""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for.

    Attributes
    ----------
    method
        Full name of the method that is to be done.
    content
        The serialized request of that method.
    digest
        SHA-256 of the request as it was sent.
    request_id, label
        Given by the caller; empty where they were not.

    Raises
    ------
    InvalidRequestError
        When the id or the label has a form that is not taken.
    """

    method: str
    content: bytes
    digest: str
    request_id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if self.request_id and not _REQUEST_ID.fullmatch(self.request_id):
            field = "request_id"
            message = "give 1 to 128 letters, digits, '.', '_' and '-'"
            raise InvalidRequestError(field, message)
        if len(self.label) > LABEL_LIMIT or not self.label.isprintable():
            field = "label"
            message = f"give at most {LABEL_LIMIT} printable characters"
            raise InvalidRequestError(field, message)


def new_name() -> str:
    """Return a name that no operation has."""
    return NAME_PREFIX + uuid.uuid4().hex
