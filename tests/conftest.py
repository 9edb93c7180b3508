"""Fixtures of many tests."""

from databases import database_address, postgresql_server

__all__ = ["database_address", "postgresql_server"]
