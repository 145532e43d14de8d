"""The files of a function that are not as the spec's folder has them."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.value import Side
from baasctl.report.escaping import visible
from baasctl.report.text_diff import MOST_SHOWN, Signed


def source_lines(before: Side, after: Side) -> tuple[Signed, ...]:
    """One line a file: added, removed, or changed in content. Both sides map a path to a digest."""
    old, new = _files(before), _files(after)
    lines = [
        ("+" if path not in old else "-" if path not in new else "~", visible(path))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]
    if len(lines) > MOST_SHOWN:
        return (*lines[:MOST_SHOWN], (" ", f"… {len(lines) - MOST_SHOWN:,} more files"))
    return tuple(lines)


def _files(side: Side) -> Mapping[str, object]:
    return side if isinstance(side, Mapping) else {}
