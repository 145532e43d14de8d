"""Writes `baasctl/sandbox/firebase/apis/*.json` from Google's discovery documents.

    .venv/bin/python -m tests.contract.firebase.write_api_tables

The documents are in PyPI google-api-python-client (Apache-2.0), a dependency of the tests alone. `SERVED` says which
methods a table holds; add to it what the sandbox begins to serve, and run this again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path("baasctl/sandbox/firebase/apis")
SERVED: Final[Mapping[str, tuple[str, ...]]] = {
    "artifactregistry.v1": ("projects.locations.repositories.get", "projects.locations.repositories.patch"),
    "cloudbilling.v1": ("projects.getBillingInfo",),
    "cloudfunctions.v1": ("operations.get", "projects.locations.functions."),
    "cloudfunctions.v2": (
        "projects.locations.functions.",
        "projects.locations.operations.",
        "projects.locations.list",
        "projects.locations.runtimes.",
    ),
    "cloudresourcemanager.v1": ("projects.get", "projects.setIamPolicy", "projects.testIamPermissions"),
    "cloudscheduler.v1": ("projects.locations.jobs.",),
    "cloudtasks.v2": ("projects.locations.queues.",),
    "compute.v1": ("projects.get",),
    "eventarc.v1": (
        "projects.locations.channels.",
        "projects.locations.triggers.",
        "projects.locations.operations.get",
    ),
    "firebase.v1beta1": ("availableProjects.", "operations.", "projects."),
    "firebaseappcheck.v1": ("projects.",),
    "firebasedatabase.v1beta": ("projects.",),
    "firebaserules.v1": ("projects.",),
    "firebasestorage.v1beta": ("projects.",),
    "firestore.v1": (
        "projects.databases.backupSchedules.",
        "projects.databases.collectionGroups.",
        "projects.databases.create",
        "projects.databases.delete",
        "projects.databases.get",
        "projects.databases.list",
        "projects.databases.operations.",
        "projects.databases.patch",
    ),
    "iam.v1": (
        "projects.serviceAccounts.get",
        "projects.serviceAccounts.list",
        "projects.serviceAccounts.setIamPolicy",
        "projects.serviceAccounts.testIamPermissions",
    ),
    "iamcredentials.v1": ("projects.serviceAccounts.generateAccessToken",),
    "identitytoolkit.v2": ("defaultSupportedIdps.", "projects."),
    "pubsub.v1": ("projects.topics.",),
    "run.v1": (
        "projects.locations.services.get",
        "projects.locations.services.setIamPolicy",
    ),
    "run.v2": (
        "projects.locations.services.get",
        "projects.locations.services.list",
        "projects.locations.services.setIamPolicy",
    ),
    "runtimeconfig.v1beta1": ("projects.configs.list",),
    "secretmanager.v1": ("projects.secrets.",),
    "serviceusage.v1": ("operations.get", "services."),
    "serviceusage.v1beta1": ("services.disable", "services.generateServiceIdentity"),
    "storage.v1": ("buckets.", "projects.serviceAccount."),
    "sts.v1": ("token",),
}
"""By API: beginnings of the ids of methods, without the API's name."""

_SYSTEM: Final = ("access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser")
_FORMATS: Final = {
    "byte": "bytes",
    "google-datetime": "timestamp",
    "date-time": "timestamp",
    "google-duration": "duration",
    "google-fieldmask": "mask",
    "float": "double",
}


def document(api: str) -> dict[str, Any]:
    """A discovery document of the installed package."""
    folder = files("googleapiclient").joinpath("discovery_cache", "documents")
    found: dict[str, Any] = json.loads(folder.joinpath(f"{api}.json").read_text(encoding="utf-8"))
    return found


def table(api: str) -> dict[str, Any]:
    """What the sandbox knows of an API: methods, and the messages that they reach."""
    described = document(api)
    methods = sorted(_methods(api, described), key=lambda method: (method["path"], method["verb"]))
    asked = {method[member] for method in methods for member in ("request", "answer") if member in method}
    messages: dict[str, Any] = {}
    for name in sorted(asked):
        _collect(described, name, messages)
    source = (
        f"Google discovery document {api}, revision {described['revision']}, Apache-2.0"
        f" (PyPI google-api-python-client {version('google-api-python-client')})"
    )
    return {"source": source, "methods": methods, "messages": dict(sorted(messages.items()))}


