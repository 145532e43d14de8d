"""The groups of kinds, in the order in which they normalise."""

from __future__ import annotations

from baasctl.providers.firebase.project import BuildPart
from baasctl.providers.firebase.remote_template.part import RemoteConfigPart

PARTS: tuple[BuildPart, ...] = (RemoteConfigPart,)
