"""The groups of kinds, in the order in which they normalise."""

from __future__ import annotations

from baasctl.providers.amplify.project import BuildPart

PARTS: tuple[BuildPart, ...] = ()
