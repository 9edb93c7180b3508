"""The charts of the report, each a figure of Plotly, for notebooks too."""

from collections.abc import Sequence

import plotly.graph_objects as go
from corridor_client import Ladder, Plan, ScenarioRow

from corridor_report.layout import TALLEST_PX, horizontal_bars, styled
from corridor_report.loads import departures_t, route_flows_t, stocks_t
from corridor_report.map_chart import map_of
from corridor_report.palette import BLUE, GREEN, ORANGE, VERMILION
from corridor_report.tables import DatasetTables
from corridor_report.wording import (
    distinct_labels,
    label,
    measure_word,
    money,
    tonnes,
    words,
)

__all__ = [
    "bottlenecks_of",
    "costs_of",
    "expansions_of",
    "map_of",
    "periods_of",
    "revenues_of",
    "sankey_of",
    "scenario_costs_of",
]

LONGEST_LADDER = 15
"""Most bottlenecks that the ladder shows; the tables have all."""


def sankey_of(plan: Plan, tables: DatasetTables) -> go.Figure:
    """Draw gross tonnes from the country of origin by modes to that of destination."""
    flows = route_flows_t(plan, tables)
    names: dict[tuple[int, str], int] = {}
    links: dict[tuple[int, int], float] = {}
    for route, flow_t in flows.items():
        modes = ", ".join(mode.lower() for mode in route.modes).capitalize()
        stations = (
            (0, f"from {route.origin}"),
            (1, modes),
            (2, f"to {route.destination}"),
        )
        numbers = [names.setdefault(station, len(names)) for station in stations]
        for ends in ((numbers[0], numbers[1]), (numbers[1], numbers[2])):
            links[ends] = links.get(ends, 0.0) + flow_t
    shades = (BLUE, GREEN, ORANGE)
    through = [
        max(
            sum(t for ends, t in links.items() if ends[side] == number)
            for side in (0, 1)
        )
        for number in range(len(names))
    ]
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [
                    f"{label(name)}  {tonnes(through[number])}"
                    for (_, name), number in names.items()
                ],
                "color": [shades[column].light for column, _ in names],
                "pad": 14,
                "thickness": 16,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [start for start, _ in links],
                "target": [end for _, end in links],
                "value": list(links.values()),
                "color": "rgba(110,130,150,0.34)",
                "customdata": [tonnes(t) for t in links.values()],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    return styled(figure, height=min(max(440, 30 * len(names)), TALLEST_PX))


def costs_of(plan: Plan) -> go.Figure:
    """Draw how the components add up to the total cost."""
    shares = [share for share in plan.cost_by_component if share.cost]
    names = [words(share.key) for share in shares]
    costs = [float(share.cost) for share in shares]
    total = float(plan.total_cost)
    figure = go.Figure(
        go.Waterfall(
            x=[*names, "Total"],
            y=[*costs, total],
            measure=["relative"] * len(costs) + ["total"],
            text=[money(c, plan.currency_code) for c in (*costs, total)],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": BLUE.light}},
            decreasing={"marker": {"color": GREEN.light}},
            totals={"marker": {"color": ORANGE.light}},
            connector={"line": {"color": "rgba(128,128,128,0.6)", "width": 1}},
            hovertemplate="%{x}: %{text}<extra></extra>",
        )
    )
    styled(figure)
    figure.update_yaxes(
        title=plan.currency_code, rangemode="tozero", range=[0, 1.15 * total]
    )
    return figure


def revenues_of(plan: Plan, tables: DatasetTables) -> go.Figure:
    """Draw what each carrier earns, or its share of the cost where nothing was divided."""
    shares = plan.revenue_by_carrier or plan.cost_by_carrier
    ranked = sorted(shares, key=lambda share: (-share.cost, share.key))
    costs = {share.key: float(share.cost) for share in ranked if share.cost}
    names = distinct_labels(
        {
            key: tables.name_of("carriers", "carrier_id", key) or "no carrier"
            for key in costs
        }
    )
    values = {names[key]: cost for key, cost in costs.items()}
    texts = {name: money(value, plan.currency_code) for name, value in values.items()}
    return horizontal_bars(values, texts, color=BLUE.meta(), unit=plan.currency_code)


def bottlenecks_of(plan: Plan) -> go.Figure:
    """Draw what a hundredth more of each bottleneck saves, the most valuable first."""
    shown = plan.bottlenecks[:LONGEST_LADDER]
    several = len({capacity.period_id for capacity in plan.capacities}) > 1
    values = {}
    texts = {}
    names = distinct_labels(
        {
            f"{number}": f"{each.resource_id} ({each.period_id})"
            if several
            else each.resource_id
            for number, each in enumerate(shown)
        }
    )
    for name, bottleneck in zip(names.values(), shown, strict=True):
        values[name] = float(bottleneck.value_of_one_percent)
        texts[name] = (
            f"{money(bottleneck.value_of_one_percent, plan.currency_code)}; "
            f"{bottleneck.shadow_price:,.2f} a {measure_word(bottleneck.measure)}"
        )
    unit = f"{plan.currency_code} saved by 1 % more capacity"
    return horizontal_bars(values, texts, color=VERMILION.meta(), unit=unit)


def expansions_of(ladder: Ladder, currency_code: str) -> go.Figure:
    """Draw what the best sets of expansions save, by the tonnes that they add."""
    added = [rung.added_t / 1e3 for rung in ladder.rungs]
    savings = [float(rung.saving) for rung in ladder.rungs]
    figure = go.Figure(
        go.Scatter(
            x=added,
            y=savings,
            mode="lines+markers",
            line={"color": BLUE.light, "width": 3},
            meta=BLUE.meta(),
            customdata=[money(saving, currency_code) for saving in savings],
            hovertemplate="%{x:,.1f} kt more: saves %{customdata}<extra></extra>",
        )
    )
    styled(figure, height=360)
    figure.update_xaxes(title="capacity added, kt", rangemode="tozero")
    figure.update_yaxes(title=f"saved, {currency_code}", rangemode="tozero")
    return figure


def periods_of(plan: Plan, tables: DatasetTables) -> go.Figure:
    """Draw gross tonnes that set out in each period, and that stay in store after it."""
    period_ids = tables.period_ids
    departing, stored = departures_t(plan), stocks_t(plan)
    figure = go.Figure()
    for name, flows, shade, pattern in (
        ("setting out", departing, BLUE, ""),
        ("in store at the end", stored, ORANGE, "/"),
    ):
        figure.add_bar(
            x=period_ids,
            y=[flows.get(period, 0.0) / 1e3 for period in period_ids],
            name=name,
            marker={"color": shade.light, "pattern": {"shape": pattern}},
            meta=shade.meta(),
            hovertemplate="%{x}: %{y:,.1f} kt " + name + "<extra></extra>",
        )
    styled(figure)
    figure.update_xaxes(type="category")
    figure.update_yaxes(title="kt")
    return figure


def scenario_costs_of(rows: Sequence[ScenarioRow], currency_code: str) -> go.Figure:
    """Draw by how much each scenario costs more or less than the base."""
    changes = {
        f"{number}": (row.title or row.scenario_id, row.change.total_cost)
        for number, row in enumerate(rows)
        if row.change is not None
    }
    names = distinct_labels({key: name for key, (name, _) in changes.items()})
    values = {names[key]: float(cost) for key, (_, cost) in changes.items()}
    texts = {
        name: ("+" if value > 0 else "") + money(value, currency_code)
        for name, value in values.items()
    }
    unit = f"change in total cost, {currency_code}"
    return horizontal_bars(values, texts, color=BLUE.meta(), unit=unit)
