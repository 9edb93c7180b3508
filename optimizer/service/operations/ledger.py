"""What is kept of operations, and who works on which.

Several servers may share it. A server holds what it works on for a while and says again
and again that it still does; what nobody holds any more, the next server takes up. What a
server writes counts only while it is the holder, so that one that was given up, and comes
back, changes nothing.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from optimizer.errors import (
    OperationNotDoneError,
    OperationNotFoundError,
    QueueFullError,
    RequestIdReusedError,
)
from optimizer.service.operations.record import (
    RETENTION,
    Operation,
    Order,
    Place,
    State,
    new_name,
)
from optimizer.service.operations.tables import operations, pieces
from optimizer.service.storage.database import Database
from optimizer.service.storage.times import now, number_of, time_of

HOLD = timedelta(seconds=15)
"""Time for which a server is believed to work on an operation."""

WAITING_LIMIT = 100
"""Most operations that wait."""

RETRY_AFTER = timedelta(seconds=10)
"""Time after which one more may be asked for again where too many wait."""

_UNFINISHED = (State.QUEUED.value, State.RUNNING.value)
_KEPT = [operations.c[field.name] for field in fields(Operation)]
_TIMES = frozenset({"created", "started", "updated", "ended", "expires"})


class Ledger:
    """The operations of one server, or of several that share a database.

    Every method raises :class:`optimizer.errors.DatabaseUnavailableError` when the
    database does not answer.

    Parameters
    ----------
    database
        Where they are kept.
    clock
        Tells the time, in UTC.

    Attributes
    ----------
    holder
        What this server is called in it.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock
        self.holder = uuid.uuid4().hex

    async def add(self, order: Order) -> Operation:
        """Keep what somebody asks for, once for each request id.

        Raises
        ------
        RequestIdReusedError
            When the id was used for something else.
        QueueFullError
            When too many wait.
        """
        try:
            return await self._database.run(lambda c: self._add(c, order))
        except IntegrityError:
            # Another server took the same request id at the same moment.
            return await self._database.run(lambda c: self._add(c, order))

    async def get(self, name: str) -> Operation:
        """Return an operation.

        Raises
        ------
        OperationNotFoundError
            When there is none of that name, or it is forgotten.
        """
        return await self._database.run(lambda c: _found(c, name))

    async def page(self, after: Place | None, count: int) -> Sequence[Operation]:
        """Return some operations, those asked for last first, without their answers.

        Parameters
        ----------
        after
            Place of the last one of the page before; None for the first page.
        count
            How many.
        """
        return await self._database.run(lambda c: _page(c, after, count))

    async def counts(self) -> dict[State, int]:
        """Count the operations in each state."""
        state = operations.c.state
        counted = select(state, func.count()).group_by(state)
        rows = await self._database.run(lambda c: c.execute(counted).all())
        known = {State(name): count for name, count in rows}
        return dict.fromkeys(State, 0) | known

    async def cancel(self, name: str) -> None:
        """Ask for the end of an operation; one that waits ends at once.

        Raises
        ------
        OperationNotFoundError
            When there is none of that name.
        """
        await self._database.run(lambda c: self._cancel(c, name))

    async def delete(self, name: str) -> None:
        """Forget an operation that has ended.

        Raises
        ------
        OperationNotFoundError
            When there is none of that name.
        OperationNotDoneError
            When it has not ended.
        """
        await self._database.run(lambda c: _delete(c, name))

    async def take(self) -> tuple[Operation, bytes] | None:
        """Take up who waits longest, or whose server is lost; None where there is none.

        Returns
        -------
        tuple
            The operation, and the request of its method.
        """
        return await self._database.run(self._take)

    async def hold(self, name: str) -> bool:
        """Say that this server still works on it; tell whether it may go on.

        It may not where somebody cancelled it, or another server has it by now.
        """
        return await self._database.run(lambda c: self._hold(c, name))

    async def keep_piece(
        self, name: str, content: bytes, done_count: int, total_count: int
    ) -> None:
        """Keep a piece of the answer, and how far the work is by it."""
        await self._database.run(
            lambda c: self._keep_piece(c, name, content, done_count, total_count)
        )

    async def pieces_of(self, name: str) -> Sequence[bytes]:
        """Return the pieces that are known, in the order in which they were kept."""
        chosen = (
            select(pieces.c.content)
            .where(pieces.c.name == name)
            .order_by(pieces.c.position)
        )
        return await self._database.run(lambda c: c.execute(chosen).scalars().all())

    async def finish(
        self, name: str, state: State, *, answer: bytes = b"", status: bytes = b""
    ) -> bool:
        """Write down how an operation ended; tell whether that counts."""
        time = self._clock()
        change: dict[str, Any] = {
            "state": state.value,
            "answer": answer,
            "status": status,
            "ended": number_of(time),
            "updated": number_of(time),
            "expires": number_of(time + RETENTION),
        }
        if state is State.SUCCEEDED:
            change |= {"done_count": operations.c.total_count}
        return await self._database.run(lambda c: self._finish(c, name, change))

    async def give_back(self, name: str) -> None:
        """Let another server take up what this one has no time for any more."""
        change: dict[str, Any] = {"state": State.QUEUED.value, "holder": ""}
        change |= {"held_until": 0, "attempt_count": operations.c.attempt_count - 1}
        await self._database.run(lambda c: self._change(c, name, change))

    async def forget_expired(self) -> None:
        """Forget what ended long ago."""
        time = number_of(self._clock())
        old = select(operations.c.name).where(operations.c.expires < time)
        await self._database.run(lambda c: _forget(c, old))

    def _add(self, connection: Connection, order: Order) -> Operation:
        if order.request_id:
            same = operations.c.request_id == order.request_id
            row = connection.execute(select(*_KEPT).where(same)).first()
            if row is not None:
                return _same(_operation(row), order)
        waiting = operations.c.state == State.QUEUED.value
        count = select(func.count()).select_from(operations).where(waiting)
        if connection.execute(count).scalar_one() >= WAITING_LIMIT:
            raise QueueFullError(WAITING_LIMIT, RETRY_AFTER)
        time = self._clock()
        operation = Operation(
            name=new_name(),
            method=order.method,
            request_digest=order.digest,
            request_id=order.request_id,
            label=order.label,
            created=time,
            updated=time,
        )
        row_values = _row_of(operation) | {"content": order.content}
        connection.execute(
            insert(operations).values(**row_values, holder="", held_until=0)
        )
        return operation

    def _cancel(self, connection: Connection, name: str) -> None:
        operation = _found(connection, name)
        if operation.state.is_final:
            return
        time = number_of(self._clock())
        named = operations.c.name == name
        connection.execute(
            update(operations).where(named).values(is_cancelled=True, updated=time)
        )
        waits = operations.c.state == State.QUEUED.value
        connection.execute(
            update(operations)
            .where(named, waits)
            .values(
                state=State.CANCELLED.value,
                ended=time,
                expires=number_of(self._clock() + RETENTION),
            )
        )

    def _take(self, connection: Connection) -> tuple[Operation, bytes] | None:
        time = self._clock()
        is_free = or_(
            operations.c.state == State.QUEUED.value,
            (operations.c.state == State.RUNNING.value)
            & (operations.c.held_until < number_of(time)),
        )
        chosen = (
            select(operations.c.name)
            .where(is_free)
            .order_by(operations.c.created, operations.c.name)
            .limit(1)
            # On PostgreSQL, servers that look at the same time find different ones.
            .with_for_update(skip_locked=True)
        )
        name = connection.execute(chosen).scalar_one_or_none()
        if name is None:
            return None
        connection.execute(
            update(operations)
            .where(operations.c.name == name)
            .values(
                state=State.RUNNING.value,
                holder=self.holder,
                held_until=number_of(time + HOLD),
                started=number_of(time),
                updated=number_of(time),
                attempt_count=operations.c.attempt_count + 1,
            )
        )
        content = select(operations.c.content).where(operations.c.name == name)
        return _found(connection, name), connection.execute(content).scalar_one()

    def _hold(self, connection: Connection, name: str) -> bool:
        held_until = number_of(self._clock() + HOLD)
        count = self._change(connection, name, {"held_until": held_until})
        cancelled = select(operations.c.is_cancelled).where(operations.c.name == name)
        return count == 1 and not connection.execute(cancelled).scalar_one()

    def _keep_piece(
        self,
        connection: Connection,
        name: str,
        content: bytes,
        done_count: int,
        total_count: int,
    ) -> None:
        change = {"done_count": done_count, "total_count": total_count}
        if not self._change(connection, name, change):
            return
        count = select(func.count()).select_from(pieces).where(pieces.c.name == name)
        position = connection.execute(count).scalar_one()
        connection.execute(
            insert(pieces).values(name=name, position=position, content=content)
        )

    def _finish(
        self, connection: Connection, name: str, change: dict[str, Any]
    ) -> bool:
        counts = self._change(connection, name, change) > 0
        if counts:
            connection.execute(delete(pieces).where(pieces.c.name == name))
        return counts

    def _change(self, connection: Connection, name: str, change: dict[str, Any]) -> int:
        """Change what this server holds; return whether it does."""
        held = (operations.c.name == name) & (operations.c.holder == self.holder)
        running = operations.c.state == State.RUNNING.value
        done = connection.execute(
            update(operations)
            .where(held, running)
            .values({"updated": number_of(self._clock())} | change)
        )
        return done.rowcount


