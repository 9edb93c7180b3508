"""The tables and their columns as Markdown: ``python -m optimizer.tables.documentation``.

What it prints is the second half of ``docs/tables.md``, below its introduction.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
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
    sections = [_section_of(table) for table in TABLES.values()]
    provenance = [c for c in columns_of(Record).values() if c.name in PROVENANCE]
    sections.append(
        "## Columns of every table\n\n"
        "They say where a row's figures come from. No plan depends on them.\n\n"
        + _grid(Record, provenance)
    )
    return "\n".join(sections)


def _section_of(table: Table) -> str:
    record = table.record
    columns = [c for c in columns_of(record).values() if c.name not in PROVENANCE]
    key = ", ".join(f"`{column}`" for column in table.key)
    need = "At least one row is required." if table.is_required else "May be left out."
    parts = [
        f"## `{table.name}`",
        _in_markdown(inspect.getdoc(record) or ""),
        f"Key: {key}. {need}",
        _grid(record, columns) + "".join(_choices(columns)),
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
            "required" if column.is_required else f"`{column.default}`".strip("`"),
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
    low, above = (
        limits.get("minimum", limits.get("ge")),
        limits.get("exclusiveMinimum", limits.get("gt")),
    )
    high = limits.get("maximum", limits.get("le"))
    if high is not None:
        start = f"above {above:g}" if above is not None else f"{low:g}"
        return f", {start} to {float(high):g}"
    if "maxLength" in limits:
        return f" of at most {limits['maxLength']} characters"
    return ""


def _choices(columns: list[Column]) -> Iterator[str]:
    """Explain the choices of the columns that have explained ones."""
    for column in columns:
        meanings = _meanings(column.type_)
        if meanings:
            lines = [f"- `{name}`: {meaning}" for name, meaning in meanings.items()]
            yield f"\n`{column.name}`:\n\n" + "\n".join(lines) + "\n"


def _meanings(choices: type[Any]) -> dict[str, str]:
    """Read what is written below the choices of an enum; empty for other types."""
    if not issubclass(choices, StrEnum):
        return {}
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(choices))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    meanings = {}
    for choice, text in zip(body, body[1:], strict=False):
        is_text = isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if is_text and isinstance(choice, ast.Assign):
            name = ast.unparse(choice.targets[0])
            meanings[str(choices[name])] = _in_markdown(ast.literal_eval(text.value))
    return meanings


def _in_markdown(docstring: str) -> str:
    """Turn the words of Python into those of a table's reader."""
    text = docstring.replace("``", "`")
    text = re.sub(r"(^|\. )None\b", r"\1Empty", text)
    return re.sub(r"\bNone\b", "empty", text)


if __name__ == "__main__":
    sys.stdout.write(tables_markdown())
