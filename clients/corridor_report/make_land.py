"""Make ``land.json`` from countries of Natural Earth, as the package world-atlas has them.

``python make.py countries-50m.json`` writes it beside this file. Natural Earth is in the
public domain.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path

WEST, SOUTH, EAST, NORTH = -12.0, 5.0, 150.0, 74.0
"""Edges of what is kept, in degrees: the corridor and the routes it competes with."""

TOLERANCE_DEGREES = 0.06
"""How far a simplified line may stray."""

DECIMALS = 2
"""Decimals of a degree that are kept: about a kilometer."""

type Point = tuple[float, float]


def main() -> None:
    """Read the topology that the first argument names, and write the shapes."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    rings = []
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"]
        polygons = [parts] if country["type"] == "Polygon" else parts
        rings += [
            [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring]
            for indices, *_holes in polygons
            if len(ring := _kept(indices, arcs)) > 3
        ]
    shapes = {
        "source": "Natural Earth 1:50m countries, from the package world-atlas 2.0.2",
        "license": "public domain",
        "rings": sorted(rings),
    }
    text = json.dumps(shapes, separators=(",", ":"))
    Path(__file__).with_name("land.json").write_text(text + "\n", encoding="utf-8")


def _degrees(
    arc: list[list[int]], transform: dict[str, tuple[float, float]]
) -> list[Point]:
    """Undo the deltas and the grid of a topology, and thin the line out.

    A border belongs to two countries, so it is thinned out once, before it is joined.
    """
    (x_scale, y_scale), (x_shift, y_shift) = transform["scale"], transform["translate"]
    x = y = 0
    line = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        line.append((x * x_scale + x_shift, y * y_scale + y_shift))
    if line[0] == line[-1] and len(line) > 3:
        middle = len(line) // 2
        return simplified(line[: middle + 1]) + simplified(line[middle:])[1:]
    return simplified(line)


def _kept(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return clipped(ring)


def simplified(line: list[Point]) -> list[Point]:
    """Thin a line out by the method of Douglas and Peucker."""
    if len(line) < 3:
        return line
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
    strays = [
        abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length for x, y in line
    ]
    worst = max(range(len(line)), key=strays.__getitem__)
    if strays[worst] <= TOLERANCE_DEGREES:
        return [line[0], line[-1]]
    return simplified(line[: worst + 1]) + simplified(line[worst:])[1:]


def clipped(ring: list[Point]) -> list[Point]:
    """Cut a ring at the four edges by the method of Sutherland and Hodgman."""
    for axis, edge, sign in (
        (0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1),
    ):  # fmt: skip
        kept: list[Point] = []
        for start, end in pairwise([*ring, *ring[:1]]):
            start_in = sign * (start[axis] - edge) >= 0
            end_in = sign * (end[axis] - edge) >= 0
            if start_in != end_in:
                share = (edge - start[axis]) / (end[axis] - start[axis])
                kept.append(
                    (
                        start[0] + share * (end[0] - start[0]),
                        start[1] + share * (end[1] - start[1]),
                    )
                )
            if end_in:
                kept.append(end)
        ring = kept
    return ring


if __name__ == "__main__":
    main()
