"""GMNS, the General Modeling Network Specification: nodes and links of a network as CSV.

Corridor's nodes and legs are its nodes and links; the columns that GMNS does not know stand
beside its own, and the other tables in files of their own, so nothing is lost. What GMNS
asks for and a corridor does not have stays empty: its capacity is per lane and hour.

References
----------
.. [1] Zephyr Foundation. *General Modeling Network Specification*, ``node`` and ``link``.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import ProblemCode
from optimizer.tables.csv_tables import raw_tables_of_csv
from optimizer.tables.raw_tables import RawTables
from optimizer.tables.text import UnreadableTextError, decoded
from optimizer.tables.writing import to_csv_files


@dataclass(frozen=True, slots=True)
class _File:
    """How a table of GMNS and one of ours go together.

    Attributes
    ----------
    name
        Of the file, without its ending.
    table
        Our table.
    ours
        Our columns by those of GMNS that mean the same.
    constants
        What further columns of GMNS hold in every row.
    """

    name: str
    table: str
    ours: Mapping[str, str]
    constants: Mapping[str, str]


_FILES = (
    _File(
        "node",
        "nodes",
        {"x_coord": "longitude", "y_coord": "latitude"},
        {"node_type": "", "zone_id": ""},
    ),
    _File(
        "link",
        "legs",
        {
            "link_id": "leg_id",
            "from_node_id": "origin_node_id",
            "to_node_id": "destination_node_id",
            "length": "distance_km",
            "facility_type": "mode",
        },
        {
            "directed": "1",
            "capacity": "",
            "free_speed": "",
            "lanes": "",
            "allowed_uses": "",
            "toll": "",
            "geometry": "",
        },
    ),
)

FILE_NAMES = frozenset(f"{each.name}.csv" for each in _FILES)
"""Files by which such a zip is told."""

CONFIG = "config.csv"
"""File that says what lengths and places are counted in."""

_DIRECTED = frozenset({"", "1", "true", "yes"})


def to_gmns_files(dataset: Dataset) -> dict[str, bytes]:
    """Write node.csv, link.csv and config.csv, and the other tables as they are.

    Parameters
    ----------
    dataset
        What to write.

    Returns
    -------
    dict[str, bytes]
        UTF-8 by file name. Lengths are in kilometers, places in degrees of WGS 84.
    """
    files = to_csv_files(dataset)
    for each in _FILES:
        written = files.pop(f"{each.table}.csv", None)
        if written is not None:
            files[f"{each.name}.csv"] = _to_gmns(written, each)
    header = dataset.header
    config = {
        "dataset_name": header.dataset_id,
        "long_length": "km",
        "speed": "km/h",
        "crs": "EPSG:4326",
        "currency": header.currency_code,
    }
    files[CONFIG] = _written([list(config), list(config.values())])
    return files


def raw_tables_of_gmns(files: Iterable[tuple[str, bytes]]) -> RawTables:
    """Read files, given by name and content; columns of GMNS alone are left out.

    Links must be directed: one that is not would be two legs, of which nothing says how
    they differ.
    """
    by_name = {f"{each.name}.csv": each for each in _FILES}
    ours: list[tuple[str, bytes]] = []
    undirected: list[int] = []
    for path, content in files:
        name = PurePosixPath(path).name.lower()
        if name == CONFIG:
            continue
        file = by_name.get(name)
        if file is None:
            ours.append((path, content))
            continue
        try:
            rows = _rows_of(content)
        except UnreadableTextError:
            ours.append((f"{file.table}.csv", content))
            continue
        undirected += _undirected_rows(rows, file)
        ours.append((f"{file.table}.csv", _written(_to_ours(rows, file))))
    tables = raw_tables_of_csv(ours)
    for number in undirected:
        tables.complain(
            ProblemCode.BAD_FORMAT,
            "the link is not directed",
            "write one link for each direction, with directed 1",
            table="legs",
            row=number,
            column="directed",
        )
    return tables


def _to_gmns(written: bytes, file: _File) -> bytes:
    gmns = {ours: name for name, ours in file.ours.items()}
    header, *rows = _rows_of(written)
    named = [[gmns.get(column, column) for column in header] + list(file.constants)]
    return _written(named + [[*row, *file.constants.values()] for row in rows])


def _to_ours(rows: Sequence[Sequence[str]], file: _File) -> Iterator[list[str]]:
    """Rename columns, and leave out those of GMNS alone; blank lines stay."""
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    kept = [n for n, column in enumerate(header) if column not in file.constants]
    yield [file.ours.get(header[n], header[n]) for n in kept]
    for row in rows[1:]:
        further = row[len(header) :]
        yield [row[n] for n in kept if n < len(row)] + list(further)


def _undirected_rows(rows: Sequence[Sequence[str]], file: _File) -> Iterator[int]:
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "directed" not in file.constants or "directed" not in header:
        return
    place = header.index("directed")
    for number, row in enumerate(rows[1:], start=2):
        if place < len(row) and row[place].strip().lower() not in _DIRECTED:
            yield number


def _rows_of(content: bytes) -> list[list[str]]:
    text = decoded(content, "CSV")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableTextError(str(error), "CSV") from error


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
