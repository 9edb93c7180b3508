"""What every row of every table has in common."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from optimizer.domain.quantities import CalendarYear, Text


class Confidence(StrEnum):
    """How far a figure can be trusted."""

    OFFICIAL = "official"
    """Stated by an operator, a ministry, a port or a published tariff."""

    MEASURED = "measured"
    """Observed: actual throughput, an index, a surveyed coordinate."""

    ESTIMATE = "estimate"
    """An analyst's or the press's figure."""

    DERIVED = "derived"
    """Computed from other figures by the rule that the notes give."""

    ASSUMPTION = "assumption"
    """Chosen for the model because no figure was found."""


class Record(BaseModel):
    """A row of a table: frozen, closed, strict, and able to say where it comes from."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )

    source: Text | None = None
    """Where the figures come from: an address or a citation. None is unstated."""

    source_year: CalendarYear | None = None
    """Year of the source. None is unstated."""

    confidence: Confidence | None = None
    """How far the figures can be trusted. None is unstated."""

    notes: Text | None = None
    """Free text for the reader. None is none."""
