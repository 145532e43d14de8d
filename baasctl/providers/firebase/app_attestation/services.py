"""Names of the services that App Check protects.

Ids: discovery document firebaseappcheck.v1, GoogleFirebaseAppcheckV1Service.name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

IDS: Final[Mapping[str, str]] = {
    "auth": "identitytoolkit.googleapis.com",
    "firestore": "firestore.googleapis.com",
    "realtime_database": "firebasedatabase.googleapis.com",
    "storage": "firebasestorage.googleapis.com",
    "data_connect": "firebasedataconnect.googleapis.com",
    "ai_logic": "firebaseml.googleapis.com",
    "maps_javascript": "maps-backend.googleapis.com",
    "places": "places.googleapis.com",
    "google_sign_in": "oauth2.googleapis.com",
}
HAS_RESOURCES: Final = "google_sign_in"
"""The only service whose resources may go their own way: iOS OAuth clients."""
_NAMES: Final = {each: name for name, each in IDS.items()}


def name_of(service_id: str) -> str:
    """What a spec calls a service; the id of one that is not known here."""
    return _NAMES.get(service_id, service_id)


def id_of(name: str) -> str | None:
    """The id of a service by its name, or by the id of one that has none; `None`: there is no such service."""
    if name in IDS:
        return IDS[name]
    return name if name.endswith(".googleapis.com") and name not in _NAMES else None
