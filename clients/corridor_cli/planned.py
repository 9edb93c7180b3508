"""Calls that plan a dataset, which must have no errors."""

from collections.abc import Callable

from corridor_client import Client, DatasetFile, InvalidDatasetError

type Source = str | DatasetFile


def planned[Result](
    client: Client, source: Source, plan: Callable[[Client, Source], Result]
) -> Result:
    """Plan, or fail with all problems of the dataset and their places.

    Raises
    ------
    InvalidDatasetError
        When the dataset has errors.
    """
    try:
        return plan(client, source)
    except InvalidDatasetError as error:
        problems = client.validate_dataset(source).problems
        raise InvalidDatasetError(
            str(error),
            problems=problems or error.problems,
            reason=error.reason,
            code=error.code,
        ) from error
