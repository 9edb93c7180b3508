"""From degrees to the flat map."""

import math
from functools import cache

CENTER_LONGITUDE = 68.0
"""Meridian that stands upright on the map, in degrees."""

_SOUTH, _NORTH = math.radians(30.0), math.radians(52.0)
_EARTH_RADIUS_KM = 6371.0

type Point = tuple[float, float]
"""Kilometers east and north of where the projection has its origin."""


def projected(longitude: float, latitude: float) -> Point:
    """Project a place by Albers' conic, which keeps areas.

    References
    ----------
    .. [1] Snyder, J.P. (1987). *Map Projections: A Working Manual*, section 14. USGS.
    """
    cone = (math.sin(_SOUTH) + math.sin(_NORTH)) / 2
    constant = math.cos(_SOUTH) ** 2 + 2 * cone * math.sin(_SOUTH)
    angle = cone * math.radians(longitude - CENTER_LONGITUDE)
    radius = math.sqrt(constant - 2 * cone * math.sin(math.radians(latitude))) / cone
    return (
        _EARTH_RADIUS_KM * radius * math.sin(angle),
        -_EARTH_RADIUS_KM * radius * math.cos(angle),
    )


@cache
def great_circle(
    start: Point, end: Point, *, part_count: int = 16
) -> tuple[Point, ...]:
    """Return the shortest line between two places on the globe, projected.

    Parameters
    ----------
    start, end
        Longitude and latitude, in degrees.
    part_count
        How many straight parts stand for it.
    """
    first, last = _on_sphere(start), _on_sphere(end)
    dot = sum(a * b for a, b in zip(first, last, strict=True))
    angle = math.acos(max(-1.0, min(1.0, dot)))
    if angle < 1e-9:
        return projected(*start), projected(*end)
    points = []
    for part in range(part_count + 1):
        share = part / part_count
        near = math.sin((1 - share) * angle) / math.sin(angle)
        far = math.sin(share * angle) / math.sin(angle)
        x, y, z = (near * a + far * b for a, b in zip(first, last, strict=True))
        longitude = math.degrees(math.atan2(y, x))
        points.append(projected(longitude, math.degrees(math.asin(min(1.0, z)))))
    return tuple(points)


def _on_sphere(place: Point) -> tuple[float, float, float]:
    longitude, latitude = map(math.radians, place)
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )
