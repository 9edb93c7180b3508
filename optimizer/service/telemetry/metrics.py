"""What the server counts and measures, for Prometheus to fetch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from google.rpc import code_pb2
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Counter, Histogram, Observation
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from prometheus_client import CollectorRegistry

from optimizer.service.operations.record import State
from optimizer.service.reception import Context, Record
from optimizer.service.telemetry import names
from optimizer.service.telemetry.gauges import Observed, gauges_of
from optimizer.service.telemetry.names import Metric
from optimizer.service.telemetry.origin import SERVICE_NAME, origin
from optimizer.service.telemetry.sources import Sources
from optimizer.service.work_watch import Loss, Turn

_TURNED_AWAY = frozenset(
    {
        code_pb2.RESOURCE_EXHAUSTED,
        code_pb2.UNAUTHENTICATED,
        code_pb2.PERMISSION_DENIED,
    }
)

type Attributes = dict[str, str]


class Metrics:
    """Counts calls, and measures them and their work.

    Attributes
    ----------
    registry
        Where an endpoint finds the metrics.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        reader = PrometheusMetricReader(
            scope_info_enabled=False, registry=self.registry
        )
        self._provider = MeterProvider(
            [reader],
            origin(),
            exemplar_filter=AlwaysOffExemplarFilter(),
            shutdown_on_exit=False,
        )
        self._meter = self._provider.get_meter(SERVICE_NAME)
        self._started = self._counter(names.CALLS_STARTED)
        self._durations = self._histogram(names.CALL_DURATION)
        self._errors = self._counter(names.CALL_ERRORS)
        self._refused = self._counter(names.REFUSED)
        self._waits = self._histogram(names.QUEUE_WAIT)
        self._work = self._histogram(names.WORK_DURATION)
        self._restarts = self._counter(names.WORKER_RESTARTS)

    def observe(self, sources: Sources, operation_counts: Mapping[State, int]) -> None:
        """Show every method and loss with a count of 0, and begin to look things up.

        Parameters
        ----------
        sources
            Where to look.
        operation_counts
            Operations in each state, kept up to date by others.
        """
        for method in sources.methods:
            self._started.add(0, _of_method(method))
        for loss in Loss:
            self._restarts.add(0, {names.LOSS: loss})
        for gauge in gauges_of(sources, operation_counts):
            self._gauge(gauge.metric, gauge.observed)

    def close(self) -> None:
        """Count no more."""
        self._provider.shutdown()

    @contextmanager
    def watch(self, record: Record, context: Context) -> Iterator[None]:
        """Count a call as it comes, and measure it when it has ended."""
        del context
        self._started.add(1, _of_method(record.name))
        try:
            yield
        finally:
            ended = _of_end(record.name, record.code)
            self._durations.record(record.seconds, ended)
            if record.reason:
                self._errors.add(1, {**ended, names.REASON: record.reason})
                if record.code in _TURNED_AWAY:
                    self._refused.add(1, {names.REASON: record.reason})

    def waited(self, turn: Turn, seconds: float) -> None:
        """Measure for how long work waited."""
        self._waits.record(seconds, _of_turn(turn))

    def worked(self, turn: Turn, seconds: float) -> None:
        """Measure for how long a worker was taken up."""
        self._work.record(seconds, _of_turn(turn))

    def lost(self, loss: Loss) -> None:
        """Count a worker that is replaced."""
        self._restarts.add(1, {names.LOSS: loss})

    def _counter(self, metric: Metric) -> Counter:
        return self._meter.create_counter(metric.name, metric.unit, metric.meaning)

    def _histogram(self, metric: Metric) -> Histogram:
        return self._meter.create_histogram(
            metric.name,
            metric.unit,
            metric.meaning,
            explicit_bucket_boundaries_advisory=names.DURATION_BUCKETS,
        )

    def _gauge(self, metric: Metric, observed: Observed) -> None:
        def look(_: CallbackOptions) -> Iterator[Observation]:
            for attributes, value in observed():
                yield Observation(value, attributes)

        self._meter.create_observable_gauge(
            metric.name, [look], metric.unit, metric.meaning
        )


# Attributes are the same again and again, and few: methods are those of the contract.
@cache
def _of_method(method: str) -> Attributes:
    return {names.METHOD: method}


@cache
def _of_end(method: str, code: int) -> Attributes:
    return {names.METHOD: method, names.STATUS: code_pb2.Code.Name(code)}


@cache
def _of_turn(turn: Turn) -> Attributes:
    return {names.TURN: turn.value}
