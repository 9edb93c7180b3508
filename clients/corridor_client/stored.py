"""What a server keeps: versions of datasets, and the documents beside them."""

from dataclasses import dataclass
from datetime import datetime

from corridor_client.choices import DocumentKind
from corridor_client.json_object import json_object_of
from corridor_client.problems import Problem
from corridor_client.results import RowCount


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersion:
    """A dataset as it was imported; it never changes.

    Attributes
    ----------
    name
        Names this version wherever a stored dataset can be named.
    digest
        SHA-256 of the dataset's canonical form, 64 hexadecimal digits.
    create_time
        When it was first imported, in UTC.
    current
        Whether the name of the dataset alone means this version.
    filename, size_bytes
        What its file was called, and its size.
    row_counts
        Rows of each table, in the order of the tables.
    """

    name: str
    digest: str
    create_time: datetime
    current: bool
    filename: str
    size_bytes: int
    row_counts: tuple[RowCount, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the version as a plain object, members named as the attributes."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersions:
    """The versions of an imported dataset, the current one first."""

    versions: tuple[DatasetVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentResult:
    """What came of storing a document.

    Attributes
    ----------
    document_id
        Id by which calls name it; empty where it has errors and is not kept.
    problems
        Every problem, each with the number of its entry.
    """

    document_id: str
    problems: tuple[Problem, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the answer as a plain object, members named as the attributes."""
        return json_object_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A scenario or an uncertainty beside a dataset.

    Attributes
    ----------
    kind
        Which of the two.
    document_id
        Identifies it among those of its kind and dataset.
    title
        Title for people.
    filename, content
        The file.
    shipped
        Whether it came with the dataset; it then cannot be replaced or deleted.
    create_time
        When it was stored, in UTC; None where it is shipped.
    """

    kind: DocumentKind
    document_id: str
    title: str
    filename: str
    content: bytes
    shipped: bool
    create_time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The documents beside a dataset, the shipped ones first."""

    documents: tuple[StoredDocument, ...]
