"""How a workbook of a dataset is laid out, for who reads it and who writes it."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum

from optimizer.domain.columns import Column

INSTRUCTIONS = "Instructions"
"""Name of the first sheet, which tells how to fill in the others."""

OTHER_SHEETS = frozenset({INSTRUCTIONS.lower()})
"""Names of sheets that hold no table and are no surprise."""

_UNIT = re.compile(r"\[.*\]")

_TYPES: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Decimal: "number",
    date: "date",
}


def normalized(name: str) -> str:
    """Return the name of a sheet or column as tables have it: ``Leg ID`` as ``leg_id``."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def unit_of(column: Column) -> str:
    """Say in brackets what a column holds, as the row below the header does."""
    is_choice = issubclass(column.type_, StrEnum)
    holds = column.unit or ("one of a list" if is_choice else _TYPES[column.type_])
    if column.is_list:
        holds = f"{holds}, several with | between"
    if column.is_required:
        holds = f"{holds}, required"
    return f"[{holds}]"


def is_unit(value: object) -> bool:
    """Whether a cell says what its column holds, rather than holding it."""
    return isinstance(value, str) and _UNIT.fullmatch(value.strip()) is not None
