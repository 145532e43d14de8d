"""`fields`: settings of single fields."""

from __future__ import annotations

from baasctl.kinds.field_tree import field_tree

__all__ = ["field_tree"]
