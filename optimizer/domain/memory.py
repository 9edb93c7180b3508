"""What was worked out before, kept until what it was worked out from changes."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol


class Recall(Protocol):
    """What :meth:`Memory.recall` does."""

    def __call__[*Arguments, Result](
        self, function: Callable[[*Arguments], Result], *arguments: *Arguments
    ) -> Result:
        """Return what a function yields for its arguments."""
        ...


class Memory:
    """The last results of some functions, with the arguments that gave them.

    A function is called again only when an argument differs. It must depend on nothing
    else, which is why functions get just the rows that they need.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}

    def recall[*Arguments, Result](
        self, function: Callable[[*Arguments], Result], *arguments: *Arguments
    ) -> Result:
        """Return what a function yields, from memory where its arguments are the same.

        Parameters
        ----------
        function
            A function of nothing but its arguments, of which the last call is known.
        arguments
            Compared by ``==``, which sees at once that an object is the same.
        """
        return self.recall_of(function, function, *arguments)

    def recall_of[*Arguments, Result](
        self,
        key: Hashable,
        function: Callable[[*Arguments], Result],
        *arguments: *Arguments,
    ) -> Result:
        """Do as :meth:`recall` for a function that is called for one thing after another.

        Parameters
        ----------
        key
            Names the function and the thing, for which the last call is known.
        function, arguments
            As there.
        """
        known = self._known.get(key)
        if known is not None and known[0] == arguments:
            result: Result = known[1]
            return result
        result = function(*arguments)
        self._known[key] = (arguments, result)
        return result

    def fork(self) -> "Memory":
        """Return a memory of the same results that goes its own way from here."""
        copy = Memory()
        copy._known = dict(self._known)
        return copy
