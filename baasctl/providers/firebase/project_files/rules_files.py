"""`storage` and `database` of firebase.json: rules of buckets and of Realtime Database instances."""

from __future__ import annotations

from baasctl.providers.firebase.project_files.gathering import Gathering, entries_of


def storage_into(gathering: Gathering, section: object) -> None:
    """Rules of the default bucket, or of those that the list names, by themselves or through a deploy target."""
    _rules_into(gathering, section, "storage", "bucket", "storage_rules")


def database_into(gathering: Gathering, section: object) -> None:
    """Rules of the default instance, or of those that the list names."""
    _rules_into(gathering, section, "database", "instance", "database_rules")


def _rules_into(gathering: Gathering, section: object, name: str, own: str, kind: str) -> None:
    for key, entry in entries_of(name, section):
        rules = entry.pop("rules", None)
        for resource in gathering.targets_of(name, entry, own, key):
            gathering.put_file(kind, (resource,), f"{key}.rules", rules)
        gathering.rest(key, entry)
