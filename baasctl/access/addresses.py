"""Redirect addresses: which hosts a pattern of Supabase Auth takes in.

`*` stands for a run of characters without `.` and `/`, `**` for any run (gobwas/glob with these separators in
supabase/auth internal/conf/configuration.go).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from baasctl.access.facts import Facts

_HOST = re.compile(r"[a-z][a-z0-9+.*-]*://(?P<host>[^/?#]*)", re.IGNORECASE)
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "0.0.0.0"})  # noqa: S104  names to recognise, none to bind
_PUBLIC_SUFFIX_PARTS = 2


def host(address: str) -> str | None:
    """The host as written, without account and port; `None` where there is none."""
    match = _HOST.match(address)
    return re.sub(r":[\d*]*$", "", match["host"].rpartition("@")[2].lower()) if match else None


def is_local(address: str) -> bool:
    """Whether it leads to the machine of whoever follows it."""
    found = host(address)
    return found is not None and (found in _LOCAL or found.endswith(".localhost"))


def has_open_host(address: str) -> bool:
    """Whether a wildcard stands where anyone could own what it takes in.

    `https://*.example.com` is one owner's; `https://*.com`, `https://*-app.vercel.app`, `https://**` and `**` are not.
    """
    found = host(address)
    if found is None:
        return address.lstrip("/").startswith("*")
    if "*" not in found:
        return False
    fixed = found.rpartition("*")[2]
    return "**" in found or not fixed.startswith(".") or fixed.count(".") < _PUBLIC_SUFFIX_PARTS


def addresses(facts: Facts) -> Iterator[tuple[str, str]]:
    """(pointer, address) of where a sign-in may end."""
    site, redirects = facts.setting("/site_url"), facts.setting("/redirect_urls")
    if isinstance(site, str):
        yield "/site_url", site
    for redirect in redirects if isinstance(redirects, tuple) else ():
        yield "/redirect_urls", str(redirect)