def _found(connection: Connection, name: str) -> Operation:
    chosen = select(*_KEPT).where(operations.c.name == name)
    row = connection.execute(chosen).first()
    if row is None:
        raise OperationNotFoundError(name)
    return _operation(row)


def _page(connection: Connection, after: Place | None, count: int) -> list[Operation]:
    light = [column for column in _KEPT if column.name != "answer"]
    chosen = select(*light).order_by(
        operations.c.created.desc(), operations.c.name.desc()
    )
    if after is not None:
        created, name = number_of(after[0]), after[1]
        earlier = operations.c.created < created
        beside = (operations.c.created == created) & (operations.c.name < name)
        chosen = chosen.where(or_(earlier, beside))
    return [_operation(row) for row in connection.execute(chosen.limit(count))]


def _delete(connection: Connection, name: str) -> None:
    operation = _found(connection, name)
    if not operation.state.is_final:
        raise OperationNotDoneError(name)
    _forget(connection, select(operations.c.name).where(operations.c.name == name))


def _forget(connection: Connection, names: Select[tuple[str]]) -> None:
    connection.execute(delete(pieces).where(pieces.c.name.in_(names)))
    connection.execute(delete(operations).where(operations.c.name.in_(names)))


def _same(operation: Operation, order: Order) -> Operation:
    if (operation.request_digest, operation.method) != (order.digest, order.method):
        raise RequestIdReusedError(order.request_id, operation.name)
    return operation


def _operation(row: Row[Any]) -> Operation:
    kept = dict(row._mapping)  # noqa: SLF001 - the public way to the names of a row
    for name in _TIMES:
        kept[name] = None if kept[name] is None else time_of(kept[name])
    return Operation(**kept | {"state": State(kept["state"])})


def _row_of(operation: Operation) -> dict[str, object]:
    row = {field.name: getattr(operation, field.name) for field in fields(operation)}
    for name in _TIMES:
        row[name] = None if row[name] is None else number_of(row[name])
    return row | {"state": operation.state.value}
