"""What metrics and traces say of the server that they come from."""

from importlib.metadata import version

from opentelemetry.sdk.resources import Resource

SERVICE_NAME = "corridor"
"""Name of the server among all that send metrics and traces."""


def origin() -> Resource:
    """Return the server's name and version, and what ``OTEL_RESOURCE_ATTRIBUTES`` adds."""
    return Resource.create(
        {
            "service.name": SERVICE_NAME,
            "service.version": version("corridor-optimizer"),
        }
    )
