"""What can be wrong with a file or a cell of it, one fault each."""

import io
import json
import struct
import zipfile
from dataclasses import dataclass

from documents import as_csv, as_files, as_json, change, document, drop_table, zipped

from optimizer.tables.sources import UNPACKED_BYTES_LIMIT

NODES = as_csv(document()["nodes"]).encode()


@dataclass(frozen=True)
class FileFault:
    """A file, and the code and place of what is found in it."""

    name: str
    content: bytes
    code: str
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class CellFault:
    """A cell of the base, a text that it cannot hold, and the code for it."""

    code: str
    table: str
    row_id: str
    column: str
    text: str

    @property
    def name(self):
        return f"{self.column} {self.text[:20]!r}"

    @property
    def edit(self):
        return change(self.table, self.row_id, **{self.column: self.text})

    @property
    def content(self):
        return as_json(document(self.edit))


@dataclass(frozen=True)
class RowFault:
    """A row of the base, and cells that contradict the rest of it."""

    table: str
    row_id: str
    cells: dict
    code: str = "INCONSISTENT_ROW"

    @property
    def name(self):
        return f"{self.row_id} {self.cells}"

    @property
    def content(self):
        return as_json(document(change(self.table, self.row_id, **self.cells)))


def with_file(name, text):
    """The base as a zip, one of its files written anew."""
    return zipped(as_files(document()) | {name: text.encode()})


def with_lines(table, *lines):
    """The base as a zip, with lines added to one of its files."""
    text = as_csv(document()[table]) + "".join(f"{line}\n" for line in lines)
    return with_file(f"{table}.csv", text)


def with_header(table, old, new):
    """The base as a zip, with a name in one header replaced."""
    text = as_csv(document()[table])
    return with_file(f"{table}.csv", text.replace(old, new, 1))


def with_password(content):
    """A zip whose members say that they are encrypted."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flags = content.index(mark) + offset
        content = content[:flags] + b"\x01" + content[flags + 1 :]
    return content


def declaring(size_bytes, content, method=zipfile.ZIP_DEFLATED):
    """A zip of one table that says it unpacks to so many bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as target:
        target.writestr("nodes.csv", content)
    size = struct.pack("<I", len(content))
    return archive.getvalue().replace(size, struct.pack("<I", size_bytes))


