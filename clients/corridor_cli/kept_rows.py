"""Rows of a long run that are kept in a file, so that it can be taken up again."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from corridor_client import DrawRow, InvalidRequestError

FORMAT = "corridor-draws-1"
"""What the first line of a file says it is."""

UNREADABLE = "cannot be read"
UNWRITABLE = "cannot be written"
FOREIGN = "holds no rows that were kept"
OTHER_RUN = "holds rows of another run"


@dataclass(frozen=True, slots=True)
class KeptRows:
    """A file with a line for each row, after one that says of which run they are.

    Attributes
    ----------
    path
        The file; None keeps nothing.
    run
        Digest of what the run is.
    """

    path: Path | None
    run: str

    @classmethod
    def of(cls, path: Path | None, *parts: object) -> "KeptRows":
        """Name a run by everything that its rows depend on."""
        digest = hashlib.sha256(repr(parts).encode())
        return cls(path, digest.hexdigest())

    def read(self) -> list[DrawRow]:
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
        rows = {}
        for line in lines:
            row = _row_of(line)
            if row is not None:
                rows[row.position] = row
        return [rows[position] for position in sorted(rows)]

    def start(self, rows: Iterable[DrawRow]) -> None:
        """Write what is there anew, a line that was cut off left out.

        Raises
        ------
        InvalidRequestError
            When the file cannot be written.
        """
        header = json.dumps(self._header())
        self._write("w", [header, *map(_line_of, rows)])

    def add(self, rows: Iterable[DrawRow]) -> None:
        """Append rows, which are then safe.

        Raises
        ------
        InvalidRequestError
            When the file cannot be written.
        """
        self._write("a", [_line_of(row) for row in rows])

    def _header(self) -> dict[str, str]:
        return {"format": FORMAT, "run": self.run}

    def _write(self, mode: str, lines: list[str]) -> None:
        if self.path is None or not lines:
            return
        try:
            with self.path.open(mode, encoding="utf-8", newline="\n") as file:
                file.write("".join(f"{line}\n" for line in lines))
        except OSError as error:
            raise self._unusable(UNWRITABLE) from error

    def _unusable(self, fault: str) -> InvalidRequestError:
        msg = f"--keep {self.path}: it {fault}; name another file, or remove it"
        return InvalidRequestError(msg)


def _line_of(row: DrawRow) -> str:
    figures = row.to_json_object()
    del figures["termination"], figures["problems"]
    return json.dumps(figures)


def _row_of(line: str) -> DrawRow | None:
    try:
        figures: dict[str, Any] = json.loads(line)
        cost = figures.pop("total_cost")
        for name in ("amounts", "bottlenecks"):
            figures[name] = tuple(figures[name])
        return DrawRow(total_cost=None if cost is None else Decimal(cost), **figures)
    except (ValueError, TypeError, KeyError):
        return None
