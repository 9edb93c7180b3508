"""What keeps the server from telling of itself."""


class CannotTraceError(Exception):
    """Traces are asked for and cannot be sent."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(
            f"traces cannot be sent to {endpoint}: the package "
            "'opentelemetry-exporter-otlp-proto-grpc' is missing; install the extra "
            "'telemetry', or start without --trace-endpoint"
        )
