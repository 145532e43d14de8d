"""Languages and versions that functions run on, and until when.

Source: npm firebase-tools 15.34.2 (MIT), `deploy/functions/runtimes/supported/types`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

DECOMMISSIONED: Final[Mapping[str, date]] = {
    "nodejs6": date(2020, 8, 1),
    "nodejs8": date(2021, 2, 1),
    "nodejs10": date(2025, 1, 30),
    "nodejs12": date(2025, 1, 30),
    "nodejs14": date(2025, 1, 30),
    "nodejs16": date(2025, 1, 30),
    "nodejs18": date(2025, 10, 30),
    "nodejs20": date(2026, 10, 30),
}
"""Runtimes that take no deployments any more, since this day."""

KNOWN: Final = (
    *("nodejs22", "nodejs24"),
    *("python3.10", "python3.11", "python3.12", "python3.13", "python3.14"),
)
"""Those that the Firebase CLI deploys today; Google has more (Go, Java, Ruby, PHP, .NET), which are let through."""

_DOTTED = re.compile(r"(python|go|ruby|php)(\d)(\d+)")


def neutral(wire: str) -> str:
    """`python313` as specs write it: `python3.13`; `nodejs22` is the same in both."""
    found = _DOTTED.fullmatch(wire)
    return f"{found[1]}{found[2]}.{found[3]}" if found else wire


def wire_of(runtime: str) -> str:
    """A runtime as the API writes it, without dots."""
    return runtime.replace(".", "")
