"""Shortest lines on a sphere, for maps."""

import math
from itertools import pairwise

SEGMENT_KM = 100.0
"""Longest straight piece of a line that stands for a great circle."""

EARTH_RADIUS_KM = 6371.0088
"""Mean radius."""

type Position = tuple[float, float]
"""Longitude and latitude in degrees."""


def great_circle(start: Position, end: Position) -> list[list[Position]]:
    """Return the shortest line on a sphere, cut at the antimeridian.

    Parameters
    ----------
    start, end
        Where it begins and ends.

    Returns
    -------
    list[list[Position]]
        One line, or two where it crosses longitude 180.
    """
    angle = _angle(start, end)
    count = max(1, math.ceil(angle * EARTH_RADIUS_KM / SEGMENT_KM))
    points = [_between(start, end, angle, step / count) for step in range(count + 1)]
    points[0], points[-1] = start, end
    lines: list[list[Position]] = [[points[0]]]
    for before, after in pairwise(points):
        if abs(after[0] - before[0]) > 180:
            side = math.copysign(180.0, before[0])
            latitude = _latitude_at_antimeridian(before, after)
            lines[-1].append((side, latitude))
            lines.append([(-side, latitude)])
        lines[-1].append(after)
    return lines


def _angle(start: Position, end: Position) -> float:
    """Return the angle between two places, in radians, by the haversine formula."""
    (from_lon, from_lat), (to_lon, to_lat) = (
        (math.radians(lon), math.radians(lat)) for lon, lat in (start, end)
    )
    half = (
        math.sin((to_lat - from_lat) / 2) ** 2
        + math.cos(from_lat) * math.cos(to_lat) * math.sin((to_lon - from_lon) / 2) ** 2
    )
    return 2 * math.asin(min(1.0, math.sqrt(half)))


def _between(start: Position, end: Position, angle: float, share: float) -> Position:
    """Return the place at a share of a great circle's way."""
    if math.sin(angle) < 1e-12:
        return start if share < 1 else end
    first = math.sin((1 - share) * angle) / math.sin(angle)
    second = math.sin(share * angle) / math.sin(angle)
    x, y, z = (
        first * a + second * b
        for a, b in zip(_vector(start), _vector(end), strict=True)
    )
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _vector(position: Position) -> tuple[float, float, float]:
    lon, lat = map(math.radians, position)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _latitude_at_antimeridian(before: Position, after: Position) -> float:
    """Interpolate where a short piece crosses longitude 180."""
    to_edge = 180 - abs(before[0])
    from_edge = 180 - abs(after[0])
    share = to_edge / (to_edge + from_edge) if to_edge + from_edge else 0.0
    return before[1] + share * (after[1] - before[1])
