"""The tables that operations are kept in."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from optimizer.service.storage.schema import metadata

operations = Table(
    "operations",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("method", String(200), nullable=False),
    Column("request_digest", String(64), nullable=False),
    Column("request_id", String(128), nullable=False),
    Column("label", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    # Times are microseconds since 1970 in UTC, which every database keeps alike.
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("expires", BigInteger),
    Column("done_count", BigInteger, nullable=False),
    Column("total_count", BigInteger, nullable=False),
    Column("attempt_count", Integer, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    # Who works on it, and until when that is believed.
    Column("holder", String(64), nullable=False),
    Column("held_until", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("status", LargeBinary, nullable=False),
    Index(
        "operations_request_id",
        "request_id",
        unique=True,
        sqlite_where=text("request_id <> ''"),
        postgresql_where=text("request_id <> ''"),
    ),
    Index("operations_waiting", "state", "created"),
)
"""One row for each operation."""

pieces = Table(
    "operation_pieces",
    metadata,
    Column(
        "name",
        String(64),
        ForeignKey("operations.name", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What is known so far of operations that answer piece by piece."""
