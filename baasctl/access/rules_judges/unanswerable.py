"""A probe that an engine cannot be asked."""

from __future__ import annotations


class Unanswerable(Exception):
    """The words say why, for the verdict's reason."""
