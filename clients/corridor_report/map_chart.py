"""The map: legs by flow and utilization, nodes by throughput, bottlenecks."""

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from itertools import chain

import plotly.graph_objects as go
from corridor_client import Plan

from corridor_report.layout import styled
from corridor_report.loads import (
    leg_flows_t,
    leg_utilizations,
    node_throughputs_t,
    resource_nodes,
)
from corridor_report.palette import INK, LAND, UNLIMITED, UTILIZATION_BANDS, VERMILION
from corridor_report.projection import Point, great_circle, projected
from corridor_report.tables import DatasetTables, Row
from corridor_report.wording import label, measure_word, tonnes

FAR_MODES = frozenset({"OCEAN"})
"""Modes whose legs are not drawn: the shortest line would cross the land they go round."""

CROSSING_MODES = frozenset({"FERRY", "FEEDER"})
"""Modes that the map of the crossings is framed around."""

NAMED_NODE_COUNT = 16
"""How many nodes have their names written, those with the largest throughput."""

_WIDEST_PX, _THINNEST_PX = 11.0, 1.2
_LARGEST_NODE_PX, _SMALLEST_NODE_PX = 26.0, 5.0
_MARGIN = 0.07
_NAME_WIDTH, _NAME_HEIGHT = 0.11, 0.028


def map_of(
    plan: Plan, tables: DatasetTables, *, only_crossings: bool = False
) -> go.Figure:
    """Draw what a plan carries where.

    Legs are as wide as the square root of what they carry and colored by how full they
    are, nodes grow with what passes them, and diamonds mark nodes where a capacity is a
    bottleneck. Both directions of a connection are one line each, the wider below.

    Parameters
    ----------
    only_crossings
        Whether to show no more than the surroundings of ferries and feeders.
    """
    figure = go.Figure(_land())
    drawn = drawn_legs_t(plan, tables)
    shares = leg_utilizations(plan, tables)
    _add_legs(figure, drawn, shares, tables)
    throughputs = node_throughputs_t(plan, tables)
    ends = _ends(drawn, tables)
    shown = {node: throughputs[node] for node in throughputs if node in ends}
    framed = _ends(_crossings(drawn, tables), tables) if only_crossings else ends
    frame = _frame_of([projected(*_place(tables.nodes[node])) for node in framed])
    held = {bottleneck.resource_id for bottleneck in plan.bottlenecks}
    scarce = {n for r, at in resource_nodes(tables).items() if r in held for n in at}
    _add_nodes(figure, shown, tables, frame, scarce)
    _add_bottlenecks(figure, plan, tables)
    styled(figure, height=600)
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(range=frame[0], **hidden)
    figure.update_yaxes(range=frame[1], scaleanchor="x", **hidden)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 8, "b": 0}, dragmode="pan")
    return figure


def drawn_legs_t(plan: Plan, tables: DatasetTables) -> dict[str, float]:
    """Gross tonnes on the legs that the map shows, the largest flow first."""
    flows = leg_flows_t(plan)
    shown = (
        leg
        for leg in flows
        if tables.legs[leg]["mode"] not in FAR_MODES and _is_placed(leg, tables)
    )
    return {
        leg: flows[leg] for leg in sorted(shown, key=lambda leg: (-flows[leg], leg))
    }


def unplaced_legs_t(plan: Plan, tables: DatasetTables) -> dict[str, float]:
    """Gross tonnes on legs that no map can show: an end of theirs has no coordinates."""
    flows = leg_flows_t(plan)
    return {leg: flows[leg] for leg in flows if not _is_placed(leg, tables)}


def has_crossings(plan: Plan, tables: DatasetTables) -> bool:
    """Whether there is anything to frame the map of the crossings around."""
    return bool(_crossings(drawn_legs_t(plan, tables), tables))


@cache
def land_rings() -> tuple[tuple[Point, ...], ...]:
    """Outlines of countries, projected; ``land.json`` says where they are from."""
    text = files("corridor_report").joinpath("land.json").read_text(encoding="utf-8")
    rings = json.loads(text)["rings"]
    return tuple(tuple(projected(x, y) for x, y in ring) for ring in rings)


def _land() -> go.Scatter:
    points = list(chain.from_iterable((*ring, (None, None)) for ring in land_rings()))
    return go.Scatter(
        x=[None if x is None else round(x) for x, _ in points],
        y=[None if y is None else round(y) for _, y in points],
        mode="lines",
        fill="toself",
        fillcolor=LAND.light,
        line={"width": 0.7, "color": "rgba(128,128,128,0.55)"},
        meta={"land": LAND.meta()},
        hoverinfo="skip",
        showlegend=False,
    )


def _add_legs(
    figure: go.Figure,
    flows: Mapping[str, float],
    shares: Mapping[str, float],
    tables: DatasetTables,
) -> None:
    largest = max(flows.values(), default=1.0)
    for name, color in _bands():
        figure.add_scatter(
            x=[None], y=[None], mode="lines", name=name, legendgroup=name,
            line={"color": color["light"], "width": 5}, meta=color, hoverinfo="skip",
        )  # fmt: skip
    for leg_id, flow_t in flows.items():
        name, color = _band_of(shares.get(leg_id))
        line = _line(tables.legs[leg_id], tables)
        share = shares.get(leg_id)
        fullness = name if share is None else f"{share:.1%} of its fullest capacity"
        figure.add_scatter(
            x=[round(x, 1) for x, _ in line],
            y=[round(y, 1) for _, y in line],
            mode="lines",
            line={
                "color": color["light"],
                "width": max(_THINNEST_PX, _WIDEST_PX * (flow_t / largest) ** 0.5),
            },
            meta=color,
            legendgroup=name,
            showlegend=False,
            hovertemplate=f"{label(leg_id)}<br>{tonnes(flow_t)}<br>{fullness}<extra></extra>",
        )


