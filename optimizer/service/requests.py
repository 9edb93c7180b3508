"""What the server itself looks at in a request before a worker gets it."""

from collections.abc import Iterable

from optimizer.errors import InvalidRequestError
from optimizer.service.dataset_sources import (
    NamedSource,
    SourceRequest,
    dataset_id_of,
)
from optimizer.service.facts import note
from optimizer.service.messages import parse
from optimizer.service.store import DatasetStore

NAMING_BYTES_LIMIT = 4096
"""A larger request does not name its dataset but brings it."""


async def named_source[M: SourceRequest](
    kind: type[M],
    content: bytes,
    store: DatasetStore,
    *,
    bytes_limit: int = NAMING_BYTES_LIMIT,
    documents: bool = False,
) -> NamedSource | None:
    """Look up the dataset that a request names; None where it names none.

    Large requests are left to the worker: reading them would hold up other calls.

    Parameters
    ----------
    kind, content
        The request.
    store
        Datasets that it may name.
    bytes_limit
        Most bytes of a request that names its dataset.
    documents
        Whether it may name what is kept beside the dataset too.

    Raises
    ------
    InvalidRequestError
        When the bytes are no such request.
    UnknownDatasetError
        When no dataset has the name.
    """
    if len(content) > bytes_limit:
        return None
    request = parse(kind, content)
    if request.WhichOneof("source") != "dataset_name":
        return None
    note(dataset_id=dataset_id_of(request.dataset_name))
    return await store.source_of(request.dataset_name, documents=documents)


def unknown(positions: range, known: Iterable[int]) -> tuple[int, ...]:
    """Return the positions of answers that a caller does not have yet.

    Parameters
    ----------
    positions
        Of all answers.
    known
        Of those that the caller has.

    Raises
    ------
    InvalidRequestError
        When the caller has what there is not.
    """
    have = set(known)
    foreign = sorted(have.difference(positions))
    if foreign:
        field = "known_positions"
        message = f"no answer is at {foreign[0]}; give positions of an earlier call"
        raise InvalidRequestError(field, message)
    return tuple(position for position in positions if position not in have)
