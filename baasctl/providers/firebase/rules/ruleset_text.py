"""The rules of one object as text. Everything that checks, compares or uploads rules asks here for them."""

from __future__ import annotations

import posixpath
from typing import Final

from baasctl.model.change import Change
from baasctl.model.resource import Resource

KINDS: Final = ("firestore_rules", "storage_rules", "database_rules")
_USUAL_FILES: Final = {
    "firestore_rules": "firestore.rules",
    "storage_rules": "storage.rules",
    "database_rules": "database.rules.json",
}


def ruleset_text(resource: Resource) -> str | None:
    """The whole text; `None` for live rules whose text was not read."""
    found = resource.attributes.get("source")
    return found if isinstance(found, str) else None


def text_to_write(change: Change) -> str:
    """The text that a change wants to be live."""
    found = (change.after or {}).get("source")
    if not isinstance(found, str):
        raise TypeError(f"{change.address} has no rules to write")
    return found


def file_name(resource: Resource) -> str:
    """What the file is called at Google, where its name stands beside positions: as the user's own."""
    origin = resource.origins.get("/source")
    files = [step.what for step in origin.steps if step.how == "file"] if origin else []
    usual = _USUAL_FILES[resource.address.kind]
    return posixpath.basename(files[-1]).removesuffix(".j2") if files else usual