def _add_nodes(
    figure: go.Figure,
    throughputs: Mapping[str, float],
    tables: DatasetTables,
    frame: tuple[Point, Point],
    scarce: AbstractSet[str],
) -> None:
    """Draw nodes; those where a capacity is scarce have their names written first."""
    order = sorted(throughputs, key=lambda node: (-throughputs[node], node))
    largest = throughputs[order[0]] if order else 1.0
    places = {node: projected(*_place(tables.nodes[node])) for node in order}
    names = {node: label(tables.name_of("nodes", "node_id", node)) for node in order}
    first = sorted(order, key=lambda node: node not in scarce)
    named = _uncrowded(first, places, frame)
    figure.add_scatter(
        x=[places[node][0] for node in order],
        y=[places[node][1] for node in order],
        mode="markers+text",
        name="throughput of a node",
        text=[names[node].partition(" (")[0] if node in named else "" for node in order],
        textposition="top center",
        textfont={"size": 12, "color": INK.light},
        customdata=[f"{names[node]}<br>{tonnes(throughputs[node])}" for node in order],
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "size": [
                max(_SMALLEST_NODE_PX, _LARGEST_NODE_PX * (throughputs[n] / largest) ** 0.5)
                for n in order
            ],
            "color": "rgba(255,255,255,0.85)",
            "line": {"color": INK.light, "width": 1.4},
        },
        meta={"ink": INK.meta()},
    )  # fmt: skip


def _add_bottlenecks(figure: go.Figure, plan: Plan, tables: DatasetTables) -> None:
    at = resource_nodes(tables)
    texts: dict[str, list[str]] = {}
    for bottleneck in plan.bottlenecks:
        for node in filter(tables.is_placed, at.get(bottleneck.resource_id, ())):
            price = f"{bottleneck.shadow_price:,.2f} {plan.currency_code}"
            texts.setdefault(node, []).append(
                f"{label(bottleneck.resource_id)}: one {measure_word(bottleneck.measure)} more "
                f"saves {price}"
            )
    if texts:
        places = [projected(*_place(tables.nodes[node])) for node in texts]
        figure.add_scatter(
            x=[x for x, _ in places],
            y=[y for _, y in places],
            mode="markers",
            name="bottleneck",
            marker={"symbol": "diamond", "size": 13, "color": VERMILION.light,
                    "line": {"color": "white", "width": 1.2}},
            customdata=["<br>".join(lines[:8]) for lines in texts.values()],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip


def _bands() -> list[tuple[str, Mapping[str, str]]]:
    shades = [(name, shade.meta()) for _, name, shade in UTILIZATION_BANDS]
    return [*shades, (UNLIMITED[0], UNLIMITED[1].meta())]


def _band_of(share: float | None) -> tuple[str, Mapping[str, str]]:
    if share is None:
        return UNLIMITED[0], UNLIMITED[1].meta()
    for below, name, shade in UTILIZATION_BANDS:
        if share < below:
            return name, shade.meta()
    return UTILIZATION_BANDS[-1][1], UTILIZATION_BANDS[-1][2].meta()


def _uncrowded(
    order: Iterable[str], places: Mapping[str, Point], frame: tuple[Point, Point]
) -> set[str]:
    """Choose which names are written: the largest in the frame, none close to another."""
    (left, right), (low, high) = frame
    # The map is about twice as wide as high, whatever the shape of the frame.
    width = max(right - left, 2 * (high - low))
    named: list[str] = []
    for node in order:
        x, y = places[node]
        is_near = any(
            abs(places[other][0] - x) < _NAME_WIDTH * width
            and abs(places[other][1] - y) < _NAME_HEIGHT * width
            for other in named
        )
        is_seen = left <= x <= right and low <= y <= high
        if is_seen and not is_near and len(named) < NAMED_NODE_COUNT:
            named.append(node)
    return set(named)


def _ends(legs: Iterable[str], tables: DatasetTables) -> set[str]:
    rows = [tables.legs[leg] for leg in legs]
    return {r["origin_node_id"] for r in rows} | {
        r["destination_node_id"] for r in rows
    }


def _place(node: Row) -> Point:
    return float(node["longitude"]), float(node["latitude"])


def _line(leg: Row, tables: DatasetTables) -> tuple[Point, ...]:
    ends = (leg["origin_node_id"], leg["destination_node_id"])
    return great_circle(*(_place(tables.nodes[node]) for node in ends))


def _is_placed(leg_id: str, tables: DatasetTables) -> bool:
    leg = tables.legs[leg_id]
    ends = leg["origin_node_id"], leg["destination_node_id"]
    return all(map(tables.is_placed, ends))


def _crossings(legs: Iterable[str], tables: DatasetTables) -> list[str]:
    return [leg for leg in legs if tables.legs[leg]["mode"] in CROSSING_MODES]


def _frame_of(points: Sequence[Point]) -> tuple[Point, Point]:
    """Return the ranges of both axes, with room around what is to be seen."""
    seen = points or (projected(15, 30), projected(110, 50))
    xs, ys = [x for x, _ in seen], [y for _, y in seen]
    room = _MARGIN * max(max(xs) - min(xs), max(ys) - min(ys), 200.0)
    return (min(xs) - room, max(xs) + room), (min(ys) - room, max(ys) + room)
