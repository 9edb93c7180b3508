"""The metrics of the server: their names are a contract with dashboards and alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

METHOD = "grpc.method"
STATUS = "grpc.status"
REASON = "corridor.reason"
TURN = "corridor.turn"
LOSS = "corridor.loss"
STATE = "corridor.state"
PROCESS = "corridor.process"

DURATION_BUCKETS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0, 600.0),
)
"""Upper bounds of the classes that times are counted in, in seconds."""

_PROMETHEUS_UNITS = {"s": "_seconds", "By": "_bytes"}


class Kind(StrEnum):
    """What a metric counts.

    Attributes
    ----------
    COUNTER
        How often something happened since the start.
    GAUGE
        How much of something there is now.
    HISTOGRAM
        How many times fell into each class of durations.
    """

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric.

    Attributes
    ----------
    name
        As OpenTelemetry has it.
    kind
        What it counts.
    unit
        In the code of UCUM.
    attributes
        What its values are told apart by.
    meaning
        What it says.
    """

    name: str
    kind: Kind
    unit: str
    attributes: tuple[str, ...]
    meaning: str

    @property
    def prometheus_name(self) -> str:
        """Name of the family at the endpoint for Prometheus."""
        base = self.name.replace(".", "_") + _PROMETHEUS_UNITS.get(self.unit, "")
        return f"{base}_total" if self.kind is Kind.COUNTER else base

    @property
    def series_names(self) -> tuple[str, ...]:
        """Names that Prometheus keeps its values under."""
        name = self.prometheus_name
        if self.kind is Kind.HISTOGRAM:
            return f"{name}_bucket", f"{name}_sum", f"{name}_count"
        return (name,)

    @property
    def labels(self) -> tuple[str, ...]:
        """Its attributes as labels of Prometheus."""
        return tuple(each.replace(".", "_") for each in self.attributes)


CALLS_STARTED = Metric(
    "grpc.server.call.started",
    Kind.COUNTER,
    "{call}",
    (METHOD,),
    "Calls that came in. Every method is there from the start, with 0.",
)
CALL_DURATION = Metric(
    "grpc.server.call.duration",
    Kind.HISTOGRAM,
    "s",
    (METHOD, STATUS),
    "Time from a call's arrival to its end, by the code it ended with.",
)
CALL_ERRORS = Metric(
    "corridor.call.errors",
    Kind.COUNTER,
    "{call}",
    (METHOD, STATUS, REASON),
    "Calls that ended with an error, by its stable reason.",
)
REFUSED = Metric(
    "corridor.refused",
    Kind.COUNTER,
    "{call}",
    (REASON,),
    "Calls that were turned away: RESOURCE_EXHAUSTED, UNAUTHENTICATED or "
    "PERMISSION_DENIED.",
)
CALLS_RUNNING = Metric(
    "corridor.calls.running",
    Kind.GAUGE,
    "{call}",
    (),
    "Calls that have come in and not ended.",
)
QUEUE_DEPTH = Metric(
    "corridor.queue.depth",
    Kind.GAUGE,
    "{call}",
    (TURN,),
    "Pieces of work that wait for a worker: SINGLE of calls with one answer, BATCH of "
    "the others and of operations.",
)
QUEUE_WAIT = Metric(
    "corridor.queue.wait",
    Kind.HISTOGRAM,
    "s",
    (TURN,),
    "Time that work waited for a worker.",
)
WORK_DURATION = Metric(
    "corridor.work.duration",
    Kind.HISTOGRAM,
    "s",
    (TURN,),
    "Time that a worker was taken up by a piece of work.",
)
WORKERS = Metric(
    "corridor.workers",
    Kind.GAUGE,
    "{process}",
    (),
    "Worker processes, the two spare ones included.",
)
WORKER_RESTARTS = Metric(
    "corridor.worker.restarts",
    Kind.COUNTER,
    "{process}",
    (LOSS,),
    "Workers that were replaced: crash, one died at work; cancel, its call was given up "
    "or out of time; rest, one died while it did not work.",
)
OPERATIONS = Metric(
    "corridor.operations",
    Kind.GAUGE,
    "{operation}",
    (STATE,),
    "Operations that the database keeps, those of other servers on it included; looked "
    "up every ten seconds.",
)
READY = Metric(
    "corridor.ready",
    Kind.GAUGE,
    "1",
    (),
    "1 while the server is able to solve, as `/readyz` says, else 0.",
)
MEMORY = Metric(
    "process.memory.usage",
    Kind.GAUGE,
    "By",
    (PROCESS,),
    "Resident memory of the `server` and of all its `workers` together (Linux alone).",
)

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        metric.name: metric
        for metric in (
            CALLS_STARTED,
            CALL_DURATION,
            CALL_ERRORS,
            REFUSED,
            CALLS_RUNNING,
            QUEUE_DEPTH,
            QUEUE_WAIT,
            WORK_DURATION,
            WORKERS,
            WORKER_RESTARTS,
            OPERATIONS,
            READY,
            MEMORY,
        )
    }
)
"""Every metric by name, in the order of the document about them."""
