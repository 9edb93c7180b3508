"""Rows written as CSV."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from corridor_client import InvalidRequestError


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a table.

    Raises
    ------
    InvalidRequestError
        When the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}; give another --csv"
        raise InvalidRequestError(msg) from error
