"""Metrics and traces of the server, and the address where they and probes are asked."""