def as_text(found: Mapping[str, Any]) -> str:
    """A table as its file has it: one method or message a line."""
    methods = ",\n".join(f"  {json.dumps(method)}" for method in found["methods"])
    messages = ",\n".join(f'  "{name}": {json.dumps(fields)}' for name, fields in found["messages"].items())
    return f'{{"source": {json.dumps(found["source"])},\n"methods": [\n{methods}],\n"messages": {{\n{messages}}}}}\n'


def walk(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every method of a document."""
    yield from described.get("methods", {}).values()
    for resource in described.get("resources", {}).values():
        yield from walk(resource)


def pattern(described: Mapping[str, Any], method: Mapping[str, Any]) -> str:
    """Regular expression of a method's whole path."""
    parameters = method.get("parameters", {})

    def group(found: re.Match[str]) -> str:
        written = parameters[found[1]].get("pattern", "")
        return written.removeprefix("^").removesuffix("$") or "[^/]+"

    path = re.escape(f"/{described.get('servicePath', '')}{method['path']}").replace("\\-", "-")
    return re.sub(r"\\\{(?:\\\+)?(\w+)\\\}", group, path)


def _methods(api: str, described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    name = api.partition(".")[0]
    for method in walk(described):
        short = method["id"].removeprefix(f"{name}.")
        if not short.startswith(SERVED[api]):
            continue
        found = {"verb": method["httpMethod"], "path": pattern(described, method)}
        if "request" in method:
            found["request"] = method["request"]["$ref"]
        if "response" in method:
            found["answer"] = method["response"]["$ref"]
        query = {
            each: _type(schema, {}, "")
            for each, schema in sorted(method.get("parameters", {}).items())
            if schema.get("location") == "query" and each not in _SYSTEM
        }
        yield {**found, "query": query}


def _collect(described: Mapping[str, Any], name: str, messages: dict[str, Any]) -> None:
    if name in messages:
        return
    _fields(described["schemas"][name], name, messages)
    for wanted in [_named(each) for each in messages[name].values()]:
        if wanted in described["schemas"]:
            _collect(described, wanted, messages)
        elif wanted in messages:
            for inner in messages[wanted].values():
                if _named(inner) in described["schemas"]:
                    _collect(described, _named(inner), messages)


def _named(written: str) -> str:
    last = written.rpartition(" ")[2]
    return last.removeprefix("&") if last.startswith("&") else ""


def _fields(schema: Mapping[str, Any], name: str, messages: dict[str, Any]) -> None:
    messages[name] = {}
    for field, described in sorted(schema.get("properties", {}).items()):
        messages[name][field] = _type(described, messages, f"{name}.{field}")
    if "additionalProperties" in schema:
        messages[name]["*"] = _type(schema["additionalProperties"], messages, f"{name}.*")


def _type(schema: Mapping[str, Any], messages: dict[str, Any], place: str) -> str:
    """A field in words: `output list &Message`, `enum OFF|ENFORCE`, `int64`."""
    output = "output " if schema.get("readOnly") else ""
    if schema.get("repeated"):
        return f"{output}list {_type({**schema, 'repeated': False, 'readOnly': False}, messages, place)}"
    if "$ref" in schema:
        return f"{output}&{schema['$ref']}"
    if schema.get("type") == "array":
        return f"{output}list {_type(schema['items'], messages, place)}"
    if schema.get("type") == "object":
        if "properties" in schema:
            _fields(schema, place, messages)
            return f"{output}&{place}"
        return f"{output}map {_type(schema.get('additionalProperties', {'type': 'any'}), messages, place)}"
    if "enum" in schema:
        return f"{output}enum {'|'.join(schema['enum'])}"
    written = str(schema["type"])
    found = str(schema.get("format", {"boolean": "bool", "number": "double", "integer": "int32"}.get(written, written)))
    return f"{output}{_FORMATS.get(found, found)}"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for api in SERVED:
        (FOLDER / f"{api}.json").write_text(as_text(table(api)), encoding="utf-8")


if __name__ == "__main__":
    main()
