"""Normal forms of expressions, kept between runs so that a plan without changes starts no server; may be lost any time.

A form depends on the catalog that the expression was read with and on the PostgreSQL that read it; both are in the key.
Expressions themselves are not written down, only their digests and forms.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import baasctl
from baasctl.engines.postgres.binaries import PACKAGE
from baasctl.engines.postgres.shadow import PolicyExpression
from baasctl.stores.atomic_file import PRIVATE, write_file

_FORMAT = 1


class ExpressionMemory:
    """The forms of one catalog in one file that only the user can read; those of other catalogs are forgotten."""

    def __init__(self, path: Path | None) -> None:
        """Remember in *path*; `None`: nothing is kept."""
        self._path = path

    def recall(self, catalog: str) -> dict[str, str]:
        """Digest of expression to its form on the catalog with this digest; empty when nothing usable is there."""
        if self._path is None:
            return {}
        with contextlib.suppress(OSError, ValueError, RecursionError):
            match json.loads(self._path.read_text("utf-8")):
                case {"format": 1, "key": str(key), "forms": dict(forms)} if key == _key(catalog):
                    return {str(digest): form for digest, form in forms.items() if isinstance(form, str)}
        return {}

    def keep(self, catalog: str, forms: Mapping[str, str]) -> None:
        """Replace what is kept; failing to is no error."""
        if self._path is None:
            return
        document = {"format": _FORMAT, "key": _key(catalog), "forms": dict(sorted(forms.items()))}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._path, json.dumps(document, indent=1) + "\n", mode=PRIVATE)


def expression_digest(expression: PolicyExpression) -> str:
    """SHA-256 of everything about an expression."""
    whole = json.dumps([*expression.table, expression.text, *expression.search_path])
    return hashlib.sha256(whole.encode()).hexdigest()


def _key(catalog: str) -> str:
    try:
        server = version(PACKAGE.replace("_", "-"))
    except PackageNotFoundError:
        server = ""
    return f"{catalog} baasctl {baasctl.__version__} {PACKAGE} {server}"
