"""`firestore_rules`: releases `cloud.firestore` (the database `(default)`) and `cloud.firestore/<database>`."""

from __future__ import annotations

from typing import Final

KIND: Final = "firestore_rules"
DEFAULT: Final = "(default)"
_SERVICE: Final = "cloud.firestore"


def release_of(database: str) -> str:
    """The release id of a database's rules."""
    return _SERVICE if database == DEFAULT else f"{_SERVICE}/{database}"


def database_of(release: str) -> str | None:
    """The database that a release is for; `None`: it is for something else.

    Never by prefix: `cloud.firestore.backup` is none of Firestore's.
    """
    if release == _SERVICE:
        return DEFAULT
    service, slash, database = release.partition("/")
    return database if service == _SERVICE and slash and database and database != DEFAULT else None


def attachment_point(number: str, database: str) -> str:
    """What a ruleset for a database is meant for; empty for the default one.

    Args:
        number: Of the project.
    """
    return "" if database == DEFAULT else f"firestore.googleapis.com/projects/{number}/databases/{database}"
