"""Distances on the globe."""

from __future__ import annotations

import math
from typing import Final

from baasctl.access.rules.values import LatLng

_RADIUS_M: Final = 6_371_009.0
"""Measured: one degree on the equator is 111195.08372419141 m."""


def distance(first: LatLng, second: LatLng) -> float:
    """Metres on a sphere, by the haversine formula."""
    here, there = math.radians(first.latitude), math.radians(second.latitude)
    up = math.sin((there - here) / 2)
    along = math.sin(math.radians(second.longitude - first.longitude) / 2)
    part = up * up + along * along * math.cos(here) * math.cos(there)
    return 2 * math.atan2(math.sqrt(part), math.sqrt(max(0.0, 1.0 - part))) * _RADIUS_M
