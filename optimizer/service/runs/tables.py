"""The table that runs are kept in."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table

from optimizer.service.storage.schema import metadata

runs = Table(
    "runs",
    metadata,
    # Counts up, so that pages have an order; SQLite counts only plain integers.
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("run_id", String(64), nullable=False, unique=True),
    Column("method", String(200), nullable=False),
    Column("caller", String(128), nullable=False),
    Column("label", String(200), nullable=False),
    Column("dataset_id", String(64), nullable=False),
    Column("dataset_digest", String(64), nullable=False),
    Column("code", String(32), nullable=False),
    Column("reason", String(63), nullable=False),
    Column("termination", String(63), nullable=False),
    Column("total_cost", String(64), nullable=False),
    Column("currency_code", String(3), nullable=False),
    # Microseconds since 1970 in UTC.
    Column("ended", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Index("runs_dataset", "dataset_id", "position"),
    Index("runs_ended", "ended"),
)
"""One row for each run."""
