"""Ids: each once, and each that is named exists."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from operator import attrgetter

from optimizer.domain.checks.presence import UNREAD_NAME, Unread
from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import ROW_TABLES, Dataset, Table
from optimizer.domain.memory import Recall
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.record import Record

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
    "regime_id": "regimes",
}
"""Table that a column refers to, by the end of the column's name."""

CLASSED_HAUL_TABLES = (
    "haul_rates",
    "coefficients",
    "surcharges",
    "volume_discounts",
)
"""Tables whose rows are for a tariff class as their tariff has it."""

COMPARISON_LIMIT = 50_000
"""Most ids that are compared, for each column, to suggest which one was meant."""


def duplicate_problems(dataset: Dataset, recall: Recall) -> Iterator[Problem]:
    """Keys that several rows of a table share."""
    for name, find in _DUPLICATES.items():
        yield from recall(find, dataset.rows(name))


def _duplicates_in(table: Table, rows: tuple[Record, ...]) -> list[Problem]:
    return list(_duplicates(Dataset.of_table(table.name, rows), table))


_DUPLICATES = {t.name: partial(_duplicates_in, t) for t in ROW_TABLES.values()}
"""One function for each table, each remembered on its own."""


def _duplicates(dataset: Dataset, table: Table) -> Iterator[Problem]:
    # Not by row id, which does not tell a leg from a transfer of the same name.
    keys = list(map(attrgetter(*table.key), dataset.rows(table.name)))
    counts = Counter(keys)
    if len(counts) == len(keys):
        return
    row_ids = dict(zip(keys, dataset.row_ids(table.name), strict=True))
    for key, count in counts.items():
        if count > 1:
            row_id = row_ids[key]
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
    dataset: Dataset, unread: Unread, recall: Recall
) -> Iterator[Problem]:
    """Columns that name a row of another table, where there is no such row."""
    known = {
        name: recall(find, dataset.rows(name)) | unread[name]
        for name, find in _KNOWN_IDS.items()
    }
    for name, find in _DANGLING.items():
        targets = TARGETS[name].values()
        yield from recall(find, dataset.rows(name), {t: known[t] for t in targets})
    if not unread["commodities"]:
        classed = dataset.only("legs", "transfers", "rates", "commodities")
        yield from recall(_class_problems, classed)
        yield from recall(_forbidden_leg_problems, dataset.only("legs", "demands"))
        if not unread["goods_classes"]:
            of_hauls = dataset.only(
                *CLASSED_HAUL_TABLES, "goods_classes", "commodities"
            )
            yield from recall(_haul_class_problems, of_hauls)


def _dangling_in(
    table: Table, rows: tuple[Record, ...], known: Mapping[str, frozenset[str]]
) -> list[Problem]:
    dataset = Dataset.of_table(table.name, rows)
    return [
        problem
        for column, target in TARGETS[table.name].items()
        if UNREAD_NAME not in known[target]
        for problem in _dangling(dataset, table, column, target, known[target])
    ]


def _target_of(table: Table, column: str) -> str | None:
    if table.key == (column,) or (table.name, column) == ("monthly_shapes", "shape_id"):
        return None
    endings = (e for e in _TABLE_NAMED_BY if column == e or column.endswith(f"_{e}"))
    return _TABLE_NAMED_BY.get(next(endings, ""))


TARGETS = {
    table.name: {
        column: target
        for column in columns_of(table.record)
        if (target := _target_of(table, column)) is not None
    }
    for table in ROW_TABLES.values()
}
"""Table that each column of a table refers to."""

_DANGLING = {t.name: partial(_dangling_in, t) for t in ROW_TABLES.values()}
"""One function for each table, each remembered on its own."""


def _ids_in(table: Table, rows: tuple[Record, ...]) -> frozenset[str]:
    """Ids of the rows of a table; the first column where the key has several."""
    return frozenset(getattr(row, table.key[0]) for row in rows)


_KNOWN_IDS = {t.name: partial(_ids_in, t) for t in ROW_TABLES.values()}
"""One function for each table, each remembered on its own."""


def _dangling(
    dataset: Dataset, table: Table, column: str, target: str, known: Collection[str]
) -> Iterator[Problem]:
    named = set(map(attrgetter(column), dataset.rows(table.name)))
    if named <= {None, *known}:
        return
    nearest: dict[str, str] = {}
    rows = zip(dataset.rows(table.name), dataset.row_ids(table.name), strict=True)
    for row, row_id in rows:
        value = getattr(row, column)
        if value is not None and value not in known:
            if value not in nearest:
                is_affordable = (len(nearest) + 1) * len(known) <= COMPARISON_LIMIT
                nearest[value] = _nearest(value, known) if is_affordable else ""
            yield Problem(
                code=ProblemCode.UNKNOWN_REFERENCE,
                table=table.name,
                row_id=row_id,
                column=column,
                value=value,
                message=f"{target!r} has no row {value!r}",
                remedy=nearest[value] or f"add it to {target!r}",
            )


def _nearest(value: str, known: Collection[str]) -> str:
    near = get_close_matches(value, known, n=1, cutoff=0.75)
    return f"did you mean {near[0]!r}?" if near else ""


def _class_problems(dataset: Dataset) -> list[Problem]:
    """Tariff classes that no commodity has: a closed leg or a rate nobody pays."""
    return list(_unknown_classes(dataset))


def _unknown_classes(dataset: Dataset) -> Iterator[Problem]:
    known = {c.tariff_class for c in dataset.commodities}
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
            yield Problem(
                code=ProblemCode.UNKNOWN_REFERENCE,
                severity=Severity.WARNING if table == "rates" else Severity.ERROR,
                table=table,
                row_id=row_id,
                column=column,
                value=value,
                message=f"no commodity has the tariff class {value!r}",
                remedy=_nearest(value, known) or "remove it or add the commodity",
            )


def _forbidden_leg_problems(dataset: Dataset) -> list[Problem]:
    """Legs that demands may not use and that are not there."""
    known = {leg.leg_id for leg in dataset.legs}
    return [
        Problem(
            code=ProblemCode.UNKNOWN_REFERENCE,
            table="demands",
            row_id=demand.demand_id,
            column="forbidden_leg_ids",
            value=leg_id,
            message=f"'legs' has no row {leg_id!r}",
            remedy=_nearest(leg_id, known) or "remove it",
        )
        for demand in dataset.demands
        for leg_id in sorted(set(demand.forbidden_leg_ids) - known)
    ]


def _haul_class_problems(dataset: Dataset) -> list[Problem]:
    """Tariff classes of hauls that nothing has: a row that nobody pays."""
    return list(_unknown_haul_classes(dataset))


def _unknown_haul_classes(dataset: Dataset) -> Iterator[Problem]:
    own = {c.tariff_class for c in dataset.commodities}
    given = {(row.tariff_id, row.tariff_class) for row in dataset.goods_classes}
    for table in CLASSED_HAUL_TABLES:
        rows = zip(dataset.rows(table), dataset.row_ids(table), strict=True)
        for row, row_id in rows:
            tariff_id, value = attrgetter("tariff_id", "tariff_class")(row)
            if value is None or value in own or (tariff_id, value) in given:
                continue
            yield Problem(
                code=ProblemCode.UNKNOWN_REFERENCE,
                severity=Severity.WARNING,
                table=table,
                row_id=row_id,
                column="tariff_class",
                value=value,
                message=(
                    f"no commodity has the tariff class {value!r}, and no row of "
                    f"'goods_classes' gives it for {tariff_id!r}"
                ),
                remedy=_nearest(value, own) or "remove it or add one of them",
            )
