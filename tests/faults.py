"""How a fault of the base document is told: the edits, and what is found where."""

from dataclasses import dataclass

from documents import as_json, document


@dataclass(frozen=True)
class Fault:
    """Edits of the base, and the code, table, row id and column of what is found."""

    name: str
    places: list
    edits: tuple

    @property
    def code(self):
        return self.places[0][0]

    @property
    def content(self):
        return as_json(document(*self.edits))


def fault(name, place, *edits):
    """One fault that is found at one place."""
    return Fault(name, [place], edits)


def unknown(table, row_id, column, *edits):
    """A column that names nothing."""
    place = ("UNKNOWN_REFERENCE", table, row_id, column)
    return fault(f"{table}.{column} names nothing", place, *edits)
