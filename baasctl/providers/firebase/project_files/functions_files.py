"""`functions` of firebase.json: a source, or several (codebases), and what their own code says about them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from baasctl.model.errors import StoreError
from baasctl.model.value import freeze
from baasctl.providers.firebase.project_files.functions_endpoint import endpoint_into
from baasctl.providers.firebase.project_files.functions_manifest import NoManifest, read_manifest
from baasctl.providers.firebase.project_files.gathering import Gathering, entries_of
from baasctl.providers.firebase.project_files.reasons import NOT_ASKED

_DEFAULT_SOURCE: Final = "functions"
_MANIFEST_PROJECT: Final = "demo-adopted"
"""What code is told that it is deployed to; ids that begin with `demo-` reach no real project (firebase-tools)."""


def functions_into(gathering: Gathering, section: object, *, run_code: bool) -> None:
    """The functions of every source whose code may be asked; the others are noted.

    Args:
        run_code: The user wants the project's own code to run.
    """
    for key, entry in entries_of("functions", section):
        source = entry.pop("source", None if "remoteSource" in entry or "kit" in entry else _DEFAULT_SOURCE)
        prefix, runtime, ignore = (entry.pop(name, None) for name in ("prefix", "runtime", "ignore"))
        gathering.rest(key, entry)
        if not isinstance(source, str):
            continue
        if not _is_folder(gathering, source):
            gathering.leave(f"{key}.source", f"there is no folder {source}")
        elif gathering.at(source).startswith(".."):
            gathering.leave(
                f"{key}.source", "it lies outside of the spec's folder; write the spec beside firebase.json"
            )
        elif not run_code:
            gathering.leave(f"{key}.source", NOT_ASKED)
        else:
            settings = {"runtime": runtime or _runtime_of(gathering, source), "ignore": ignore}
            _asked_into(gathering, key, source, f"{prefix}-" if isinstance(prefix, str) and prefix else "", settings)


def _asked_into(gathering: Gathering, key: str, source: str, prefix: str, settings: Mapping[str, object]) -> None:
    try:
        manifest = read_manifest(gathering.files.root / source, _MANIFEST_PROJECT)
    except NoManifest as error:
        gathering.leave(f"{key}.source", f"the functions of {source} are not known: {error}")
        return
    endpoints = manifest.get("endpoints")
    if isinstance(manifest.get("extensions"), dict) and manifest["extensions"]:
        gathering.leave(f"{source}: extensions", "baasctl does not manage extensions")
    for name, endpoint in endpoints.items() if isinstance(endpoints, dict) else ():
        if isinstance(endpoint, dict):
            for place in endpoint_into(gathering, source, f"{prefix}{name}", endpoint):
                _settings_into(gathering, place, source, settings)


def _settings_into(gathering: Gathering, place: str, source: str, settings: Mapping[str, object]) -> None:
    segments = (place,)
    gathering.put("functions", segments, "/source", gathering.at(source))
    if isinstance(settings["runtime"], str):
        gathering.put("functions", segments, "/runtime", settings["runtime"])
    ignore = settings["ignore"]
    if isinstance(ignore, list) and ignore:
        gathering.put("functions", segments, "/native/firebase/ignore", freeze(sorted({str(each) for each in ignore})))


def _runtime_of(gathering: Gathering, source: str) -> str | None:
    """`nodejs22` of `engines.node` in package.json, as the Firebase CLI reads it."""
    try:
        described = json.loads(gathering.files.read(f"{source}/package.json"))
    except (StoreError, ValueError):
        return None
    engines = described.get("engines") if isinstance(described, dict) else None
    wanted = engines.get("node") if isinstance(engines, dict) else None
    match = re.fullmatch(r"\D*(\d+)(?:\..*)?", str(wanted)) if wanted else None
    return f"nodejs{match[1]}" if match else None


def _is_folder(gathering: Gathering, path: str) -> bool:
    try:
        return gathering.files.is_folder(path)
    except StoreError:
        return False
