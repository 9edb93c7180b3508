"""Charts in PNG or SVG files, drawn where Matplotlib is installed."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from corridor_client import (
    InvalidRequestError,
    Ladder,
    Objective,
    ScenarioRow,
    SimulatedDraws,
    SweepAxis,
    SweptRows,
    TradeOff,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDINGS = (".png", ".svg")
"""Endings of files that charts can be written to."""

AXES = {
    Objective.TRANSIT_TIME: "Tonne-days in legs and transfers, million",
    Objective.EMISSIONS: "Emissions, Mt CO2e",
}

MOST_LABELS = 8
"""Most labels of an axis, give or take one."""

_MILLION = 1e6
_COLORS = ("#0072B2", "#D55E00")
"""A blue and a vermilion that color-blind people tell apart."""


def checked_chart(path: Path | None) -> Path | None:
    """Refuse a file that no chart can be written to, before anything is solved.

    Raises
    ------
    InvalidRequestError
        When its ending is another, or Matplotlib is not installed.
    """
    if path is None:
        return None
    if path.suffix.lower() not in ENDINGS:
        msg = f"--plot {path}: name a file that ends in {' or '.join(ENDINGS)}"
        raise InvalidRequestError(msg)
    if find_spec("matplotlib") is None:
        msg = "--plot needs Matplotlib; install corridor-client[plots]"
        raise InvalidRequestError(msg)
    return path


def draw_ladder(path: Path, ladder: Ladder, currency_code: str) -> None:
    """Draw what expansions save, and what each next tonne of capacity is worth."""
    added = [rung.added_t / _MILLION for rung in ladder.rungs]
    saved = [float(rung.saving) / _MILLION for rung in ladder.rungs]
    worth = [float(rung.worth_per_t or Decimal(0)) for rung in ladder.rungs]
    # A step is drawn from its left end, which is the rung before.
    worth[:1] = worth[1:2] or [0.0]
    with _axes(path) as axes:
        axes.plot(added, saved, color=_COLORS[0], marker="o", markersize=3)
        axes.set_xlabel("Capacity added, Mt that it lets pass")
        axes.set_ylabel(f"Saving, million {currency_code}", color=_COLORS[0])
        axes.set_title("What expansions save")
        right = axes.twinx()
        right.step(added, worth, where="pre", color=_COLORS[1], linestyle="--")
        right.set_ylabel(f"Worth of a tonne, {currency_code}", color=_COLORS[1])
        right.set_ylim(bottom=0)


def draw_trade_off(path: Path, trade_off: TradeOff, currency_code: str) -> None:
    """Draw the front between cost and another objective."""
    amounts = [point.amount / _MILLION for point in trade_off.points]
    costs = [float(point.total_cost) / _MILLION for point in trade_off.points]
    with _axes(path) as axes:
        axes.plot(amounts, costs, color=_COLORS[0], marker="o", markersize=3)
        axes.set_xlabel(AXES.get(trade_off.objective, "Amount, million"))
        axes.set_ylabel(f"Total cost, million {currency_code}")
        axes.set_title("No plan is below this line")


def draw_sweep(path: Path, target: str, found: SweptRows) -> None:
    """Draw cost and volume over one number; points that were solved are marked."""
    rows = [row for row in found.rows if row.total_cost is not None]
    amounts = [row.amounts[0] for row in rows]
    costs = [float(row.total_cost or 0) / _MILLION for row in rows]
    served = [(row.served_t or 0.0) / _MILLION for row in rows]
    solved = [i for i, row in enumerate(rows) if not row.is_interpolated]
    with _axes(path) as axes:
        axes.plot(costs, color=_COLORS[0], marker="o", markersize=3, markevery=solved)
        _label(axes.set_xticks, amounts)
        axes.set_xlabel(target)
        axes.set_ylabel(f"Total cost, million {found.currency_code}", color=_COLORS[0])
        axes.set_title("Cost and volume; dots were solved, the rest is proven")
        right = axes.twinx()
        right.plot(served, color=_COLORS[1], linestyle="--")
        right.set_ylabel("Served, Mt", color=_COLORS[1])


def draw_scenarios(path: Path, rows: Sequence[ScenarioRow], currency_code: str) -> None:
    """Draw what scenarios change in the cost and in what is served, a bar each.

    Parameters
    ----------
    path
        Where to.
    rows
        Of the base, which is not drawn, and of scenarios; those without a plan are left
        out.
    currency_code
        Money of the cost.
    """
    changes = [(row.scenario_id, row.change) for row in rows if row.change is not None]
    names = [name for name, _ in changes]
    costs = [float(change.total_cost) / _MILLION for _, change in changes]
    served = [change.served_t / _MILLION for _, change in changes]
    with _axes(path) as axes:
        places = range(len(names))
        axes.barh([p - 0.2 for p in places], costs, height=0.4, color=_COLORS[0])
        axes.set_yticks(list(places), names)
        axes.invert_yaxis()
        label = f"Change in total cost, million {currency_code}"
        axes.set_xlabel(label, color=_COLORS[0])
        top = axes.twiny()
        top.barh([p + 0.2 for p in places], served, height=0.4, color=_COLORS[1])
        top.set_xlabel("Change in what is served, Mt", color=_COLORS[1])
        _share_zero(axes, top)


def _share_zero(*axes: "Axes") -> None:
    """Let the zeros of horizontal axes stand above each other."""
    ends = [one.get_xlim() for one in axes]
    below = max(-low / (high - low) for low, high in ends)
    above = max(high / (high - low) for low, high in ends)
    for one, (low, high) in zip(axes, ends, strict=True):
        unit = max(
            -low / below if below > 0 else 0.0, high / above if above > 0 else 0.0
        )
        one.set_xlim(-below * unit, above * unit)


def draw_grid(path: Path, axes_of_grid: Sequence[SweepAxis], found: SweptRows) -> None:
    """Draw cost over two numbers, the dearer the darker; points without a plan are white.

    Parameters
    ----------
    path
        Where to.
    axes_of_grid
        The two numbers.
    found
        All rows, the second number changing fastest.
    """
    first, second = axes_of_grid
    costs = [
        math.nan if row.total_cost is None else float(row.total_cost) / _MILLION
        for row in found.rows
    ]
    width = len(second.amounts)
    grid = [costs[start : start + width] for start in range(0, len(costs), width)]
    with _axes(path) as axes:
        image = axes.imshow(grid, origin="lower", aspect="auto", cmap="cividis_r")
        axes.grid(visible=False)
        _label(axes.set_xticks, second.amounts)
        _label(axes.set_yticks, first.amounts)
        axes.set_xlabel(second.target)
        axes.set_ylabel(first.target)
        label = f"Total cost, million {found.currency_code}"
        axes.figure.colorbar(image, label=label)


def _label(set_ticks: Callable[..., object], amounts: Sequence[str]) -> None:
    labeled = range(0, len(amounts), max(1, len(amounts) // MOST_LABELS))
    set_ticks(list(labeled), [amounts[index] for index in labeled])


def draw_simulation(path: Path, found: SimulatedDraws) -> None:
    """Draw which share of the draws costs at most how much, and serves how much."""
    planned = [row for row in found.rows if row.total_cost is not None]
    costs = sorted(float(row.total_cost or 0) / _MILLION for row in planned)
    served = sorted((row.served_t or 0.0) / _MILLION for row in planned)
    shares = [(index + 1) / len(planned) for index in range(len(planned))]
    with _axes(path) as axes:
        axes.step(costs, shares, where="post", color=_COLORS[0])
        axes.set_xlabel(f"Total cost, million {found.currency_code}", color=_COLORS[0])
        axes.set_ylabel("Share of the draws with at most that")
        top = axes.twiny()
        top.step(served, shares, where="post", color=_COLORS[1], linestyle="--")
        top.set_xlabel("Served, Mt", color=_COLORS[1])


@contextmanager
def _axes(path: Path) -> "Iterator[Axes]":
    """Give axes to draw on, and write them to a file: the same ones, the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415 - an extra, and slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    mpl.rcParams["svg.hashsalt"] = "corridor"
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    axes.grid(visible=True, alpha=0.3)
    yield axes
    kind = path.suffix.lower().removeprefix(".")
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    try:
        figure.savefig(path, format=kind, dpi=150, metadata=metadata)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}; give another --plot"
        raise InvalidRequestError(msg) from error
