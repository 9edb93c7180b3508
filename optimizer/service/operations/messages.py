"""Operations as messages."""

from datetime import datetime

from corridor.v1 import operation_pb2
from google.longrunning import operations_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from optimizer.service.operations.record import Operation, State

TYPE_PREFIX = "type.googleapis.com/"
"""What the type of a packed message starts with."""


def message_of(operation: Operation, answer_type: str = "") -> operations_pb2.Operation:
    """Write an operation.

    Parameters
    ----------
    operation
        The operation.
    answer_type
        Full name of the message of its answer; empty leaves the answer out.
    """
    message = operations_pb2.Operation(
        name=operation.name, done=operation.state.is_final
    )
    message.metadata.Pack(_metadata_of(operation))
    if operation.status:
        message.error.ParseFromString(operation.status)
    elif operation.state is State.SUCCEEDED and answer_type:
        message.response.type_url = TYPE_PREFIX + answer_type
        message.response.value = operation.answer
    return message


def _metadata_of(operation: Operation) -> operation_pb2.OperationMetadata:
    return operation_pb2.OperationMetadata(
        state=operation_pb2.OperationState.Value(
            f"OPERATION_STATE_{operation.state.value}"
        ),
        method=operation.method,
        label=operation.label,
        request_id=operation.request_id,
        create_time=_timestamp(operation.created),
        start_time=_timestamp(operation.started),
        update_time=_timestamp(operation.updated),
        end_time=_timestamp(operation.ended),
        expire_time=_timestamp(operation.expires),
        done_count=operation.done_count,
        total_count=operation.total_count,
        attempt_count=operation.attempt_count,
        request_digest=operation.request_digest,
    )


def _timestamp(time: datetime | None) -> Timestamp | None:
    if time is None:
        return None
    timestamp = Timestamp()
    timestamp.FromDatetime(time)
    return timestamp
