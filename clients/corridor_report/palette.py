"""Colors that people who see few colors tell apart, on light and on dark paper.

They are those of Okabe and Ito, made darker on light paper where they would be too pale.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shade:
    """One color on light and on dark paper."""

    light: str
    dark: str

    def meta(self) -> dict[str, str]:
        """Return what the report's script reads when the paper changes."""
        return {"light": self.light, "dark": self.dark}


LAND = Shade("#e7e3d8", "#2f3640")
INK = Shade("#1c2733", "#e6e9ed")
BLUE = Shade("#0072b2", "#56b4e9")
GREEN = Shade("#007a5a", "#2fc79b")
ORANGE = Shade("#a86a00", "#e69f00")
VERMILION = Shade("#c04a00", "#ff8a4c")
GRAY = Shade("#6f7780", "#9aa3ad")

UTILIZATION_BANDS: tuple[tuple[float, str, Shade], ...] = (
    (0.5, "below 50 % full", Shade("#2f8ec4", "#56b4e9")),
    (0.8, "50 to 80 % full", Shade("#004f7d", "#a9d9f5")),
    (0.999, "80 to 99.9 % full", ORANGE),
    (float("inf"), "full", VERMILION),
)
"""Bands of utilization: below which share, how it is called, and its color."""

UNLIMITED = ("no limit stated", GRAY)
"""How a leg is called and colored whose dataset states no capacity of it."""
