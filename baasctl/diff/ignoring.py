"""`ignore:` patterns: what is neither compared nor lost."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence

from baasctl.diff.fields import Ignored, nothing_ignored
from baasctl.model.address import Address
from baasctl.model.value import pointer


def ignored_elements(patterns: Sequence[str], address: Address) -> Ignored:
    """The rule for the fields of one resource: `/kind[/segment…]/path…/element`, the last part a glob."""
    prefix = pointer(address.kind, *address.segments)
    rules = [
        (parent[len(prefix) :], re.compile(fnmatch.translate(last)))
        for parent, _, last in (pattern.rpartition("/") for pattern in patterns)
        if parent == prefix or parent.startswith(prefix + "/")
    ]
    if not rules:
        return nothing_ignored
    return lambda path, element: any(path == parent and glob.match(element) for parent, glob in rules)


def is_ignored(patterns: Sequence[str], address: Address) -> bool:
    """Whether a pattern names the resource itself (`/functions/preview-*`)."""
    if not address.segments:
        return False
    parent, last = pointer(address.kind, *address.segments[:-1]), address.segments[-1]
    return any(
        parent == pattern.rpartition("/")[0] and fnmatch.fnmatchcase(last, pattern.rpartition("/")[2])
        for pattern in patterns
    )
