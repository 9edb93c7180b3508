"""Where a server keeps things, as settings say it."""

from pathlib import Path

MEMORY = "memory"
"""Nothing is kept beyond the life of the server."""

SQLITE_PREFIX = "sqlite:///"
"""What the address of a SQLite file starts with; its path follows."""

POSTGRESQL_PREFIX = "postgresql://"
"""What the address of a PostgreSQL database starts with."""

FORMAT = (
    f"write {SQLITE_PREFIX}PATH, {POSTGRESQL_PREFIX}USER@HOST/NAME, or {MEMORY} to keep "
    "nothing"
)
"""What addresses look like, for people."""


def fault_in(address: str) -> str:
    """Say what is wrong with the form of an address; empty where nothing is."""
    if address == MEMORY or address.startswith(POSTGRESQL_PREFIX):
        return ""
    if address.removeprefix(SQLITE_PREFIX) not in {"", address}:
        return ""
    return f"{shown(address)!r} is no database; {FORMAT}"


def shown(address: str) -> str:
    """Return an address for people to see, without what may be a password."""
    scheme, mark, rest = address.partition("://")
    if not mark or address.startswith(SQLITE_PREFIX):
        return address
    login, at, host = rest.partition("?")[0].rpartition("@")
    return scheme + mark + login.partition(":")[0] + at + host


def file_of(address: str) -> Path | None:
    """Return the file of a database; None where it is none."""
    if not address.startswith(SQLITE_PREFIX):
        return None
    return Path(address.removeprefix(SQLITE_PREFIX))
