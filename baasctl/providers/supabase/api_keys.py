"""`api_keys`: publishable and secret keys one by one, the legacy ones by their switch. No text of a key gets here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import Value, freeze, thaw
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect, expect_objects, expect_or_none
from baasctl.providers.supabase.clients import api_keys as client
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_keys.entries import API_KEYS, LEGACY
from baasctl.providers.writing import write_together

SOURCE: Final = "api-keys"
LEGACY_SOURCE: Final = "api-keys/legacy"
_TYPES: Final = ("publishable", "secret")
_FIELDS: Final = ("description", "secret_jwt_template")


def decode(answer: Answer, target: str) -> tuple[Resource, ...]:
    """The keys that have a life of their own; the legacy ones are a switch.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    entries = expect_objects(answer, SOURCE)
    return tuple(_key(entry, f"/{index}", target) for index, entry in enumerate(entries) if entry.get("type") in _TYPES)


def decode_legacy(answer: Answer, target: str) -> Resource:
    """Whether legacy keys are accepted.

    Raises:
        UnexpectedAnswer: The answer is not what the API promises.
    """
    enabled = expect(expect(answer, dict, LEGACY_SOURCE, "").get("enabled"), bool, LEGACY_SOURCE, "/enabled")
    return Resource(address=Address(target, API_KEYS, LEGACY), attributes={"enabled": enabled})


def encode(change: Change) -> dict[str, object]:
    """The body: everything of a new key, what differs of another one, and its new name."""
    sort, name = change.address.segments
    after = change.after or {}
    touched = {field.path.split("/")[1] for field in change.fields}
    body: dict[str, object] = {field: thaw(after[field]) for field in _FIELDS if field in after and field in touched}
    if change.action is Action.CREATE:
        return {"type": sort, "name": name, **body}
    return {"name": name, **body} if change.renamed_from else body


def _key(entry: Mapping[str, object], place: str, target: str) -> Resource:
    name = expect(entry.get("name"), str, SOURCE, f"{place}/name")
    description = expect_or_none(entry.get("description"), str, SOURCE, f"{place}/description")
    template = expect_or_none(entry.get("secret_jwt_template"), dict, SOURCE, f"{place}/secret_jwt_template")
    values: dict[str, Value] = {}
    if description:
        values["description"] = description
    if template:
        values["secret_jwt_template"] = freeze(template)
    return Resource(
        address=Address(target, API_KEYS, (str(entry["type"]), name)),
        attributes=values,
        unset=frozenset(f"/{field}" for field in _FIELDS if field not in values),
        remote_id=expect(entry.get("id"), str, SOURCE, f"{place}/id"),
        version=expect_or_none(entry.get("hash"), str, SOURCE, f"{place}/hash"),
    )


class ApiKeysPart:
    """API keys of one project."""

    kinds = frozenset({API_KEYS})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list; the switch where the spec declares it, or nothing is declared."""
        del answers
        keys = Source(SOURCE, self.kinds)
        return (keys, Source(LEGACY_SOURCE, self.kinds)) if _wants_legacy(wanted) else (keys,)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        return client.legacy_keys(self._project.api) if name == LEGACY_SOURCE else client.api_keys(self._project.api)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`. Undeclared, the switch is nothing that could be pruned."""
        del kind
        keys = decode(answers[SOURCE], self._project.target.name)
        if not _wants_legacy(wanted) or LEGACY_SOURCE not in answers:
            return keys
        return (*keys, decode_legacy(answers[LEGACY_SOURCE], self._project.target.name))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Both sides are in normal form."""
        del answers, vault
        return state

    def batch_key(self, change: Change) -> str:
        """Each by itself."""
        return f"api key {change.address.name}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One request a key."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, lambda: self._write(change))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        path = f"/v1/projects/{self._project.ref}/api-keys"
        if change.address.segments == LEGACY:
            return f"PUT {path}/legacy?enabled={str(_is_enabled(change)).lower()}"
        if change.action is Action.DELETE:
            return f"DELETE {path}/{change.remote_id}"
        body = json.dumps(encode(change), ensure_ascii=False)
        return f"POST {path} {body}" if change.action is Action.CREATE else f"PATCH {path}/{change.remote_id} {body}"

    def _write(self, change: Change) -> None:
        subject = f'API key "{change.address.name}" of project `{self._project.ref}`'
        if change.address.segments == LEGACY:
            client.switch_legacy_keys(self._project.api, enabled=_is_enabled(change))
        elif change.action is Action.CREATE:
            client.create_api_key(self._project.api, encode(change), subject)
        elif change.action is Action.DELETE:
            client.delete_api_key(self._project.api, change.remote_id or "", subject)
        else:
            client.change_api_key(self._project.api, change.remote_id or "", encode(change), subject)


def _wants_legacy(wanted: Wanted) -> bool:
    return wanted.desired is None or any(one.address.segments == LEGACY for one in wanted.desired.of(API_KEYS))


def _is_enabled(change: Change) -> bool:
    return (change.after or {}).get("enabled") is True
