"""Changes that are accepted first and in force later: after as many reads as the project's options say."""

from __future__ import annotations

from baasctl.sandbox.exchange import JsonObject
from baasctl.sandbox.supabase.project import Project

_LEFT = "reads_left"


def begun(project: Project) -> JsonObject:
    """What a document holds besides the new value."""
    return {_LEFT: project.options.settling_reads}


def is_settled(stored: JsonObject) -> bool:
    """Whether the stored change is in force."""
    return not stored.get(_LEFT)


def after_a_read(project: Project, name: str) -> JsonObject:
    """A stored document, one read nearer to being in force."""
    with project.lock:
        stored = project.settings(name)
        left = stored.get(_LEFT)
        if isinstance(left, int) and left > 0:
            stored = {**stored, _LEFT: left - 1}
            project.store(name, stored)
    return stored
