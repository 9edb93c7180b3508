"""The reference dataset, in one period and in twelve months."""

import calendar
from datetime import date
from pathlib import Path

from benchmarks import WrongAnswerError
from optimizer.domain.calendar import Period
from optimizer.domain.dataset import ROW_TABLES, Dataset
from optimizer.domain.record import Record
from optimizer.tables.reading import read_folder

FOLDER = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def read_reference() -> Dataset:
    """Read the reference dataset, whose calendar is one year in one period.

    Raises
    ------
    WrongAnswerError
        When it has errors.
    """
    dataset = read_folder(FOLDER).dataset
    if dataset is None:
        msg = "the reference dataset has errors"
        raise WrongAnswerError(msg)
    return dataset


def by_months(dataset: Dataset) -> Dataset:
    """Replace the calendar by the twelve months of its first year."""
    year = dataset.calendar()[0].start_date.year
    months = [
        Period(
            period_id=f"{year}-{month:02}",
            start_date=date(year, month, 1),
            end_date=date(year, month, calendar.monthrange(year, month)[1]),
        )
        for month in range(1, 13)
    ]
    rows = [row for row in all_rows(dataset) if not isinstance(row, Period)]
    return Dataset.of(dataset.header, [*rows, *months])


def with_row(dataset: Dataset, row: Record, replacement: Record) -> Dataset:
    """Put a row in the place of another."""
    rows = [replacement if other is row else other for other in all_rows(dataset)]
    return Dataset.of(dataset.header, rows)


def all_rows(dataset: Dataset) -> list[Record]:
    """Every row of every table, the header excepted."""
    return [row for table in ROW_TABLES for row in dataset.rows(table)]
