"""Damages that a planner does to a workbook, and the place that the message must name."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import openpyxl

from optimizer.tables.workbook_writing import HEADER_ROWS

FIRST = HEADER_ROWS + 1
"""Number of the first row of a table, as the spreadsheet shows it."""


@dataclass(frozen=True)
class Damage:
    """What is done to the example's workbook.

    Attributes
    ----------
    name
        For the list of tests.
    do
        Does it.
    code
        Kind of the problem.
    sheet, row, column
        Where it must be found; None and empty where it is of a whole sheet.
    says
        Part of its message or remedy.
    """

    name: str
    do: Callable[[openpyxl.Workbook], None]
    code: str
    sheet: str
    row: int | None
    column: str
    says: str = ""


def column_of(sheet, name):
    """Number of the column that a sheet's header names."""
    return next(cell.column for cell in sheet[1] if cell.value == name)


def put(sheet, column, value, *, row=FIRST, number_format=None):
    """A damage that writes a value into a cell."""

    def do(book):
        cell = book[sheet].cell(row, column_of(book[sheet], column))
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format

    return do


def rename(sheet, column, name):
    """A damage that writes another name into the header."""

    def do(book):
        book[sheet].cell(1, column_of(book[sheet], column)).value = name

    return do


def cleared(sheet):
    """A damage that takes away all rows of a table."""
    return lambda book: book[sheet].delete_rows(FIRST, 10)


def copied_row(sheet, count=1):
    """A damage that gives the first row of a table twice."""

    def do(book):
        values = [cell.value for cell in book[sheet][FIRST]]
        for _ in range(count):
            book[sheet].append(values)

    return do


def renamed_sheet(sheet, name):
    """A damage that gives a sheet another name."""

    def do(book):
        book[sheet].title = name

    return do


def removed_sheet(sheet):
    """A damage that takes a sheet away."""
    return lambda book: book.remove(book[sheet])


def removed_column(sheet, column):
    """A damage that deletes a column."""
    return lambda book: book[sheet].delete_cols(column_of(book[sheet], column))


def titled(sheet):
    """A damage that writes a title into a row of its own on top."""

    def do(book):
        book[sheet].insert_rows(1)
        book[sheet].cell(1, 1).value = "Our network"

    return do


NOON = datetime(2025, 1, 1, 12, 30, tzinfo=UTC).replace(tzinfo=None)
DAY = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)

