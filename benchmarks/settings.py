"""What every benchmark is told."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where to read and write, and how much to do.

    Attributes
    ----------
    instances
        Folder of the public networks.
    charts
        Folder that charts are written to; made when there is a chart.
    smoke
        Whether to do only the smallest sizes, once each.
    """

    instances: Path = Path("instances")
    charts: Path = Path("build/charts")
    smoke: bool = False
