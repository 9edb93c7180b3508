"""What a worker still knows of its recent plans."""

from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.analysis.planning import WarmStart

KEPT_STARTS = 8
"""Datasets whose last plan a worker remembers; of a thousand demands over a year of weeks
a start takes some megabytes."""


class RecentStarts:
    """The last plan's start of each dataset, the oldest forgotten first."""

    def __init__(self, limit: int = KEPT_STARTS) -> None:
        self._limit = limit
        self._starts: OrderedDict[str, WarmStart] = OrderedDict()

    def __len__(self) -> int:
        return len(self._starts)

    def get(self, dataset_id: str) -> "WarmStart | None":
        """Return the start of a dataset's last plan; None where none is known."""
        return self._starts.get(dataset_id)

    def keep(self, dataset_id: str, start: "WarmStart | None") -> None:
        """Remember a start, in the place of an older one of the dataset."""
        if start is None:
            return
        self._starts[dataset_id] = start
        self._starts.move_to_end(dataset_id)
        while len(self._starts) > self._limit:
            self._starts.popitem(last=False)


@cache
def recent_starts() -> RecentStarts:
    """Return what this process remembers."""
    return RecentStarts()
