"""Why a key of `firebase.json` has no place in a spec.

Keys: npm firebase-tools 15.34.2, schema/firebase-config.json.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_HOOK: Final = "baasctl runs no command of the project; run it before `baasctl apply`"
_INDEX: Final = re.compile(r"\[\d*\]")
SECTIONS: Final[Mapping[str, str]] = {
    "$schema": "it is for editors",
    "ailogic": "baasctl does not manage prompt templates",
    "apphosting": "baasctl does not manage App Hosting; `firebase deploy --only apphosting` does",
    "dataconnect": "baasctl does not manage SQL Connect; `firebase deploy --only dataconnect` does",
    "emulators": "only for the local emulators",
    "extensions": "baasctl does not manage extensions; `firebase deploy --only extensions` does",
    "hosting": "baasctl does not manage hosting; `firebase deploy --only hosting` does",
    "run": "baasctl does not manage services of Cloud Run; `firebase deploy --only run` does",
}
"""Sections that are left out as a whole."""
MEMBERS: Final[Mapping[str, str]] = {
    "predeploy": _HOOK,
    "postdeploy": "baasctl runs no command of the project; run it after `baasctl apply`",
    "firestore.dataAccessMode": "baasctl does not manage which API a database answers to",
    "functions.codebase": "a function is named by itself; its source says where it comes from",
    "functions.configDir": "settings of functions are written under `env` and `function_secrets`",
    "functions.disallowLegacyRuntimeConfig": "baasctl reads no legacy runtime config",
    "functions.instances": "functions kits are for the Firebase CLI alone",
    "functions.kit": "functions kits are for the Firebase CLI alone",
    "functions.sourcePackage": "functions kits are for the Firebase CLI alone",
    "functions.remoteSource": "the source of a function is a folder; clone the repository beside the spec",
    "auth.providers.googleSignIn": "the Firebase CLI has Google make an OAuth client; write its id and secret"
    " under `identity_providers.google`",
}
"""Keys of sections that are read; one without a dot is of any section."""
NOT_ASKED: Final = "which functions a source has is known to its code alone; add --run-project-code to run it"
_UNKNOWN: Final = "no key that this version of baasctl knows"


def reason_for(key: str) -> str:
    """Why a key (`functions[0].codebase`) is not written."""
    plain = _INDEX.sub("", key)
    section, _, _ = plain.partition(".")
    if section in SECTIONS:
        return SECTIONS[section]
    return MEMBERS.get(plain) or MEMBERS.get(plain.rpartition(".")[2], _UNKNOWN)


def is_known(key: str) -> bool:
    """Whether there is a reason for a key, or for one above it."""
    plain = _INDEX.sub("", key)
    return any(reason_for(above) != _UNKNOWN for above in _with_those_above(plain))


def _with_those_above(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[: length + 1]) for length in range(len(parts))]
