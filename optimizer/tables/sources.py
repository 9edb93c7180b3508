"""What a dataset comes in: a folder, a zip, a workbook or a JSON document."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from optimizer.domain.problems import ProblemCode
from optimizer.tables.csv_tables import raw_tables_of_csv
from optimizer.tables.gmns import FILE_NAMES as GMNS_FILES
from optimizer.tables.gmns import raw_tables_of_gmns
from optimizer.tables.json_tables import raw_tables_of_json
from optimizer.tables.parquet_tables import ENDING as PARQUET_ENDING
from optimizer.tables.parquet_tables import raw_tables_of_parquet
from optimizer.tables.raw_tables import RawTables
from optimizer.tables.text import shown

UNPACKED_BYTES_LIMIT = 256 * 2**20
"""Most bytes that an archive may unpack to."""

_CSV_ENDING = ".csv"
_ENDINGS = (_CSV_ENDING, PARQUET_ENDING)

_WORKBOOK_PART = "xl/workbook.xml"
"""Member that tells a workbook from other zips."""

_OTHER_PARTS = ("xl/workbook.bin", "content.xml")
"""Members that tell spreadsheets of other kinds."""

_OLE_MARK = b"\xd0\xcf\x11\xe0"
"""Start of workbooks of old, and of those with a password."""

_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_JSON_START = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*\{")

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that cannot be made to ask for memory without bound."""

_ENCRYPTED = 0x1
"""Bit of a member's flags."""

_UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What unpacking raises where an archive is damaged."""


def raw_tables_of_file(filename: str, content: bytes) -> RawTables:
    """Read what a file holds; the content tells whether it is a zip, workbook or JSON."""
    if _JSON_START.match(content):
        return raw_tables_of_json(content)
    if content[:4] in _ZIP_MARKS:
        return _raw_tables_of_archive(content)
    if content.startswith(_OLE_MARK):
        return _other_spreadsheet(
            "the file is a workbook of Excel 97 or one with a password"
        )
    return _unreadable(
        ProblemCode.UNREADABLE_ARCHIVE,
        f"{shown(filename) or 'the content'} is neither a zip of CSV files, a workbook "
        "nor a JSON object",
        "send a zip of one CSV file per table, a workbook with one sheet per table, or a "
        "JSON object with a list per table",
    )


def raw_tables_of_folder(folder: Path) -> RawTables:
    """Read the CSV files of a folder; other files in it are left alone."""
    files = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and _is_table(path.name, (_CSV_ENDING,))
    )
    return raw_tables_of_csv((p.name, p.read_bytes()) for p in files)


def _raw_tables_of_archive(content: bytes) -> RawTables:
    """Read a workbook or a zip of CSV files; what is in it tells which."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except _UNPACKING_ERRORS:
        # Said by whoever unpacks it.
        return _raw_tables_of_zip(content)
    if _WORKBOOK_PART in names:
        # What reads workbooks loads numpy, which the server itself must not.
        from optimizer.tables.workbook_tables import (  # noqa: PLC0415 - see above
            raw_tables_of_workbook,
        )

        return raw_tables_of_workbook(content)
    if names.intersection(_OTHER_PARTS):
        return _other_spreadsheet("the file is a spreadsheet, but no .xlsx workbook")
    return _raw_tables_of_zip(content)


def _other_spreadsheet(message: str) -> RawTables:
    return _unreadable(
        ProblemCode.UNREADABLE_ARCHIVE,
        message,
        "save it as an Excel workbook (.xlsx), without a password",
    )


def _raw_tables_of_zip(content: bytes) -> RawTables:
    """Unpack the tables of a zip in memory; their folders do not matter."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # Some programs write the paths of Windows.
            named = [(m.filename.replace("\\", "/"), m) for m in archive.infolist()]
            members = [(path, m) for path, m in named if _is_table(path)]
            if sum(m.file_size for _, m in members) > UNPACKED_BYTES_LIMIT:
                return _unreadable(
                    ProblemCode.TOO_LARGE,
                    "the archive unpacks to more than "
                    f"{UNPACKED_BYTES_LIMIT // 2**20} MiB",
                    "split the dataset",
                )
            files = [(path, _unpacked(archive, m)) for path, m in members]
    except _UNPACKING_ERRORS as error:
        return _unreadable(
            ProblemCode.UNREADABLE_ARCHIVE,
            f"the zip cannot be unpacked: {shown(error)}",
            "make it again, without a password and with the usual compression",
        )
    return _raw_tables_of_files(files)


def _raw_tables_of_files(files: Sequence[tuple[str, bytes]]) -> RawTables:
    """Read tables, all of which must be of one form."""
    endings = {PurePosixPath(path).suffix.lower() for path, _ in files}
    names = {PurePosixPath(path).name.lower() for path, _ in files}
    if endings == {_CSV_ENDING} and names >= GMNS_FILES:
        return raw_tables_of_gmns(files)
    if endings == {PARQUET_ENDING}:
        return raw_tables_of_parquet(files)
    if endings == {_CSV_ENDING}:
        return raw_tables_of_csv(files)
    return _unreadable(
        ProblemCode.UNREADABLE_ARCHIVE,
        "the zip holds both CSV and Parquet files"
        if endings
        else "the zip holds no CSV or Parquet file",
        "put one CSV file per table into it, or one Parquet file per table",
    )


def _is_table(path: str, endings: tuple[str, ...] = _ENDINGS) -> bool:
    """Whether a file of that path, ``/`` between its parts, should hold a table."""
    name = PurePosixPath(path).name
    is_system_file = name.startswith(".") or path.startswith("__MACOSX/")
    return path.lower().endswith(endings) and not is_system_file


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        msg = f"{member.filename} has a password"
        raise zipfile.BadZipFile(msg)
    if member.compress_type not in _METHODS:
        msg = f"{member.filename} is neither stored nor deflated"
        raise zipfile.BadZipFile(msg)
    with archive.open(member) as file:
        # With a size, because the packed bytes may yield more than was declared.
        return file.read(member.file_size)


def _unreadable(code: ProblemCode, message: str, remedy: str) -> RawTables:
    tables = RawTables()
    tables.complain(code, message, remedy)
    return tables
