"""The tables that datasets and the documents beside them are kept in."""

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from optimizer.service.storage.schema import metadata

dataset_versions = Table(
    "dataset_versions",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("digest", String(64), primary_key=True),
    # Of the versions of a name, the one with the highest place is the current one.
    Column("place", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("currency_code", String(3), nullable=False),
    # A JSON object, in the order of the tables.
    Column("row_counts", Text, nullable=False),
    # Microseconds since 1970 in UTC.
    Column("created", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("name", "place", name="dataset_versions_place"),
)
"""One row for each version of a dataset."""

documents = Table(
    "documents",
    metadata,
    Column("dataset_name", String(200), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("document_id", String(64), primary_key=True),
    Column("filename", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""One row for each scenario and uncertainty that is kept beside a dataset."""
