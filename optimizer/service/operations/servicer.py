"""``google.longrunning.Operations``: how far operations are, and their answers."""

import asyncio
from datetime import UTC, datetime, timedelta

from google.longrunning import operations_pb2
from google.protobuf.empty_pb2 import Empty

from optimizer.errors import InvalidRequestError
from optimizer.service.calls import Call, Method
from optimizer.service.messages import parse, serialized
from optimizer.service.operations.messages import message_of
from optimizer.service.operations.office import Office
from optimizer.service.operations.record import Operation, Place
from optimizer.service.paging import foreign_token, page_size_of, place_of, token_of

SERVICE = "google.longrunning.Operations"

COLLECTION = "operations"
"""What the list of all operations is called."""

_LIST = "ListOperations"

LONGEST_WAIT = timedelta(seconds=20)
"""Longest time for which a call waits for an operation."""

ANSWER_TIME = timedelta(milliseconds=250)
"""Time before a call's deadline at which it answers, whatever there is."""

_LOOK_SECONDS = 0.1


class OperationsServicer:
    """Serves ``google.longrunning.Operations``.

    Parameters
    ----------
    office
        The operations.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {
            "ListOperations": self.list_operations,
            "GetOperation": self.get_operation,
            "WaitOperation": self.wait_operation,
            "CancelOperation": self.cancel_operation,
            "DeleteOperation": self.delete_operation,
        }

    async def list_operations(self, content: bytes, _: Call) -> bytes:
        """List operations, the newest first, without their answers."""
        request = parse(operations_pb2.ListOperationsRequest, content)
        if request.name not in {"", COLLECTION}:
            field = "name"
            raise InvalidRequestError(field, f"give {COLLECTION!r}, or nothing")
        if request.filter:
            field = "filter"
            raise InvalidRequestError(field, "there are no filters; leave it empty")
        size = page_size_of(request.page_size)
        ledger = (await self._office.desk()).ledger
        found = await ledger.page(_place(request.page_token), size + 1)
        page = found[:size]
        response = operations_pb2.ListOperationsResponse(
            operations=map(message_of, page)
        )
        if len(found) > size:
            response.next_page_token = _token(page[-1])
        return serialized(response)

    async def get_operation(self, content: bytes, _: Call) -> bytes:
        """Give one operation, and its answer where it has one."""
        request = parse(operations_pb2.GetOperationRequest, content)
        ledger = (await self._office.desk()).ledger
        return self._answer(await ledger.get(request.name))

    async def wait_operation(self, content: bytes, call: Call) -> bytes:
        """Give one operation once it has ended, or the time is up."""
        request = parse(operations_pb2.WaitOperationRequest, content)
        asked = _timeout_of(request)
        limits = [LONGEST_WAIT, call.deadline.remaining() - ANSWER_TIME]
        limit = min([*limits, asked] if asked is not None else limits)
        loop = asyncio.get_running_loop()
        end = loop.time() + limit.total_seconds()
        ledger = (await self._office.desk()).ledger
        operation = await ledger.get(request.name)
        while not operation.state.is_final and loop.time() < end:
            await asyncio.sleep(min(_LOOK_SECONDS, max(0.0, end - loop.time())))
            operation = await ledger.get(request.name)
        return self._answer(operation)

    async def cancel_operation(self, content: bytes, _: Call) -> bytes:
        """End an operation; one that has ended stays as it is."""
        request = parse(operations_pb2.CancelOperationRequest, content)
        desk = await self._office.desk()
        await desk.ledger.cancel(request.name)
        desk.runner.cancel(request.name)
        return Empty().SerializeToString()

    async def delete_operation(self, content: bytes, _: Call) -> bytes:
        """Forget an operation that has ended."""
        request = parse(operations_pb2.DeleteOperationRequest, content)
        desk = await self._office.desk()
        await desk.ledger.delete(request.name)
        return Empty().SerializeToString()

    def _answer(self, operation: Operation) -> bytes:
        answer_type = self._office.answer_type_of(operation.method)
        return serialized(message_of(operation, answer_type))


def _timeout_of(request: operations_pb2.WaitOperationRequest) -> timedelta | None:
    """Return how long a caller wants to wait; None where it does not say.

    A message of a duration holds more than Python's, so it is cut to what is allowed.
    """
    if not request.HasField("timeout"):
        return None
    seconds = request.timeout.seconds + request.timeout.nanos / 1e9
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_WAIT.total_seconds()))


def _token(last: Operation) -> str:
    place = f"{last.created.isoformat()} {last.name}"
    return token_of(place)


def _place(page_token: str) -> Place | None:
    text = place_of(page_token, _LIST)
    if not text:
        return None
    created, _, name = text.partition(" ")
    try:
        return datetime.fromisoformat(created).astimezone(UTC), name
    except (ValueError, OverflowError) as error:
        raise foreign_token(_LIST) from error
