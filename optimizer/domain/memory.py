"""What was worked out before, kept until what it was worked out from changes."""

from collections.abc import Callable
from typing import Any, Protocol


class Recall(Protocol):
    """What :meth:`Memory.recall` does."""

    def __call__[*Arguments, Result](
        self, function: Callable[[*Arguments], Result], *arguments: *Arguments
    ) -> Result:
        """Return what a function yields for its arguments."""
        ...


class Memory:
    """The last result of each of some functions, with the arguments that gave it.

    A function is called again only when an argument differs. It must depend on nothing
    else, which is why functions get just the tables that they need.
    """

    def __init__(self) -> None:
        self._known: dict[Callable[..., Any], tuple[tuple[Any, ...], Any]] = {}

    def recall[*Arguments, Result](
        self, function: Callable[[*Arguments], Result], *arguments: *Arguments
    ) -> Result:
        """Return what a function yields, from memory where its arguments are the same.

        Parameters
        ----------
        function
            A function of nothing but its arguments.
        arguments
            Compared by ``==``, which sees at once that an object is the same.
        """
        known = self._known.get(function)
        if known is not None and known[0] == arguments:
            result: Result = known[1]
            return result
        result = function(*arguments)
        self._known[function] = (arguments, result)
        return result

    def fork(self) -> "Memory":
        """Return a memory of the same results that goes its own way from here."""
        copy = Memory()
        copy._known = dict(self._known)
        return copy
