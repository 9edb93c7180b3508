"""Charts of the benchmarks."""

import importlib
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Curve:
    """Times that grow with a count.

    Attributes
    ----------
    name
        What is counted, in the plural.
    counts, seconds
        Sizes, and the time at each.
    exponent
        Exponent of the power law fitted to them.
    """

    name: str
    counts: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float


def draw_growth(curves: Sequence[Curve], folder: Path) -> str:
    """Draw a panel per curve into ``growth.png`` of a folder; say where, or why not."""
    try:
        matplotlib = importlib.import_module("matplotlib")
    except ModuleNotFoundError:
        return "no chart: matplotlib is not installed"
    # Agg draws without a screen.
    matplotlib.use("Agg")
    pyplot = importlib.import_module("matplotlib.pyplot")
    figure, panels = pyplot.subplots(
        1, len(curves), sharey=True, figsize=(9, 3.2), layout="constrained"
    )
    for curve, panel in zip(curves, panels, strict=True):
        panel.loglog(curve.counts, curve.seconds, "o", color="black")
        panel.loglog(
            curve.counts,
            _fitted(curve),
            "--",
            color="tab:blue",
            label=f"exponent {curve.exponent:.2f}",
        )
        panel.set_xticks(curve.counts, [f"{count:,}" for count in curve.counts])
        panel.minorticks_off()
        panel.set_xlabel(curve.name)
        panel.grid(alpha=0.3)
        panel.legend(loc="upper left", frameon=False)
    panels[0].set_ylabel("seconds")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "growth.png"
    figure.savefig(path, dpi=150)
    pyplot.close(figure)
    return f"chart: {path}"


def _fitted(curve: Curve) -> list[float]:
    """Evaluate the power law, which passes through the geometric mean of the points."""
    center = statistics.geometric_mean(curve.counts)
    level = statistics.geometric_mean(curve.seconds)
    return [level * (count / center) ** curve.exponent for count in curve.counts]