DAMAGES = (
    Damage(
        "a number in words",
        put("legs", "distance_km", "far"),
        "NOT_A_NUMBER",
        "legs",
        FIRST,
        "distance_km",
    ),
    Damage(
        "a unit in a number",
        put("legs", "distance_km", "425 km"),
        "NOT_A_NUMBER",
        "legs",
        FIRST,
        "distance_km",
        "without spaces or units",
    ),
    Damage(
        "a decimal comma in a text",
        put("rates", "rate", "0,02"),
        "AMBIGUOUS_NUMBER",
        "rates",
        FIRST,
        "rate",
    ),
    Damage(
        "a negative distance",
        put("legs", "distance_km", -1),
        "NEGATIVE_VALUE",
        "legs",
        FIRST,
        "distance_km",
    ),
    Damage(
        "a distance around the world",
        put("legs", "distance_km", 1e6),
        "OUT_OF_RANGE",
        "legs",
        FIRST,
        "distance_km",
    ),
    Damage(
        "an error of a formula",
        put("legs", "distance_km", "#REF!"),
        "BAD_FORMAT",
        "legs",
        FIRST,
        "distance_km",
        "#REF!",
    ),
    Damage(
        "a division by zero",
        put("demands", "volume", "#DIV/0!"),
        "BAD_FORMAT",
        "demands",
        FIRST,
        "volume",
        "#DIV/0!",
    ),
    Damage(
        "a formula that was never computed",
        put("demands", "volume", "=500+500"),
        "BAD_FORMAT",
        "demands",
        FIRST,
        "volume",
        "never computed",
    ),
    Damage(
        "a misspelt choice",
        put("legs", "mode", "RAILL"),
        "UNKNOWN_CHOICE",
        "legs",
        FIRST,
        "mode",
        "RAIL",
    ),
    Damage(
        "a number for a choice",
        put("legs", "mode", 1),
        "UNKNOWN_CHOICE",
        "legs",
        FIRST,
        "mode",
    ),
    Damage(
        "a node that is not there",
        put("legs", "origin_node_id", "atyrau"),
        "UNKNOWN_REFERENCE",
        "legs",
        FIRST,
        "origin_node_id",
    ),
    Damage(
        "a carrier that is not there",
        put("tariffs", "carrier_id", "ktzz"),
        "UNKNOWN_REFERENCE",
        "tariffs",
        FIRST,
        "carrier_id",
        "ktz",
    ),
    Damage(
        "a leg to where it starts",
        put("legs", "destination_node_id", "aktau"),
        "INCONSISTENT_ROW",
        "legs",
        FIRST,
        "",
    ),
    Damage(
        "an id with a space",
        put("nodes", "node_id", "ak tau"),
        "BAD_FORMAT",
        "nodes",
        FIRST,
        "node_id",
    ),
    Damage(
        "an id with a letter that only looks Latin",
        put("nodes", "node_id", "\N{CYRILLIC SMALL LETTER A}ktau"),
        "BAD_FORMAT",
        "nodes",
        FIRST,
        "node_id",
        "cyrillic small letter a",
    ),
    Damage(
        "money that was divided",
        put("rates", "rate", 0.85 / 13),
        "BAD_FORMAT",
        "rates",
        FIRST,
        "rate",
        "=ROUND(..., 9)",
    ),
    Damage(
        "a country of three letters",
        put("nodes", "country_code", "KAZ"),
        "BAD_FORMAT",
        "nodes",
        FIRST,
        "country_code",
        "such as KZ",
    ),
    Damage(
        "a title above the header",
        titled("legs"),
        "MISSING_COLUMN",
        "legs",
        1,
        "",
        "nothing above",
    ),
    Damage(
        "an id that became a date",
        put("periods", "period_id", DAY),
        "BAD_FORMAT",
        "periods",
        FIRST,
        "period_id",
        "takes it for the date 2025-01-01",
    ),
    Damage(
        "an id that became a fraction",
        put("commodities", "tariff_class", 1.5),
        "BAD_FORMAT",
        "commodities",
        FIRST,
        "tariff_class",
        "holds the number 1.5",
    ),
    Damage(
        "a code that lost its zeros",
        put("commodities", "hs_code", 7, number_format="0000"),
        "BAD_FORMAT",
        "commodities",
        FIRST,
        "hs_code",
        "as text",
    ),
    Damage(
        "an empty id",
        put("demands", "demand_id", None),
        "MISSING_VALUE",
        "demands",
        FIRST,
        "demand_id",
    ),
    Damage(
        "an empty volume",
        put("demands", "volume", "  "),
        "MISSING_VALUE",
        "demands",
        FIRST,
        "volume",
    ),
    Damage(
        "a date of another country",
        put("periods", "start_date", "01.01.2025"),
        "NOT_A_DATE",
        "periods",
        FIRST,
        "start_date",
        "2025-06-30",
    ),
    Damage(
        "a day that no month has",
        put("periods", "end_date", "2025-02-30"),
        "NOT_A_DATE",
        "periods",
        FIRST,
        "end_date",
    ),
    Damage(
        "a date that is shown as a number",
        put("periods", "end_date", 46022),
        "NOT_A_DATE",
        "periods",
        FIRST,
        "end_date",
        "format the cell as a date",
    ),
    Damage(
        "a date with a time",
        put("periods", "start_date", NOON),
        "NOT_A_DATE",
        "periods",
        FIRST,
        "start_date",
        "time of day",
    ),
    Damage(
        "a period that ends before it starts",
        put("periods", "end_date", "2024-12-31"),
        "INCONSISTENT_ROW",
        "periods",
        FIRST,
        "",
    ),
    Damage(
        "a truth that is none",
        put("demands", "must_serve", "maybe"),
        "NOT_A_BOOLEAN",
        "demands",
        FIRST,
        "must_serve",
    ),
    Damage(
        "half a millimeter",
        put("legs", "gauge_mm", 1520.5),
        "NOT_A_NUMBER",
        "legs",
        FIRST,
        "gauge_mm",
    ),
    Damage(
        "a row that is given twice",
        copied_row("nodes"),
        "DUPLICATE_ID",
        "nodes",
        FIRST + 2,
        "node_id",
    ),
    Damage(
        "a misspelt column",
        rename("legs", "distance_km", "distence_km"),
        "UNKNOWN_COLUMN",
        "legs",
        None,
        "distence_km",
        "distance_km",
    ),
    Damage(
        "a column that is deleted",
        removed_column("legs", "distance_km"),
        "MISSING_COLUMN",
        "legs",
        None,
        "distance_km",
    ),
    Damage(
        "a column that is given twice",
        rename("nodes", "unlocode", "name"),
        "DUPLICATE_COLUMN",
        "nodes",
        None,
        "name",
    ),
    Damage(
        "a misspelt sheet",
        renamed_sheet("demands", "demand"),
        "UNKNOWN_TABLE",
        "",
        None,
        "",
        "did you mean 'demands'",
    ),
    Damage(
        "a sheet that is deleted",
        removed_sheet("commodities"),
        "MISSING_TABLE",
        "commodities",
        None,
        "",
    ),
    Damage(
        "a sheet without rows",
        cleared("carriers"),
        "MISSING_TABLE",
        "carriers",
        None,
        "",
    ),
    Damage(
        "two headers",
        copied_row("dataset"),
        "DUPLICATE_ID",
        "dataset",
        FIRST + 1,
        "",
        "one header",
    ),
)


def saved(book):
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
