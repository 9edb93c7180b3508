"""The columns of the tables, read off the records: one source for files and docs."""

from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from optimizer.domain.quantities import Unit
from optimizer.domain.record import Record


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        Name of the column: of the CSV header, JSON member and message field.
    type_
        Type of a cell that is given: float, int, str, bool, Decimal, date or an enum;
        the type of one entry where the column ``is_list``.
    unit
        Unit of the cells, empty where they have none.
    is_required
        Whether a row without it is an error.
    is_list
        Whether a cell holds several entries.
    default
        What an empty cell means, as text; empty for none.
    meaning
        What the column says, in sentences.
    """

    name: str
    type_: type[Any]
    unit: str
    is_required: bool
    is_list: bool
    default: str
    meaning: str


@cache
def columns_of(record: type[Record]) -> dict[str, Column]:
    """Columns of a record by name: its own in order, then where the row comes from."""
    own = [n for n in record.model_fields if n not in Record.model_fields]
    names = [*own, *Record.model_fields]
    return {name: _column(name, record.model_fields[name]) for name in names}


def _column(name: str, field: FieldInfo) -> Column:
    annotation, unit = _strip(field.annotation, _unit_in(field.metadata))
    is_list = get_origin(annotation) is tuple
    if is_list:
        annotation, unit = _strip(get_args(annotation)[0], unit)
    default = None if field.is_required() else field.get_default()
    return Column(
        name=name,
        type_=annotation,
        unit=unit,
        is_required=field.is_required(),
        is_list=is_list,
        default="" if default in (None, ()) else str(default).lower(),
        meaning=" ".join((field.description or "").split()),
    )


def _strip(annotation: Any, unit: str) -> tuple[type[Any], str]:  # noqa: ANN401 - any annotation there is
    """Take ``Annotated`` and ``| None`` off an annotation, keeping the unit."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *metadata = get_args(annotation)
            unit = unit or _unit_in(metadata)
        elif get_origin(annotation) in (Union, UnionType):
            (annotation,) = (a for a in get_args(annotation) if a is not NoneType)
        else:
            return annotation, unit


def _unit_in(metadata: list[Any]) -> str:
    return next((m.symbol for m in metadata if isinstance(m, Unit)), "")
