"""Ids: each once, and each that is named exists."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import ROW_TABLES, Dataset, Table
from optimizer.domain.problems import Problem, ProblemCode, Severity

_TABLE_NAMED_BY = {
    "node_id": "nodes",
    "carrier_id": "carriers",
    "leg_id": "legs",
    "transfer_id": "transfers",
    "period_id": "periods",
    "shape_id": "monthly_shapes",
    "resource_id": "resources",
    "commodity_id": "commodities",
    "tariff_id": "tariffs",
}
"""Table that a column refers to, by the end of the column's name."""


def duplicate_problems(dataset: Dataset) -> Iterator[Problem]:
    """Keys that several rows of a table share."""
    for table in ROW_TABLES.values():
        counts = Counter(dataset.row_ids(table.name))
        for row_id, count in counts.items():
            if count > 1:
                yield Problem(
                    code=ProblemCode.DUPLICATE_ID,
                    table=table.name,
                    row_id=row_id,
                    column=table.key[0],
                    value=row_id,
                    message=f"{count} rows have the key {row_id!r}",
                    remedy=f"make {', '.join(table.key)} unique",
                )


def reference_problems(
    dataset: Dataset, unread: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """Columns that name a row of another table, where there is no such row."""
    for table in ROW_TABLES.values():
        for column in columns_of(table.record):
            target = _target_of(table, column)
            if target is not None:
                known = _known_ids(dataset, target, unread)
                yield from _dangling(dataset, table, column, target, known)
    yield from _class_problems(dataset, is_unread=bool(unread.get("commodities")))


def _target_of(table: Table, column: str) -> str | None:
    if table.key == (column,) or (table.name, column) == ("monthly_shapes", "shape_id"):
        return None
    endings = (e for e in _TABLE_NAMED_BY if column == e or column.endswith(f"_{e}"))
    return _TABLE_NAMED_BY.get(next(endings, ""))


def _known_ids(
    dataset: Dataset, target: str, unread: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Ids that rows of a table have, also of rows that could not be read."""
    id_column = ROW_TABLES[target].key[0]
    ids = {getattr(row, id_column) for row in dataset.rows(target)}
    # A row whose key has several columns is named by the first of them.
    return frozenset(ids | {i.split("/")[0] for i in unread.get(target, ())})


def _dangling(
    dataset: Dataset, table: Table, column: str, target: str, known: Collection[str]
) -> Iterator[Problem]:
    rows = zip(dataset.rows(table.name), dataset.row_ids(table.name), strict=True)
    for row, row_id in rows:
        value = getattr(row, column)
        if value is not None and value not in known:
            yield Problem(
                code=ProblemCode.UNKNOWN_REFERENCE,
                table=table.name,
                row_id=row_id,
                column=column,
                value=value,
                message=f"{target!r} has no row {value!r}",
                remedy=_nearest(value, known) or f"add it to {target!r}",
            )


def _nearest(value: str, known: Collection[str]) -> str:
    near = get_close_matches(value, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""


def _class_problems(dataset: Dataset, *, is_unread: bool) -> Iterator[Problem]:
    """Tariff classes that no commodity has: a closed leg or a rate nobody pays."""
    known = {c.tariff_class for c in dataset.commodities}
    if is_unread:
        return
    named = [
        *(("legs", x.leg_id, "tariff_classes", x.tariff_classes) for x in dataset.legs),
        *(
            ("transfers", x.transfer_id, "tariff_classes", x.tariff_classes)
            for x in dataset.transfers
        ),
        *(
            ("rates", x.rate_id, "tariff_class", (x.tariff_class,))
            for x in dataset.rates
            if x.tariff_class is not None
        ),
    ]
    for table, row_id, column, classes in named:
        for value in sorted(set(classes) - known):
            is_rate = table == "rates"
            yield Problem(
                code=ProblemCode.UNKNOWN_REFERENCE,
                severity=Severity.WARNING if is_rate else Severity.ERROR,
                table=table,
                row_id=row_id,
                column=column,
                value=value,
                message=f"no commodity has the tariff class {value!r}",
                remedy=_nearest(value, known) or "remove it or add the commodity",
            )
