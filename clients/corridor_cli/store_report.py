"""How what a server keeps looks."""

from collections.abc import Sequence

from corridor_client import DatasetVersion, StoredDocument
from corridor_client.datasets import NAME_PREFIX
from rich.console import RenderableType
from rich.text import Text

from corridor_cli.layout import Column, number, table_of


def version_table(found: Sequence[DatasetVersion]) -> RenderableType:
    """Lay out the versions of a dataset."""
    columns = (
        Column("Version"),
        Column("Imported"),
        Column("File"),
        number("KiB"),
        Column(""),
    )
    rows = (
        (
            version.name.removeprefix(NAME_PREFIX),
            f"{version.create_time:%Y-%m-%d %H:%M:%S} UTC",
            version.filename,
            f"{version.size_bytes / 1024:,.0f}",
            "current" if version.current else "",
        )
        for version in found
    )
    return table_of("Versions", columns, rows)


def document_table(found: Sequence[StoredDocument]) -> RenderableType:
    """Lay out the documents beside a dataset."""
    if not found:
        return Text("No scenario or uncertainty stands beside it; add one.")
    columns = (Column("Id"), Column("Kind"), Column("Title"), Column("Stored"))
    rows = (
        (
            each.document_id,
            each.kind.value.lower(),
            each.title,
            "shipped"
            if each.create_time is None
            else f"{each.create_time:%Y-%m-%d %H:%M:%S} UTC",
        )
        for each in found
    )
    return table_of("Documents", columns, rows)


def document_object(document: StoredDocument) -> dict[str, object]:
    """Return a document as a plain object, its content as text."""
    time = document.create_time
    return {
        "kind": document.kind.value,
        "document_id": document.document_id,
        "title": document.title,
        "filename": document.filename,
        "shipped": document.shipped,
        "create_time": None if time is None else time.isoformat(),
        "content": document.content.decode("utf-8", "replace"),
    }
