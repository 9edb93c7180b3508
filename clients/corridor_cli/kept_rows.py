"""Rows of a long run that are kept in a file, so that it can be taken up again."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from corridor_client import DeadlineExceededError, InvalidRequestError
from corridor_client.json_object import from_json_object, json_object_of

FORMAT = "corridor-rows-1"
"""What the first line of a file says it is."""

UNREADABLE = "cannot be read"
UNWRITABLE = "cannot be written"
FOREIGN = "holds no rows that were kept"
OTHER_RUN = "holds rows of another run"

KeepOption = Annotated[
    Path | None,
    typer.Option(
        "--keep",
        metavar="FILE",
        help="Keep rows in a file as they are finished; the same command takes the run "
        "up again where it was cut short.",
    ),
]


@dataclass(frozen=True, slots=True)
class KeptRows[Row]:
    """A file with a line for each row, after one that says of which run they are.

    Attributes
    ----------
    path
        The file; None keeps nothing.
    run
        Digest of what the run is.
    row_type
        What its rows are.
    """

    path: Path | None
    run: str
    row_type: type[Row]

    @classmethod
    def of(
        cls, path: Path | None, row_type: type[Row], *parts: object
    ) -> "KeptRows[Row]":
        """Name a run by everything that its rows depend on."""
        digest = hashlib.sha256(repr(parts).encode())
        return cls(path, digest.hexdigest(), row_type)

    def read(self) -> list[Row]:
        """Return the rows that are there; a line that was cut off is none.

        Raises
        ------
        InvalidRequestError
            When the file is of another run, or is no such file.
        """
        if self.path is None or not self.path.exists():
            return []
        try:
            first, *lines = self.path.read_text("utf-8").splitlines() or [""]
            header = json.loads(first) if first else self._header()
        except (OSError, ValueError) as error:
            raise self._unusable(UNREADABLE) from error
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise self._unusable(FOREIGN)
        if header.get("run") != self.run:
            raise self._unusable(OTHER_RUN)
        rows = (self._row_of(line) for line in lines)
        return [row for row in rows if row is not None]

    def start(self, rows: Iterable[Row]) -> None:
        """Write what is there anew, a line that was cut off left out.

        Raises
        ------
        InvalidRequestError
            When the file cannot be written.
        """
        header = json.dumps(self._header())
        self._write("w", [header, *map(_line_of, rows)])

    def add(self, row: Row) -> None:
        """Append a row, which is then safe.

        Raises
        ------
        InvalidRequestError
            When the file cannot be written.
        """
        self._write("a", [_line_of(row)])

    def _header(self) -> dict[str, str]:
        return {"format": FORMAT, "run": self.run}

    def _row_of(self, line: str) -> Row | None:
        try:
            return from_json_object(self.row_type, json.loads(line))
        except (ValueError, TypeError, KeyError):
            return None

    def _write(self, mode: str, lines: list[str]) -> None:
        if self.path is None:
            return
        try:
            with self.path.open(mode, encoding="utf-8", newline="\n") as file:
                file.write("".join(f"{line}\n" for line in lines))
        except OSError as error:
            raise self._unusable(UNWRITABLE) from error

    def _unusable(self, fault: str) -> InvalidRequestError:
        msg = f"--keep {self.path}: it {fault}; name another file, or remove it"
        return InvalidRequestError(msg)


def _line_of(row: object) -> str:
    return json.dumps(json_object_of(row))


def taken_up[Row](
    kept: KeptRows[Row],
    ask: Callable[[tuple[Row, ...]], Iterable[Row]],
    show: Callable[[tuple[Row, ...]], None],
) -> list[Row]:
    """Return all rows of a run, in as many calls as it takes.

    Parameters
    ----------
    kept
        Rows of an earlier run, and where new ones go.
    ask
        Calls the server for the rows that are missing, given those that are known.
    show
        Shows how far it is.

    Raises
    ------
    DeadlineExceededError
        When a call has no time for a single row: no other would have.
    """
    rows = kept.read()
    kept.start(rows)
    show(tuple(rows))
    while True:
        before = len(rows)
        try:
            for row in ask(tuple(rows)):
                kept.add(row)
                rows.append(row)
                show(tuple(rows))
        except DeadlineExceededError:
            if len(rows) == before:
                raise
        else:
            return rows
