"""What a server keeps of datasets, as records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class DocumentKind(Enum):
    """What a document beside a dataset is, by the names of ``corridor.v1.DocumentKind``.

    Attributes
    ----------
    SCENARIO
        Changes to the dataset.
    UNCERTAINTY
        What is uncertain about it.
    """

    SCENARIO = "SCENARIO"
    UNCERTAINTY = "UNCERTAINTY"

    @property
    def folder(self) -> str:
        """Folder of such documents in a dataset that is a folder."""
        return {"SCENARIO": "scenarios", "UNCERTAINTY": "uncertainties"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A dataset as it was imported; it never changes.

    Attributes
    ----------
    name
        ``datasets/`` and the ``dataset_id``.
    digest
        SHA-256 of its canonical form.
    filename
        What its file was called.
    title, currency_code
        As in its header.
    row_counts
        Rows of each table, in the order of the tables.
    created
        When it was first imported, in UTC.
    size_bytes
        Size of its file.
    is_current
        Whether the name alone means this version.
    content
        The file; empty where it was not asked for.
    """

    name: str
    digest: str
    filename: str
    title: str
    currency_code: str
    row_counts: Mapping[str, int]
    created: datetime
    size_bytes: int
    is_current: bool = True
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocument:
    """A scenario or an uncertainty beside a dataset.

    Attributes
    ----------
    kind
        Which of the two.
    document_id
        Identifies it among those of its kind and dataset.
    filename, content
        The file that it came in.
    title
        Title for people.
    created
        When it was stored, in UTC; None where it is shipped.
    """

    kind: DocumentKind
    document_id: str
    filename: str
    title: str
    created: datetime | None
    content: bytes = field(repr=False)
