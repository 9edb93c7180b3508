"""Who makes a call."""

from dataclasses import dataclass
from typing import Protocol

from optimizer.service.security.scopes import Scope

NAME_LIMIT = 128
"""Most characters of a caller's name that are shown."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a call.

    Attributes
    ----------
    kind
        What tells who it is, such as ``token``: names of one kind do not meet those of
        another.
    name
        Its name.
    scopes
        What it may do.
    """

    kind: str
    name: str
    scopes: frozenset[Scope]

    @property
    def shown_name(self) -> str:
        """The name as one short word that can stand in a log."""
        return "".join(
            c if c.isprintable() and not c.isspace() else "?"
            for c in self.name[:NAME_LIMIT]
        )


class TokenReader(Protocol):
    """Tells whose a token is."""

    def caller_of(self, token: str) -> Caller | None:
        """Return whose a token is; None for one that is not accepted.

        Raises
        ------
        TokenExpiredError
            When it was good once.
        """
