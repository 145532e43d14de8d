"""Ranges of addresses as the spec writes them: whether they are any, and their one spelling."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.state import DesiredState
from baasctl.model.value import at

KIND: Final = "network"


def canonical(text: str) -> str:
    """A range as its first address and its length; what is none stays as it is."""
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        return text


def members(value: object) -> tuple[str, ...]:
    """The texts of a list; none for anything else."""
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def check_ranges(desired: DesiredState) -> Iterator[Diagnostic]:
    """Texts that are no range of addresses."""
    for resource in desired.of(KIND):
        for text in members(at(resource.attributes, "/allowed_cidrs")):
            try:
                ip_network(text.strip(), strict=False)
            except ValueError:
                yield Diagnostic(
                    code="SPEC440",
                    summary="this is no range of addresses",
                    detail=f"`{text}` of `network.allowed_cidrs`",
                    hint="write an IPv4 or IPv6 range in CIDR form, such as 203.0.113.0/24 or 2001:db8::/32",
                    span=resource.span_of("/allowed_cidrs"),
                    address=resource.address,
                )