def packed_by(method):
    """The base, packed in another way than usual."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as target:
        for path, content in as_files(document()).items():
            target.writestr(path, content)
    return archive.getvalue()


def with_text(old, new):
    """The base as JSON, with its text edited."""
    text = json.dumps(document())
    assert old in text
    return text.replace(old, new, 1).encode()


FILE_FAULTS = [
    FileFault("nothing", b"", "UNREADABLE_ARCHIVE"),
    FileFault("a JSON list", b"[]", "UNREADABLE_ARCHIVE"),
    FileFault("one CSV file", b"node_id\na\n", "UNREADABLE_ARCHIVE"),
    FileFault("half a zip", zipped(as_files(document()))[:900], "UNREADABLE_ARCHIVE"),
    FileFault(
        "a zip with a password",
        with_password(zipped(as_files(document()))),
        "UNREADABLE_ARCHIVE",
    ),
    FileFault(
        "a zip that is damaged inside",
        zipped(as_files(document())).replace(b"PK\x03\x04", b"PK\x03\x05", 2),
        "UNREADABLE_ARCHIVE",
    ),
    FileFault("a zip without files", zipped({}), "UNREADABLE_ARCHIVE"),
    FileFault("a workbook", zipped({"xl/a.xml": b"<a/>"}), "UNREADABLE_ARCHIVE"),
    FileFault("LZMA", packed_by(zipfile.ZIP_LZMA), "UNREADABLE_ARCHIVE"),
    FileFault("BZIP2", packed_by(zipfile.ZIP_BZIP2), "UNREADABLE_ARCHIVE"),
    FileFault(
        "a zip bomb", declaring(UNPACKED_BYTES_LIMIT + 1, b"0" * 9999), "TOO_LARGE"
    ),
    FileFault(
        "a zip bomb that lies", declaring(10, b"0" * 1_234_567), "UNREADABLE_ARCHIVE"
    ),
    FileFault("JSON that breaks off", as_json(document())[:-1], "UNREADABLE_TEXT"),
    FileFault("JSON in another encoding", b'{"nodes": "\xff"}', "UNREADABLE_TEXT"),
    FileFault(
        "JSON that is nested too deeply",
        with_text('"Bay"', f"{'[' * 200_000}{']' * 200_000}"),
        "UNREADABLE_TEXT",
    ),
    FileFault(
        "a member that is no list",
        as_json(document(drop_table("transfers")) | {"transfers": "none"}),
        "UNREADABLE_TEXT",
        "transfers",
    ),
    FileFault(
        "Cyrillic in Windows' encoding",
        zipped(as_files(document()) | {"nodes.csv": "Одесса".encode("cp1251")}),
        "UNREADABLE_TEXT",
        "nodes",
    ),
    FileFault(
        "UTF-16 without a mark",
        zipped(as_files(document()) | {"nodes.csv": "node_id".encode("utf-16-le")}),
        "UNREADABLE_TEXT",
        "nodes",
    ),
    FileFault(
        "a quotation mark that does not close",
        with_lines("nodes", 'd,"Depot,KZ'),
        "UNREADABLE_TEXT",
        "nodes",
    ),
    FileFault(
        "a cell beyond any text",
        with_lines("nodes", f"d,{'x' * 100_001},KZ"),
        "UNREADABLE_TEXT",
        "nodes",
    ),
    FileFault(
        "an unknown table",
        zipped(as_files(document()) | {"routes.csv": b"a\n"}),
        "UNKNOWN_TABLE",
        value="routes",
    ),
    FileFault(
        "an unknown member",
        as_json(document() | {"routes": []}),
        "UNKNOWN_TABLE",
        value="routes",
    ),
    FileFault(
        "a table in two folders",
        zipped(as_files(document()) | {"old/nodes.csv": NODES}),
        "DUPLICATE_TABLE",
        "nodes",
    ),
    FileFault(
        "a member that stands twice",
        with_text('"nodes"', '"nodes": [], "nodes"'),
        "DUPLICATE_TABLE",
        "nodes",
    ),
    FileFault(
        "only a header",
        with_file("demands.csv", as_csv(document()["demands"]).split("\n")[0]),
        "MISSING_TABLE",
        "demands",
    ),
    FileFault(
        "an empty member", as_json(document() | {"legs": []}), "MISSING_TABLE", "legs"
    ),
    FileFault(
        "a misspelt column",
        with_header("nodes", "unlocode", "unlocod"),
        "UNKNOWN_COLUMN",
        "nodes",
        column="unlocod",
    ),
    FileFault(
        "a column without a name",
        with_header("nodes", "unlocode", ""),
        "UNKNOWN_COLUMN",
        "nodes",
    ),
    FileFault(
        "a misspelt member",
        with_text('"unlocode"', '"unlocod"'),
        "UNKNOWN_COLUMN",
        "nodes",
        column="unlocod",
    ),
    FileFault(
        "a column that stands twice",
        with_header("nodes", "unlocode", "name"),
        "DUPLICATE_COLUMN",
        "nodes",
        column="name",
    ),
    FileFault(
        "a member that stands twice in a row",
        with_text('"name": "Bay"', '"name": "Bay", "name": "Bight"'),
        "DUPLICATE_COLUMN",
        "nodes",
        row=2,
        column="name",
    ),
    FileFault(
        "a required column is missing",
        zipped(
            as_files(document())
            | {"carriers.csv": b"carrier_id,name\nrail,Railway\nsea,Shipping\n"}
        ),
        "MISSING_COLUMN",
        "carriers",
        column="country_code",
    ),
    FileFault(
        "a row with more cells than the header",
        with_lines("nodes", "d,Depot,KZ,,1,2,3"),
        "RAGGED_ROW",
        "nodes",
        row=5,
    ),
    FileFault(
        "a row that is no object",
        as_json(document() | {"transfers": [*document()["transfers"], ["x"]]}),
        "RAGGED_ROW",
        "transfers",
        row=3,
        value="['x']",
    ),
]

CELL_FAULTS = [
    CellFault("MISSING_VALUE", "nodes", "b", "name", ""),
    CellFault("MISSING_VALUE", "nodes", "b", "name", " \u00a0\t"),
    CellFault("MISSING_VALUE", "legs", "a-b", "distance_km", ""),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "far"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "512 km"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "1 000"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "1\u00a0000"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "0x10"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "1_000"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "١٢"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "--5"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "1.2.3"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "distance_km", "1e1000"),
    CellFault("NOT_A_NUMBER", "legs", "a-b", "gauge_mm", "1520.5"),
    CellFault("NOT_A_NUMBER", "monthly_shapes", "winter/1", "factor", "half"),
    CellFault("NOT_A_NUMBER", "rates", "sea", "rate", "$600"),
    CellFault("NOT_FINITE", "legs", "a-b", "distance_km", "NaN"),
    CellFault("NOT_FINITE", "legs", "a-b", "distance_km", "-inf"),
    CellFault("NOT_FINITE", "rates", "sea", "rate", "Infinity"),
    CellFault("NOT_FINITE", "legs", "a-b", "distance_km", "1e999"),
    CellFault("NOT_FINITE", "legs", "a-b", "distance_km", "1" * 400),
    CellFault("AMBIGUOUS_NUMBER", "legs", "a-b", "distance_km", "1,5"),
    CellFault("AMBIGUOUS_NUMBER", "rates", "sea", "rate", "1,000.00"),
    CellFault("NEGATIVE_VALUE", "legs", "a-b", "distance_km", "-1"),
    CellFault("NEGATIVE_VALUE", "demands", "grain-west", "volume", "-5"),
    CellFault("NEGATIVE_VALUE", "rates", "sea", "rate", "-0.01"),
    CellFault("OUT_OF_RANGE", "demands", "grain-west", "volume", "0"),
    CellFault("OUT_OF_RANGE", "demands", "grain-west", "volume", "1e13"),
    CellFault("OUT_OF_RANGE", "nodes", "c", "latitude", "-90.5"),
    CellFault("OUT_OF_RANGE", "legs", "a-b", "gauge_mm", "1521000"),
    CellFault("OUT_OF_RANGE", "legs", "a-b", "gauge_mm", "1e999"),
    CellFault("OUT_OF_RANGE", "rates", "sea", "rate", "1e30"),
    CellFault("OUT_OF_RANGE", "exchange_rates", "KZT/2025-01-01", "rate", "0"),
    CellFault("NOT_A_DATE", "periods", "p1", "start_date", "01.01.2025"),
    CellFault("NOT_A_DATE", "periods", "p1", "start_date", "2025-1-1"),
    CellFault("NOT_A_DATE", "periods", "p1", "end_date", "2025-02-30"),
    CellFault("NOT_A_DATE", "periods", "p1", "end_date", "2025-01-31T00:00"),
    CellFault("NOT_A_DATE", "periods", "p1", "end_date", "45688"),
    CellFault("NOT_A_BOOLEAN", "demands", "boxes-west", "must_serve", "da"),
    CellFault("NOT_A_BOOLEAN", "demands", "boxes-west", "must_serve", "2"),
    CellFault("UNKNOWN_CHOICE", "legs", "b-c", "mode", "FERY"),
    CellFault("UNKNOWN_CHOICE", "nodes", "a", "confidence", "certain"),
    CellFault("BAD_FORMAT", "nodes", "b", "country_code", "Kazakhstan"),
    CellFault("BAD_FORMAT", "nodes", "b", "country_code", "kz"),
    CellFault("BAD_FORMAT", "nodes", "a", "unlocode", "KZ AAU"),
    CellFault("BAD_FORMAT", "nodes", "b", "name", "x" * 201),
    CellFault("BAD_FORMAT", "commodities", "grain", "hs_code", "10.01"),
    CellFault("BAD_FORMAT", "rates", "sea", "rate", "0.0000000001"),
    CellFault("BAD_FORMAT", "legs", "b-c", "tariff_classes", "bulk||box"),
    CellFault("BAD_FORMAT", "legs", "b-c", "tariff_classes", "bulk, box"),
]

INCONSISTENT_ROWS = [
    RowFault("nodes", "c", {"longitude": None}),  # a coordinate alone is no place
    RowFault("legs", "a-b", {"destination_node_id": "a"}),  # leads nowhere
    RowFault("legs", "a-b", {"gauge_mm": None}),  # a railway has a gauge
    RowFault("legs", "b-c", {"gauge_mm": 1520}),  # a ferry has none
    RowFault("transfers", "b-load", {"arriving_gauge_mm": None}),
    RowFault("transfers", "b-load", {"departing_gauge_mm": 1520}),
    # Changes neither mode nor gauge.
    RowFault(
        "transfers", "b-load", {"departing_mode": "RAIL", "departing_gauge_mm": 1520}
    ),
    RowFault("periods", "p2", {"end_date": "2025-01-31"}),  # ends before it starts
    RowFault("resource_uses", "port/c", {"leg_id": "b-c"}),  # draws twice
    RowFault("resource_uses", "port/c", {"node_id": None}),  # draws by nothing
    RowFault(
        "resource_uses", "port/c", {"per_measure": "TRAIN"}
    ),  # cargo has no trains
    RowFault("commodities", "grain", {"tonnes_per_unit": 2}),  # a tonne is one tonne
    RowFault("commodities", "boxes", {"teu_per_unit": None}),  # a TEU is one TEU
    RowFault("commodities", "boxes", {"container_length_ft": 25}),  # no such box
    RowFault("commodities", "grain", {"container_length_ft": 40}),  # a box takes TEU
    RowFault("demands", "grain-west", {"destination_node_id": "a"}),
    RowFault("demands", "boxes-west", {"latest_arrival": "2025-01-04"}),
    RowFault(
        "demands", "grain-west", {"unserved_price_per_unit": None}
    ),  # says neither
    RowFault("demands", "boxes-west", {"unserved_price_per_unit": "5"}),  # says both
    RowFault("tariffs", "rail-2025", {"valid_to": "2024-12-31"}),
    RowFault(
        "rates", "sea", {"basis": "PER_UNIT_DAY"}
    ),  # carriage is not paid by the day
    RowFault(
        "rates", "handling", {"basis": "PER_TONNE_KM"}
    ),  # nor handling by distance
    RowFault("rates", "handling", {"leg_id": "a-b"}),
    RowFault("rates", "handling", {"mode": "RAIL"}),
    RowFault("rates", "sea", {"transfer_id": "b-load"}),
    RowFault("rates", "sea", {"node_id": "b"}),
    RowFault("rates", "storage", {"node_id": None}),  # waits nowhere
    RowFault("tariffs", "through-2025", {"published_on": "2024-12-31"}),  # too late
    RowFault("tariff_scopes", "on-sea", {"leg_id": None, "mode": None}),  # all legs
    RowFault("haul_rates", "far", {"to_km": 500}),  # a belt without a kilometer
    RowFault("haul_rates", "cereals", {"above_load_t": 60}),  # no load fits
    RowFault("haul_rates", "40-west", {"exit_node_id": None}),  # half a haul
    RowFault("haul_rates", "40-west", {"container_length_ft": 10}),
    RowFault("coefficients", "short", {"above_km": 300}),
    RowFault("coefficients", "harvest", {"last_month": None}),  # never ends
    RowFault("coefficients", "short", {"container_length_ft": 10}),
]
