"""Every form that a column asks for is told in words, and what is equal has one digest."""

import re
from pathlib import Path

import pytest

from optimizer.domain import quantities
from optimizer.domain.columns import columns_of
from optimizer.domain.dataset import ROW_TABLES
from optimizer.tables.forms import _FORMS
from optimizer.tables.reading import read_folder

REFERENCE = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def patterns_of(schema):
    """All patterns in a schema of JSON."""
    if isinstance(schema, dict):
        own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        return own.union(*map(patterns_of, schema.values()))
    return set().union(*map(patterns_of, schema)) if isinstance(schema, list) else set()


def test_every_pattern_of_a_column_is_told_in_words():
    """So nobody who fills in a table has to read a regular expression."""
    asked = set()
    for table in ROW_TABLES.values():
        schema = table.record.model_json_schema()
        columns = columns_of(table.record)
        members = {k: v for k, v in schema["properties"].items() if k in columns}
        asked |= patterns_of(members)
    # Decimal numbers have a pattern of pydantic's own, and are read as numbers.
    asked = {pattern for pattern in asked if r"\d" not in pattern}

    assert len(asked) > 3
    assert asked <= set(_FORMS)
    assert all(re.compile(pattern) for pattern in _FORMS)


@pytest.mark.parametrize("column", ["longitude", "latitude"])
def test_the_sign_of_zero_does_not_count(column):
    """A spreadsheet does not keep it."""
    dataset = read_folder(REFERENCE).dataset
    node, *others = dataset.nodes
    digests = {
        dataset.model_copy(
            update={
                "nodes": (
                    type(node).model_validate({**node.model_dump(), column: zero}),
                    *others,
                )
            }
        ).digest()
        for zero in (0.0, -0.0)
    }

    assert len(digests) == 1


@pytest.mark.parametrize(
    "name", ["Quantity", "Kilometers", "Days", "Tonnes", "Latitude", "Longitude"]
)
def test_no_quantity_keeps_the_sign_of_zero(name):
    assert quantities._unsigned_zero in getattr(quantities, name).__metadata__
