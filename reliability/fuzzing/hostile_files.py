"""Files that should hold a dataset: bombs, broken archives, tables of anything."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from random import Random

from optimizer.tables.exporting import DatasetFormat
from reliability.fuzzing.damaged_bytes import flipped, noise, truncated
from reliability.fuzzing.hostile_values import hostile_text
from reliability.fuzzing.shipped import (
    csv_files,
    csv_of,
    small_file,
    small_files,
    small_json,
    small_tables,
    small_zip,
    zipped,
)

BOMB_MIB = 300
"""What a bomb unpacks to, more than the server lets."""

type File = tuple[str, bytes]
"""A name and a content."""

_NAMES = (
    "data.zip",
    "data.json",
    "",
    "../../x.csv",
    "C:\\x\\data.zip",
    "a" * 5000,
    "\u202e",
)
_DEEP = 100_000
_PACKED_FORMS = (DatasetFormat.WORKBOOK, DatasetFormat.PARQUET_ZIP)
"""Forms that are zips of what is not CSV."""


def hostile_file(draw: Random) -> File:
    """Draw a file: damaged, malicious, or whole but for a few cells."""
    return draw.choice(_NAMES), draw.choice(_KINDS)(draw)


def _whole(draw: Random) -> bytes:
    if draw.random() < 0.4:
        return small_file(draw.choice(_PACKED_FORMS))
    return draw.choice((small_zip, small_json, _shipped_zip))()


@cache
def _shipped_zip() -> bytes:
    return zipped(csv_files())


def _damaged(draw: Random) -> bytes:
    content = draw.choice((small_zip(), small_json()))
    return draw.choice((truncated, flipped))(content, b"", draw)


def _noise(draw: Random) -> bytes:
    marks = (b"", b"PK\x03\x04", b"PK\x05\x06", b"{", b"\xff\xfe{\0", b"\xef\xbb\xbf{")
    return draw.choice(marks) + noise(draw)


def damaged_member(draw: Random) -> bytes:
    """Damage one part of a workbook or one Parquet file, and pack it soundly."""
    content = small_file(draw.choice(_PACKED_FORMS))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = draw.choice(sorted(members))
    damage = draw.choice((truncated, flipped, _with_entities))
    members[name] = damage(members[name], b"", draw)
    return zipped(members)


def _with_entities(content: bytes, _: bytes, draw: Random) -> bytes:
    """Put entities of entities into what may be XML, which unpack to very much."""
    depth = draw.randint(2, 30)
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"ha")
        for n in range(depth)
    )
    head, mark, rest = content.partition(b"?>")
    text = rest.replace(b"<v>", b"<v>&e%d;" % (depth - 1), 1)
    return head + mark + b"<!DOCTYPE x [" + entities + b"]>" + text


def _edited_zip(draw: Random) -> bytes:
    """Pack the small dataset after changes of a few cells, rows and columns."""
    name = draw.choice(sorted(small_tables()))
    rows = [list(row) for row in small_tables()[name]]
    for _ in range(draw.randint(1, 4)):
        _edit(rows, draw)
    return zipped(small_files() | {f"{name}.csv": csv_of(rows)})


def _edit(rows: list[list[str]], draw: Random) -> None:
    row = rows[draw.randrange(len(rows))]
    place = draw.randrange(len(row) or 1)
    match draw.randrange(8):
        case 0:
            rows.append(list(row))
        case 1 if len(rows) > 1:
            rows.remove(row)
        case 2:
            row.append(hostile_text(draw))
        case 3 if row:
            for each in rows:
                del each[place : place + 1]
        case _ if row:
            row[place] = hostile_text(draw)


def _odd_table_zip(draw: Random) -> bytes:
    """Pack the small dataset with one table that is hardly CSV."""
    name = draw.choice(sorted(small_files()))
    content = small_files()[name]
    odd = draw.choice(
        (
            content.decode().encode("utf-16"),
            content.decode().encode("utf-32"),
            b"\xff\xfe" + content,
            "\u0436\u0451".encode("cp1251") + content,
            content.replace(b",", b";"),
            content.replace(b"\n", b"\r"),
            content + b'"',
            content.replace(b",", b',"', 3),
            content.replace(b"\n", b"\0\n", 2),
            content + b"x" * 300_000,
            b",".join(b"c%d" % n for n in range(20_000)) + b"\n1\n",
            content.split(b"\n", 1)[0] + b"\n" * 100_000,
            content.split(b"\n", 1)[0] + b"\n" + b",,,,\n" * 20_000,
            content * 3,
            b"",
        )
    )
    return zipped(small_files() | {name: odd})


def _edited_json(draw: Random) -> bytes:
    document = json.loads(small_json())
    for _ in range(draw.randint(1, 4)):
        name = draw.choice(sorted(document))
        if not document[name] or draw.random() < 0.1:
            document[name] = _json_value(draw)
            continue
        rows = document[name]
        row = draw.choice(rows) if isinstance(rows, list) else rows
        if isinstance(row, dict):
            row[draw.choice([*row, "\u202e", ""])] = _json_value(draw)
    return json.dumps(document).encode()


def _json_value(draw: Random) -> object:
    values: tuple[object, ...] = (
        None,
        True,
        10**40,
        -1e308,
        float("nan"),
        float("-inf"),
        [],
        {},
        [[]],
        {"a": {"b": [1]}},
        ["x"] * 2000,
        hostile_text(draw),
    )
    return draw.choice(values)


def _odd_json(draw: Random) -> bytes:
    """Write what is valid JSON for some and for none a dataset."""
    return draw.choice(
        (
            b"{" + b'"nodes":[' * _DEEP,
            b'{"nodes":' + b"[" * 500 + b"]" * 500 + b"}",
            b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
            b'{"nodes":[],' * 2 + b'"nodes":[]}',
            b'{"nodes":[{"node_id":"a","node_id":"b"}]}',
            b'{"demands":[{"volume":' + b"9" * 100_000 + b"}]}",
            b'{"demands":[{"volume":1e' + b"9" * 1000 + b"}]}",
            b'{"legs":{"leg_id":"a"}}',
            b'{"legs":[1,null,"a",[]]}',
            b'{"legs":[' + b"{}," * 30_000 + b"{}]}",
            b'{"nodes":[{"node_id":"\\ud800"}]}',
            b'{"\\u0000":[{}]}',
            small_json().decode().encode("utf-16"),
            small_json() + b"}",
            b"{}",
        )
    )


@cache
def bomb() -> bytes:
    """Pack a table of zeros that is a thousandth of what it unpacks to."""
    return zipped({"nodes.csv": b"0" * 2**20 * BOMB_MIB})


@cache
def false_bomb() -> bytes:
    """Pack the same table, and say that it is one byte."""
    content = bytearray(bomb())
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 1)
    struct.pack_into("<L", content, 22, 1)
    return bytes(content)


@cache
def many_bombs() -> bytes:
    """Pack very many tables, each of them small enough alone."""
    part = b"0" * 2**20
    return zipped({f"{n}/nodes.csv": part for n in range(BOMB_MIB)})


def _bomb(draw: Random) -> bytes:
    return draw.choice((bomb, false_bomb, many_bombs))()


def prepare_bombs() -> None:
    """Pack them before anyone waits for one: that takes seconds."""
    for pack in (bomb, false_bomb, many_bombs):
        pack()


def _odd_zip(draw: Random) -> bytes:
    """Pack the small dataset in a way that readers stumble over."""
    content = bytearray(small_zip())
    start = content.index(b"PK\x01\x02")
    match draw.randrange(8):
        case 0:  # A password.
            struct.pack_into("<H", content, start + 8, 1)
        case 1:  # A way of packing that nobody knows.
            struct.pack_into("<H", content, start + 10, 97)
        case 2:  # A size beyond what there is.
            struct.pack_into("<L", content, start + 24, 2**32 - 1)
        case 3:  # A checksum of something else.
            struct.pack_into("<L", content, start + 16, zlib.crc32(b"x"))
        case 4:
            return zipped({f"../../etc/{n}": c for n, c in small_files().items()})
        case 5:
            return zipped({f"C:\\x\\{n}": c for n, c in small_files().items()})
        case 6:
            return _with_doubles()
        case _:
            return zipped(small_files(), zipfile.ZIP_LZMA)
    return bytes(content)


def _with_doubles() -> bytes:
    """Pack each table twice under one name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in small_files().items():
            # An entry that is there already is written with a warning.
            archive.writestr(zipfile.ZipInfo(name), content)
            archive.writestr(zipfile.ZipInfo(f"x/{name}"), content)
    return stream.getvalue().replace(b"x/", b"./")


_KINDS: tuple[Callable[[Random], bytes], ...] = (
    _whole,
    _damaged,
    damaged_member,
    damaged_member,
    _noise,
    _edited_zip,
    _edited_zip,
    _edited_zip,
    _odd_table_zip,
    _edited_json,
    _edited_json,
    _odd_json,
    _odd_zip,
    _bomb,
)
