"""How a plan changes as its numbers do: ranges, ladders of expansions, trade-offs."""

from optimizer.analysis.parametric.ladder import Ladder, ladder_of
from optimizer.analysis.parametric.ranges import Range, Ranges
from optimizer.analysis.parametric.sweep import Sweep, SweepRow
from optimizer.analysis.parametric.trade_offs import Objective, TradeOff, trade_off_of
from optimizer.analysis.parametric.varied import RangeKind

__all__ = [
    "Ladder",
    "Objective",
    "Range",
    "RangeKind",
    "Ranges",
    "Sweep",
    "SweepRow",
    "TradeOff",
    "ladder_of",
    "trade_off_of",
]
