"""What all charts have in common."""

from collections.abc import Mapping

import plotly.graph_objects as go

from corridor_report.palette import INK

FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
GRID = "rgba(128,128,128,0.28)"
CLEAR = "rgba(0,0,0,0)"

TALLEST_PX = 660
"""Height that still goes on one printed page with its heading."""


def styled(figure: go.Figure, *, height: int = 420) -> go.Figure:
    """Give a figure the margins, letters and clear paper of the report."""
    figure.update_layout(
        template="none",
        height=height,
        font={"family": FONT, "size": 13, "color": INK.light},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        margin={"l": 12, "r": 24, "t": 16, "b": 44},
        hoverlabel={"font": {"family": FONT}},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=GRID, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=GRID, automargin=True)
    return figure


def horizontal_bars(
    values: Mapping[str, float],
    texts: Mapping[str, str],
    *,
    color: Mapping[str, str],
    unit: str,
) -> go.Figure:
    """Draw bars by name, the first on top.

    Parameters
    ----------
    values, texts
        Length of each bar, and what stands beside it.
    color
        What :meth:`corridor_report.palette.Shade.meta` says.
    unit
        Title of the axis.
    """
    figure = go.Figure(
        go.Bar(
            x=list(values.values()),
            y=list(values),
            orientation="h",
            text=[texts[name] for name in values],
            textposition="outside",
            cliponaxis=False,
            marker={"color": color["light"]},
            meta=color,
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    styled(figure, height=min(90 + 34 * max(len(values), 1), TALLEST_PX))
    # Texts stand outside of the bars, on either side of zero.
    low, high = min([*values.values(), 0.0]), max([*values.values(), 0.0])
    room = 0.45 * (high - low) or 1.0
    figure.update_xaxes(title=unit, range=[low - room if low else 0.0, high + room])
    figure.update_yaxes(autorange="reversed", ticksuffix="  ")
    return figure
