"""The first sheet of a workbook: how to fill in the others, with a worked example."""

from collections.abc import Iterator

from optimizer.domain.dataset import TABLES

TITLE = "Corridor: a dataset as a workbook"

SENTENCES = (
    "Each further sheet is a table. Its first row names the columns, the second says in "
    "brackets what each holds, and your rows begin below. Leave both as they are.",
    "Columns may stand in any order. One that is marked required needs a value in every "
    "row; an empty cell of any other means its default. Select a cell to read what its "
    "column means.",
    "Names that join tables, such as carrier_id of legs, are written the same in both. Ids "
    "have letters, digits, points, underscores or hyphens, without spaces.",
    "Dates are dates of the spreadsheet or texts such as 2025-06-30, all in UTC. Several "
    "values of one cell stand with | between them.",
    "Formulas count with the value that they had when the workbook was saved. Money has "
    "at most nine decimal places: round what you divide, as in =ROUND(A1/13, 9).",
    "Sheets and columns of your own are left out, and you are told so.",
    "Check it by: corridor validate ./FILE.xlsx. Plan it by: corridor solve ./FILE.xlsx. "
    "Every problem is named by sheet, row and column; what a row says as a whole is "
    "judged once its cells can be read.",
)

EXAMPLE_TITLE = (
    "A complete example: a thousand tonnes of wheat go by rail for 8,500 USD. Write each "
    "value into the row that its column says, below the brackets of its sheet."
)

EXAMPLE_HEADER = ("sheet", "column", "first row", "second row")

EXAMPLE: dict[str, dict[str, tuple[str | int | float, ...]]] = {
    "dataset": {
        "dataset_id": ("smallest",),
        "title": ("One leg",),
        "currency_code": ("USD",),
    },
    "nodes": {
        "node_id": ("aktau", "beyneu"),
        "name": ("Aktau", "Beyneu"),
        "country_code": ("KZ", "KZ"),
    },
    "carriers": {
        "carrier_id": ("ktz",),
        "name": ("Kazakhstan Temir Zholy",),
        "country_code": ("KZ",),
    },
    "legs": {
        "leg_id": ("aktau-beyneu",),
        "origin_node_id": ("aktau",),
        "destination_node_id": ("beyneu",),
        "mode": ("RAIL",),
        "gauge_mm": (1520,),
        "carrier_id": ("ktz",),
        "distance_km": (425,),
        "transit_days": (2,),
    },
    "periods": {
        "period_id": ("2025",),
        "start_date": ("2025-01-01",),
        "end_date": ("2025-12-31",),
    },
    "commodities": {
        "commodity_id": ("wheat",),
        "name": ("Wheat",),
        "quantity_unit": ("TONNE",),
        "tonnes_per_unit": (1,),
        "tariff_class": ("grain",),
    },
    "demands": {
        "demand_id": ("wheat-beyneu",),
        "commodity_id": ("wheat",),
        "origin_node_id": ("aktau",),
        "destination_node_id": ("beyneu",),
        "volume": (1000,),
        "unserved_price_per_unit": (50,),
    },
    "tariffs": {
        "tariff_id": ("ktz-2025",),
        "name": ("KTZ 2025",),
        "carrier_id": ("ktz",),
        "currency_code": ("USD",),
    },
    "rates": {
        "rate_id": ("ktz-wheat",),
        "tariff_id": ("ktz-2025",),
        "kind": ("FREIGHT",),
        "basis": ("PER_TONNE_KM",),
        "rate": (0.02,),
    },
}
"""The smallest dataset that makes sense: values of the rows, by sheet and column."""


def sentences() -> Iterator[str]:
    """Yield what is to be known, the sheets that need rows last."""
    yield from SENTENCES
    needed = ", ".join(table.name for table in TABLES.values() if table.is_required)
    yield (
        f"These sheets need at least one row: {needed}. A tariff charges by rows of rates "
        "or of haul_rates."
    )


def example_rows() -> Iterator[tuple[str | int | float, ...]]:
    """Yield the rows of the example below its header."""
    for sheet, columns in EXAMPLE.items():
        for column, values in columns.items():
            yield (sheet, column, *values)
