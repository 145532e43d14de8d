"""The groups of kinds, in the order in which they normalise."""

from __future__ import annotations

from baasctl.providers.firebase.firestore.database_part import DatabasesPart
from baasctl.providers.firebase.firestore.field_part import FieldsPart
from baasctl.providers.firebase.firestore.index_part import IndexesPart
from baasctl.providers.firebase.project import BuildPart
from baasctl.providers.firebase.remote_template.part import RemoteConfigPart

PARTS: tuple[BuildPart, ...] = (RemoteConfigPart, DatabasesPart, IndexesPart, FieldsPart)
