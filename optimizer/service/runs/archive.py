"""Runs in the database."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Row, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from optimizer.service.runs.record import RETENTION, RUNS_LIMIT, Run
from optimizer.service.runs.tables import runs
from optimizer.service.storage.database import Database
from optimizer.service.storage.times import now, number_of, time_of

_KEPT = [runs.c[field.name] for field in fields(Run)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs somebody wants to see.

    Attributes
    ----------
    dataset_id, method
        Of what, and how; empty is any.
    """

    dataset_id: str = ""
    method: str = ""


class Archive:
    """The runs of one server, or of several that share a database.

    Every method raises :class:`optimizer.errors.DatabaseUnavailableError` when the
    database does not answer.

    Parameters
    ----------
    database
        Where they are kept.
    clock
        Tells the time, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, ended: Sequence[Run]) -> None:
        """Keep runs, in the order in which they ended; one that is there stays as it is."""
        rows = [asdict(run) | {"ended": number_of(run.ended)} for run in ended]
        await self._database.run(lambda c: c.execute(_new_rows(c), rows))

    async def page(
        self, wanted: Wanted, before: int | None, count: int
    ) -> Sequence[tuple[int, Run]]:
        """Return some runs with their positions, the newest first.

        Parameters
        ----------
        wanted
            Which.
        before
            Position of the last one of the page before; None for the first page.
        count
            How many.
        """
        chosen = select(runs.c.position, *_KEPT).order_by(runs.c.position.desc())
        if before is not None:
            chosen = chosen.where(runs.c.position < before)
        for name in ("dataset_id", "method"):
            value = getattr(wanted, name)
            if value:
                chosen = chosen.where(runs.c[name] == value)
        return await self._database.run(
            lambda c: [_run(row) for row in c.execute(chosen.limit(count))]
        )

    async def forget_old(self) -> None:
        """Forget what is too old, or too much."""
        time = number_of(self._clock() - RETENTION)
        await self._database.run(lambda c: _forget(c, time))


def _new_rows(connection: Connection) -> Executable:
    """Insert rows, and pass over those that were kept before an answer was lost."""
    is_sqlite = connection.dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    return insert(runs).on_conflict_do_nothing(index_elements=["run_id"])


def _forget(connection: Connection, time: int) -> None:
    connection.execute(delete(runs).where(runs.c.ended < time))
    last = connection.execute(select(func.max(runs.c.position))).scalar_one()
    if last is not None:
        too_much = runs.c.position <= last - RUNS_LIMIT
        connection.execute(delete(runs).where(too_much))


def _run(row: Row[Any]) -> tuple[int, Run]:
    kept = dict(row._mapping)  # noqa: SLF001 - the public way to the names of a row
    position = kept.pop("position")
    return position, Run(**kept | {"ended": time_of(kept["ended"])})
