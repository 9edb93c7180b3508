"""One cell: from what a file or message holds to the type of its column."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from optimizer.domain.columns import Column
from optimizer.domain.problems import ProblemCode

type Raw = str | int | float | bool | Decimal | date | list[Raw] | CellError | None
"""What a cell can hold before it is read: None is an empty cell, and an error is what was
already found to be wrong with it."""

type Value = str | int | float | bool | Decimal | date | tuple[Value, ...] | None
"""What a cell holds once it is read."""

LIST_SEPARATOR = "|"
"""Between the entries of a cell that holds several."""

DIGITS_LIMIT = 28
"""Most digits before the fraction of an exact number: decimal arithmetic has no more."""

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class CellError(Exception):
    """A cell does not hold what its column asks for.

    Attributes
    ----------
    code
        Kind of problem.
    message, remedy
        What is wrong and what would mend it.
    """

    def __init__(self, code: ProblemCode, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class CellReader:
    """Reads cells of one file.

    Attributes
    ----------
    decimal_mark
        ``.`` or ``,``: what separates the fraction in the file's numbers.
    """

    decimal_mark: str = "."

    def read(self, column: Column, raw: Raw) -> Value:
        """Read one cell; None stays None, and so does an empty text.

        Raises
        ------
        CellError
            When the cell holds something else than the column's type.
        """
        if isinstance(raw, CellError):
            raise raw
        if isinstance(raw, str):
            raw = raw.strip().strip("\u00a0\ufeff").strip() or None
        if raw is None:
            return None
        if column.is_list:
            return self._read_list(column, raw)
        value: Value = self._reader_of(column.type_)(raw)
        return value

    def _read_list(self, column: Column, raw: Raw) -> Value:
        entries: Sequence[Raw] = (
            raw if isinstance(raw, list) else _read_text(raw).split(LIST_SEPARATOR)
        )
        texts = [_read_text(entry).strip() for entry in entries]
        if not all(texts):
            raise CellError(
                ProblemCode.BAD_FORMAT,
                "the list has an empty entry",
                f"write the entries as a{LIST_SEPARATOR}b",
            )
        read = self._reader_of(column.type_)
        return tuple(sorted({read(t) for t in texts}))

    def _reader_of(self, type_: type[Any]) -> Callable[[Raw], Any]:
        if issubclass(type_, StrEnum):
            return lambda raw: _read_choice(type_, raw)
        return {
            str: _read_text,
            bool: _read_truth,
            int: self._read_whole,
            float: lambda raw: float(self._read_decimal(raw)),
            Decimal: self._read_exact,
            date: _read_date,
        }[type_]

    def _read_whole(self, raw: Raw) -> int:
        number = self._read_decimal(raw)
        if number != number.to_integral_value():
            raise CellError(
                ProblemCode.NOT_A_NUMBER,
                "a whole number is expected",
                "write it without a fraction",
            )
        return int(number)

    def _read_exact(self, raw: Raw) -> Decimal:
        number = self._read_decimal(raw)
        if number and number.adjusted() >= DIGITS_LIMIT:
            raise CellError(
                ProblemCode.OUT_OF_RANGE,
                f"the number has more than {DIGITS_LIMIT} digits",
                "write a value in range",
            )
        return number

    def _read_decimal(self, raw: Raw) -> Decimal:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
            raise _not_a_number()
        if isinstance(raw, str):
            return self._read_number_text(raw)
        if isinstance(raw, float) and not math.isfinite(raw):
            raise _not_finite()
        number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
        if not number.is_finite():
            raise _not_finite()
        return number

    def _read_number_text(self, text: str) -> Decimal:
        other = "," if self.decimal_mark == "." else "."
        if _NOT_FINITE.fullmatch(text):
            raise _not_finite()
        if other in text:
            raise CellError(
                ProblemCode.AMBIGUOUS_NUMBER,
                f"{other!r} in a number of a file whose decimal mark is "
                f"{self.decimal_mark!r} could group thousands or start the fraction",
                f"write it without grouping and with {self.decimal_mark!r}",
            )
        plain = text.replace(self.decimal_mark, ".", 1)
        if not _NUMBER.fullmatch(plain):
            raise _not_a_number()
        try:
            return Decimal(plain)
        except InvalidOperation as error:
            raise _not_a_number() from error


def _not_a_number() -> CellError:
    return CellError(
        ProblemCode.NOT_A_NUMBER,
        "a number is expected",
        "write digits with at most one decimal mark, without spaces or units",
    )


def _not_finite() -> CellError:
    return CellError(
        ProblemCode.NOT_FINITE,
        "a finite number is expected",
        "leave the cell empty where the column allows it, or write a large number",
    )


def _read_text(raw: Raw) -> str:
    if isinstance(raw, str | int | Decimal) and not isinstance(raw, bool):
        return str(raw)
    raise CellError(
        ProblemCode.BAD_FORMAT, "a text is expected", "write it in quotation marks"
    )


def _read_truth(raw: Raw) -> bool:
    is_scalar = isinstance(raw, str | int | bool)
    truth = _TRUTH.get(str(raw).lower()) if is_scalar else None
    if truth is None:
        raise CellError(
            ProblemCode.NOT_A_BOOLEAN, "yes or no is expected", "write true or false"
        )
    return truth


def _read_date(raw: Raw) -> date:
    if isinstance(raw, date):
        return raw
    not_a_date = CellError(
        ProblemCode.NOT_A_DATE, "a date is expected", "write it as 2025-06-30"
    )
    if not (isinstance(raw, str) and _DATE.fullmatch(raw)):
        raise not_a_date
    try:
        return date.fromisoformat(raw)
    except ValueError as error:  # A day that no month has.
        raise not_a_date from error


def _read_choice(choices: type[StrEnum], raw: Raw) -> StrEnum:
    by_name = {str(choice).upper(): choice for choice in choices}
    text = raw.strip().upper() if isinstance(raw, str) else ""
    if text in by_name:
        return by_name[text]
    near = get_close_matches(text, by_name, n=1, cutoff=0.5)
    raise CellError(
        ProblemCode.UNKNOWN_CHOICE,
        f"it is none of {', '.join(choices)}",
        f"write {by_name[near[0]]}" if near else "write one of them",
    )
