"""RunService."""

from corridor.v1 import run_service_pb2

from optimizer.service.calls import Call, Method
from optimizer.service.messages import parse, serialized
from optimizer.service.paging import foreign_token, page_size_of, place_of, token_of
from optimizer.service.runs.record import Run
from optimizer.service.storage.opening import Storage

SERVICE = run_service_pb2.DESCRIPTOR.services_by_name["RunService"].full_name

_METHOD = "ListRuns"
_LONGEST_PLACE = 18
"""Digits of the highest position that databases hold."""


class RunServicer:
    """Serves ``corridor.v1.RunService``.

    Parameters
    ----------
    storage
        Where runs are kept.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def methods(self) -> dict[str, Method]:
        """Methods of the service by name."""
        return {_METHOD: self.list_runs}

    async def list_runs(self, content: bytes, _: Call) -> bytes:
        """List runs, the newest first."""
        request = parse(run_service_pb2.ListRunsRequest, content)
        size, before = page_size_of(request.page_size), _position(request.page_token)
        response = run_service_pb2.ListRunsResponse()
        if not self._storage.is_lasting:
            return serialized(response)
        from optimizer.service.runs.archive import (  # noqa: PLC0415 - see Storage
            Archive,
            Wanted,
        )

        archive = Archive(await self._storage.database())
        wanted = Wanted(request.dataset_id, request.method)
        found = await archive.page(wanted, before, size + 1)
        response.runs.extend(_message_of(run) for _, run in found[:size])
        if len(found) > size:
            response.next_page_token = token_of(str(found[size - 1][0]))
        return serialized(response)


def _position(page_token: str) -> int | None:
    place = place_of(page_token, _METHOD)
    if not place:
        return None
    if not (place.isascii() and place.isdecimal()) or len(place) > _LONGEST_PLACE:
        raise foreign_token(_METHOD)
    return int(place)


def _message_of(run: Run) -> run_service_pb2.Run:
    message = run_service_pb2.Run(
        run_id=run.run_id,
        method=run.method,
        caller=run.caller,
        label=run.label,
        dataset_id=run.dataset_id,
        dataset_digest=run.dataset_digest,
        code=run.code,
        reason=run.reason,
        termination=run.termination,
        currency_code=run.currency_code,
    )
    if run.total_cost:
        message.total_cost.value = run.total_cost
    message.end_time.FromDatetime(run.ended)
    message.elapsed_time.FromMicroseconds(round(run.seconds * 1e6))
    return message
