"""Texts with units as PostgreSQL reads them, in one spelling: `8000ms` and `8s` are the same setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

_NUMBER: Final = r"(-?[0-9]+(?:\.[0-9]+)?)"
SIZE_PATTERN: Final = rf"^{_NUMBER} ?(B|kB|MB|GB|TB)?$"
TIME_PATTERN: Final = rf"^{_NUMBER}(us|ms|s|min|h|d)?$"
"""The second one is the Management API's own; the first is what PostgreSQL takes."""

_SIZES: Mapping[str, int] = {"TB": 2**40, "GB": 2**30, "MB": 2**20, "kB": 2**10, "B": 1}
_TIMES: Mapping[str, int] = {
    "d": 86_400_000_000,
    "h": 3_600_000_000,
    "min": 60_000_000,
    "s": 1_000_000,
    "ms": 1000,
    "us": 1,
}


def canonical(text: str, base: int, *, is_time: bool) -> str:
    """The text in the largest unit that fits; what is no such text stays as it is.

    Args:
        base: The setting's own unit, in bytes or microseconds: what a number without a unit counts, and
            what PostgreSQL rounds to.
    """
    units = _TIMES if is_time else _SIZES
    match = re.fullmatch(TIME_PATTERN if is_time else SIZE_PATTERN, text.strip())
    if match is None:
        return text
    amount = Decimal(match[1]) * (units[match[2]] if match[2] else base)
    whole = int((amount / base).to_integral_value()) * base
    if whole <= 0:
        return str(whole // base)
    unit, size = next((unit, size) for unit, size in units.items() if whole % size == 0)
    return f"{whole // size}{unit}"
