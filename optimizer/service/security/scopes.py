"""What callers may do."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """A part of what the server does; each includes those before it.

    Attributes
    ----------
    PLAN
        Plan, quote, and read what is stored.
    WRITE
        Change what is stored.
    ADMIN
        Look into the server.
    """

    PLAN = "plan"
    WRITE = "write"
    ADMIN = "admin"


_INCLUDED = {
    Scope.PLAN: {Scope.PLAN},
    Scope.WRITE: {Scope.PLAN, Scope.WRITE},
    Scope.ADMIN: {Scope.PLAN, Scope.WRITE, Scope.ADMIN},
}

EVERY_SCOPE = frozenset(Scope)
"""All that there is."""


def with_included(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """Return scopes with those that they include."""
    return frozenset().union(*(_INCLUDED[scope] for scope in scopes))
