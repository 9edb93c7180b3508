"""The tables and their columns as Markdown: ``python -m optimizer.tables.documentation``.

What it prints is the second half of ``docs/tables.md``, below its introduction.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from optimizer.domain.columns import Column, columns_of
from optimizer.domain.dataset import PROVENANCE, TABLES, Table
from optimizer.domain.record import Record

ID_PATTERN = r"^[A-Za-z0-9._-]{1,64}$"

_TYPE_NAMES = {
    str: "text",
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    Decimal: "decimal number",
    date: "date",
}


def tables_markdown() -> str:
    """Describe every table, and then the columns that all of them have."""
    explained: set[type[Any]] = set()
    sections = [_section_of(table, explained) for table in TABLES.values()]
    provenance = [c for c in columns_of(Record).values() if c.name in PROVENANCE]
    sections.append(
        "## Columns of every table\n\n"
        "They say where a row's figures come from. No plan depends on them.\n\n"
        + _grid(Record, provenance)
    )
    return "\n".join(sections)


def _section_of(table: Table, explained: set[type[Any]]) -> str:
    record = table.record
    columns = [c for c in columns_of(record).values() if c.name not in PROVENANCE]
    key = ", ".join(f"`{column}`" for column in table.key)
    need = "At least one row is required." if table.is_required else "May be left out."
    parts = [
        f"## `{table.name}`",
        _in_markdown(inspect.getdoc(record) or ""),
        f"Key: {key}. {need}",
        _grid(record, columns) + "".join(_choices(columns, explained)),
    ]
    return "\n\n".join(parts)


def _grid(record: type[Record], columns: list[Column]) -> str:
    """Write one line for each column."""
    fields = record.model_json_schema()["properties"]
    lines = ["| column | type | unit | default | meaning |", "|---|---|---|---|---|"]
    for column in columns:
        cells = (
            f"`{column.name}`",
            _type_of(column, fields[column.name]),
            column.unit,
            _default_of(column),
            _in_markdown(column.meaning),
        )
        lines.append(f"| {' | '.join(cells)} |".replace("  ", " "))
    return "\n".join(lines) + "\n"


def _type_of(column: Column, field: Mapping[str, Any]) -> str:
    limits = _limits(field)
    if issubclass(column.type_, StrEnum):
        return ", ".join(f"`{choice}`" for choice in column.type_)
    if limits.get("pattern") == ID_PATTERN:
        return "list of ids" if column.is_list else "id"
    return _TYPE_NAMES[column.type_] + _range(limits)


def _limits(field: Mapping[str, Any]) -> dict[str, Any]:
    """Gather the limits of a field, whether or not it may be empty or is a list."""
    nested = [*field.get("anyOf", ()), field.get("items", {})]
    limits = dict(field)
    for part in nested:
        limits |= part
    return limits


def _range(limits: Mapping[str, Any]) -> str:
    low = limits.get("minimum", limits.get("ge"))
    above = limits.get("exclusiveMinimum", limits.get("gt"))
    high = limits.get("maximum", limits.get("le"))
    if high is not None:
        start = f"from {_plain(low)}" if above is None else f"above {_plain(above)}"
        return f" {start} up to {_plain(high)}"
    if "maxLength" in limits:
        return f" of at most {limits['maxLength']} characters"
    return ""


def _plain(limit: float | str) -> str:
    return f"{float(limit):g}".replace("e+0", "e").replace("e+", "e")


def _default_of(column: Column) -> str:
    if column.is_required:
        return "required"
    if issubclass(column.type_, StrEnum):
        names = [n for n in column.type_ if n.lower() == column.default]
        return "".join(f"`{name}`" for name in names)
    return column.default


def _choices(columns: list[Column], explained: set[type[Any]]) -> Iterator[str]:
    """Explain the choices of the columns, where that is not done yet."""
    for column in columns:
        meanings = {} if column.type_ in explained else _meanings(column.type_)
        explained.add(column.type_)
        if meanings:
            lines = [f"- `{name}`: {_in_markdown(m)}" for name, m in meanings.items()]
            yield f"\n`{column.name}`:\n\n" + "\n".join(lines) + "\n"


def _meanings(choices: type[Any]) -> dict[str, str]:
    """Read what is written below the choices of an enum; empty for other types."""
    if not issubclass(choices, StrEnum):
        return {}
    definition = ast.parse(inspect.getsource(choices)).body[0]
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    meanings = {}
    for pair in pairwise(body):
        match pair:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                meanings[str(choices[name])] = " ".join(meaning.split())
    return meanings


def _in_markdown(docstring: str) -> str:
    """Turn the words of Python into those of a table's reader."""
    text = docstring.replace("``", "`")
    text = re.sub(r"(^|\. )None\b", r"\1Empty", text)
    return re.sub(r"\bNone\b", "empty", text)


if __name__ == "__main__":
    sys.stdout.write(tables_markdown())
