"""What a dataset comes in: a folder, a zip or a JSON document."""

import io
import zipfile
from pathlib import Path, PurePosixPath

from optimizer.domain.problems import ProblemCode
from optimizer.tables.csv_tables import raw_tables_of_csv
from optimizer.tables.json_tables import raw_tables_of_json
from optimizer.tables.raw_tables import RawTables

UNPACKED_BYTES_LIMIT = 256 * 2**20
"""Most bytes that an archive may unpack to."""


def raw_tables_of_file(filename: str, content: bytes) -> RawTables:
    """Read a zip of CSV files or a JSON document; the content tells which it is."""
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _of_zip(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return raw_tables_of_json(content)
    tables = RawTables()
    tables.complain(
        ProblemCode.UNREADABLE_ARCHIVE,
        f"{filename or 'the content'} is neither a zip of CSV files nor a JSON object",
        "send a zip of one CSV file per table, or a JSON object with a list per table",
    )
    return tables


def raw_tables_of_folder(folder: Path) -> RawTables:
    """Read the CSV files of a folder; other files in it are left alone."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv")
    return raw_tables_of_csv((p.name, p.read_bytes()) for p in files)


def _of_zip(content: bytes) -> RawTables:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if _is_table_file(m.filename)]
            if sum(m.file_size for m in members) > UNPACKED_BYTES_LIMIT:
                tables = RawTables()
                tables.complain(
                    ProblemCode.TOO_LARGE,
                    "the archive unpacks to more than "
                    f"{UNPACKED_BYTES_LIMIT // 2**20} MiB",
                    "split the dataset",
                )
                return tables
            return raw_tables_of_csv(
                (PurePosixPath(m.filename).name, archive.read(m)) for m in members
            )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        tables = RawTables()
        tables.complain(
            ProblemCode.UNREADABLE_ARCHIVE,
            f"the zip cannot be unpacked: {error}",
            "make it again, without a password",
        )
        return tables


def _is_table_file(path: str) -> bool:
    name = PurePosixPath(path).name
    is_system_file = name.startswith(".") or path.startswith("__MACOSX/")
    return name.lower().endswith(".csv") and not is_system_file
