"""A dataset: everything that one plan is made from."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict

from optimizer.domain.calendar import MonthlyShape, Period
from optimizer.domain.commodities import Commodity
from optimizer.domain.demands import Demand
from optimizer.domain.hauls import (
    Coefficient,
    GoodsClass,
    HaulRate,
    Regime,
    RegimeTariff,
    Surcharge,
    TariffDistance,
    TariffScope,
)
from optimizer.domain.memory import Memory
from optimizer.domain.network import Carrier, Closure, Leg, Node, Transfer
from optimizer.domain.quantities import CurrencyCode, Id, MoneyAmount, Name, Unit
from optimizer.domain.record import Record
from optimizer.domain.resources import Resource, ResourceCapacity, ResourceUse
from optimizer.domain.tariffs import ExchangeRate, Rate, Tariff
from optimizer.domain.volume_discounts import VolumeDiscount


class Header(Record):
    """What the dataset is called and which money it counts in."""

    dataset_id: Id
    """Identifies the dataset."""

    title: Name
    """Title for people."""

    currency_code: CurrencyCode
    """Currency of every cost of a plan, of unserved prices and of time values."""

    carbon_price_per_t: Annotated[MoneyAmount, Unit("money per t CO2e")] = Decimal(0)
    """What a tonne of greenhouse gases costs in a plan, in that currency; 0 is nothing."""


class Dataset(BaseModel):
    """The tables of a dataset, each row checked on its own.

    Whether the rows fit together is for :func:`optimizer.domain.checks.check_rows`.
    Rows stand in the order of their keys, so that a dataset does not depend on the
    order in which its rows came.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    header: Header
    nodes: tuple[Node, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    legs: tuple[Leg, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    periods: tuple[Period, ...] = ()
    closures: tuple[Closure, ...] = ()
    monthly_shapes: tuple[MonthlyShape, ...] = ()
    resources: tuple[Resource, ...] = ()
    resource_uses: tuple[ResourceUse, ...] = ()
    resource_capacities: tuple[ResourceCapacity, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    demands: tuple[Demand, ...] = ()
    tariffs: tuple[Tariff, ...] = ()
    rates: tuple[Rate, ...] = ()
    tariff_scopes: tuple[TariffScope, ...] = ()
    goods_classes: tuple[GoodsClass, ...] = ()
    tariff_distances: tuple[TariffDistance, ...] = ()
    haul_rates: tuple[HaulRate, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    volume_discounts: tuple[VolumeDiscount, ...] = ()
    regimes: tuple[Regime, ...] = ()
    regime_tariffs: tuple[RegimeTariff, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()

    @classmethod
    def of(cls, header: Header, rows: Iterable[Record]) -> Self:
        """Sort rows of any kinds into their tables, each by its key."""
        by_table: dict[str, list[Record]] = {name: [] for name in ROW_TABLES}
        for row in rows:
            by_table[TABLE_OF_RECORD[type(row)]].append(row)
        tables = {
            name: tuple(sorted(members, key=ROW_TABLES[name].key_of))
            for name, members in by_table.items()
        }
        return cls.model_validate({"header": header, **tables})

    def only(self, *tables: str) -> "Dataset":
        """Return a dataset with the header and some tables, the others empty.

        What works on it cannot depend on any other table.
        """
        rows = {table: getattr(self, table) for table in tables}
        return Dataset.model_construct(header=self.header, **rows)

    @staticmethod
    def of_table(table: str, rows: tuple[Record, ...]) -> "Dataset":
        """Return a dataset of the rows of one table and nothing else, not even a header."""
        tables: dict[str, Any] = {table: rows}
        return Dataset.model_construct(**tables)

    def rows(self, table: str) -> tuple[Record, ...]:
        """Rows of the table of that name; the header is the one row of ``dataset``."""
        if table == HEADER_TABLE.name:
            return (self.header,)
        rows: tuple[Record, ...] = getattr(self, table)
        return rows

    def row_ids(self, table: str) -> list[str]:
        """Keys of the rows of a table for people, in the rows' order."""
        key = TABLES[table].key
        cells = ((getattr(row, c) for c in key) for row in self.rows(table))
        return ["/".join(str(c) for c in row if c is not None) for row in cells]

    def calendar(self) -> tuple[Period, ...]:
        """Return the periods in the order of time."""
        return tuple(sorted(self.periods, key=lambda p: (p.start_date, p.period_id)))

    def shape(self, shape_id: str) -> dict[int, float]:
        """Return the factors of a profile by month; 0 for a month without a row."""
        rows = (row for row in self.monthly_shapes if row.shape_id == shape_id)
        return dict.fromkeys(range(1, 13), 0.0) | {r.month: r.factor for r in rows}

    def release_weights(self, demand: Demand) -> list[float]:
        """Return how a demand's volume becomes ready over the calendar's periods.

        Without a profile all is ready in the period of the earliest departure. With
        one, each day of the window counts with its month's factor. Weights are not
        normalized.
        """
        calendar = self.calendar()
        first = demand.earliest_departure or calendar[0].start_date
        last = demand.latest_arrival or calendar[-1].end_date
        if demand.shape_id is None:
            return [float(p.start_date <= first <= p.end_date) for p in calendar]
        factors = self.shape(demand.shape_id)
        return [period.weighted_days(factors, first, last) for period in calendar]

    def digest(self, memory: Memory | None = None) -> str:
        """SHA-256 of the canonical form, 64 hexadecimal digits.

        Equal for datasets that plan alike: sources, confidence and notes do not count,
        nor does the order of rows.

        Parameters
        ----------
        memory
            What is known of a dataset much like it.
        """
        recall = (memory or Memory()).recall
        parts = [recall(_digest_of_header, self.header)]
        parts += [recall(_DIGESTS[name], self.rows(name)) for name in ROW_TABLES]
        return hashlib.sha256("".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Table:
    """One table of a dataset.

    Attributes
    ----------
    name
        Name of the table: of its CSV file, JSON member and message field.
    record
        Type of its rows.
    key
        Columns that together identify a row.
    is_required
        Whether a dataset without any row of it cannot be planned.
    """

    name: str
    record: type[Record]
    key: tuple[str, ...]
    is_required: bool = False

    def key_of(self, row: Record) -> tuple[str, ...]:
        """Return the row's key as texts that sort; an empty cell sorts first."""
        values = (getattr(row, column) for column in self.key)
        return tuple(
            "" if v is None else f"{v:04}" if isinstance(v, int) else str(v)
            for v in values
        )


HEADER_TABLE = Table("dataset", Header, ("dataset_id",), is_required=True)

ROW_TABLES = {
    table.name: table
    for table in (
        Table("nodes", Node, ("node_id",), is_required=True),
        Table("carriers", Carrier, ("carrier_id",), is_required=True),
        Table("legs", Leg, ("leg_id",), is_required=True),
        Table("transfers", Transfer, ("transfer_id",)),
        Table("periods", Period, ("period_id",), is_required=True),
        Table("closures", Closure, ("closure_id",)),
        Table("monthly_shapes", MonthlyShape, ("shape_id", "month")),
        Table("resources", Resource, ("resource_id",)),
        Table(
            "resource_uses",
            ResourceUse,
            ("resource_id", "leg_id", "transfer_id", "node_id"),
        ),
        Table("resource_capacities", ResourceCapacity, ("resource_id", "period_id")),
        Table("commodities", Commodity, ("commodity_id",), is_required=True),
        Table("demands", Demand, ("demand_id",), is_required=True),
        Table("tariffs", Tariff, ("tariff_id",), is_required=True),
        Table("rates", Rate, ("rate_id",)),
        Table("tariff_scopes", TariffScope, ("scope_id",)),
        Table("goods_classes", GoodsClass, ("tariff_id", "code_prefix")),
        Table(
            "tariff_distances",
            TariffDistance,
            ("tariff_id", "from_node_id", "to_node_id"),
        ),
        Table("haul_rates", HaulRate, ("haul_rate_id",)),
        Table("coefficients", Coefficient, ("coefficient_id",)),
        Table("surcharges", Surcharge, ("surcharge_id",)),
        Table("volume_discounts", VolumeDiscount, ("discount_id",)),
        Table("regimes", Regime, ("regime_id",)),
        Table("regime_tariffs", RegimeTariff, ("regime_id", "tariff_id")),
        Table("exchange_rates", ExchangeRate, ("currency_code", "quote_date")),
    )
}
"""The tables, header apart, in the order in which a reader meets them."""

TABLES = {HEADER_TABLE.name: HEADER_TABLE, **ROW_TABLES}
"""Every table."""

TABLE_OF_RECORD = {table.record: table.name for table in TABLES.values()}
"""Name of the table that holds a type of row."""

PROVENANCE = frozenset(Record.model_fields)
"""Columns that every table has and no plan depends on."""


def _digest_of_header(header: Header) -> str:
    return _hashed(header.model_dump_json(exclude_none=True, exclude=set(PROVENANCE)))


def _digest_of_table(name: str, rows: tuple[Record, ...]) -> str:
    text = Dataset.of_table(name, rows).model_dump_json(
        exclude_none=True,
        include={name: True},
        exclude={name: {"__all__": set(PROVENANCE)}},
    )
    return _hashed(text)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_DIGESTS = {name: partial(_digest_of_table, name) for name in ROW_TABLES}
"""What works out the digest of each table, one function each to be remembered by."""
