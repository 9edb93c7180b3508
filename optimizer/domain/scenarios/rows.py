"""Datasets with some rows changed, added or taken away."""

from collections.abc import Iterable

from pydantic import ValidationError

from optimizer.domain.dataset import ROW_TABLES, TABLE_OF_RECORD, Dataset
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.domain.scenarios.problems import UnusableChangeError


def with_rows(dataset: Dataset, rows: Iterable[Record]) -> Dataset:
    """Add rows, or put them in the place of those with the same keys.

    Raises
    ------
    UnusableChangeError
        When a number of a row is out of its column's range.
    """
    by_table: dict[str, list[Record]] = {}
    for row in rows:
        by_table.setdefault(TABLE_OF_RECORD[type(row)], []).append(_checked(row))
    changed = {}
    for name, members in by_table.items():
        table = ROW_TABLES[name]
        merged = {table.key_of(row): row for row in dataset.rows(name)}
        merged |= {table.key_of(row): row for row in members}
        changed[name] = tuple(merged[key] for key in sorted(merged))
    return dataset.model_copy(update=changed)


def without_rows(dataset: Dataset, table: str, rows: Iterable[Record]) -> Dataset:
    """Take rows of a table away."""
    gone = {ROW_TABLES[table].key_of(row) for row in rows}
    kept = (r for r in dataset.rows(table) if ROW_TABLES[table].key_of(r) not in gone)
    return dataset.model_copy(update={table: tuple(kept)})


def _checked(row: Record) -> Record:
    """Check a row that was copied with other values, as reading it would."""
    try:
        return type(row).model_validate(row.model_dump())
    except ValidationError as error:
        fault = error.errors()[0]
        column = ".".join(map(str, fault["loc"])) or "row"
        raise UnusableChangeError(
            ProblemCode.OUT_OF_RANGE,
            f"it makes {column} {fault.get('input')}: {fault['msg'].lower()}",
            "change it by less, or set it to what the column can hold",
        ) from error
