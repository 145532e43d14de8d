"""What is sent for a change: the live object, with the change over it, whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from baasctl.model.secret import Secret, Vault
from baasctl.providers.amplify.clients import hosting as client
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.hosting import Step, Wire, by_member, named_webhooks, wire_at
from baasctl.providers.amplify.web_hosting import sendable
from baasctl.providers.amplify.web_hosting.basic_auth import Credentials, joined, parts
from baasctl.providers.amplify.web_hosting.rows import REPOSITORY

_FORMS: Final[Mapping[str, Callable[[Wire], dict[str, object]]]] = {
    "branches": sendable.branch,
    "domains": sendable.domain,
    "webhooks": sendable.webhook,
}


def send(step: Step, aws: AwsApis, app_id: str, vault: Vault) -> None:
    """Carry out one step on what is live now.

    Raises:
        ProviderError: Amplify refuses it.
    """
    if step.of == "app":
        live = sendable.app(client.app(aws, app_id))
        kept = {name: value for name, value in live.items() if name != REPOSITORY}
        client.update_app(aws, app_id, merged(kept, step.members, vault))
        return
    live_objects = _live(step, aws, app_id)
    name = _remote_name(step, live_objects)
    if step.verb == "delete":
        if step.name in live_objects:
            client.write(aws, "delete", step.of, app_id, name=name, members={})
    elif step.name in live_objects:
        live = _FORMS[step.of](live_objects[step.name])
        client.write(aws, "update", step.of, app_id, name=name, members=merged(live, step.members, vault))
    else:
        described = {"description": step.name} if step.of == "webhooks" else {}
        client.write(aws, "create", step.of, app_id, name=name, members=merged(described, step.members, vault))


def merged(live: Mapping[str, object], members: Mapping[str, object], vault: Vault) -> dict[str, object]:
    """The live object with members over it; records on the way are made, secrets are revealed."""
    draft = dict(live)
    for dotted, value in members.items():
        _put(draft, dotted, _text_of(value, wire_at(live, dotted), vault))
    return draft


def described(step: Step) -> str:
    """The request without its live part and with secrets masked."""
    words = {"app": "app", "branches": "branch", "domains": "domain association", "webhooks": "webhook"}[step.of]
    name = f" {step.name}" if step.name else ""
    body = f" {json.dumps(step.members, default=lambda _: '***', ensure_ascii=False)}" if step.members else ""
    return f"amplify: {step.verb} {words}{name}{body}"


def _live(step: Step, aws: AwsApis, app_id: str) -> Mapping[str, Wire]:
    if step.of == "branches":
        return by_member(client.branches(aws, app_id), "branchName", step.of)
    if step.of == "domains":
        return by_member(client.domains(aws, app_id), "domainName", step.of)
    return named_webhooks(client.webhooks(aws, app_id), frozenset({step.name}))[0]


def _remote_name(step: Step, live: Mapping[str, Wire]) -> str:
    if step.of != "webhooks":
        return step.name
    return str(live[step.name]["webhookId"]) if step.name in live else ""


def _text_of(value: object, live: object, vault: Vault) -> object:
    if isinstance(value, Credentials):
        username, password = parts(live) if isinstance(live, str) else ("", "")
        username = value.username if isinstance(value.username, str) else username
        password = vault.reveal(value.password) if isinstance(value.password, Secret) else password
        return joined(username, password)
    return vault.reveal(value) if isinstance(value, Secret) else value


def _put(draft: dict[str, object], dotted: str, value: object) -> None:
    name, _, rest = dotted.partition(".")
    if not rest:
        draft[name] = value
        return
    inner = draft.get(name)
    copied = dict(inner) if isinstance(inner, Mapping) else {}
    _put(copied, rest, value)
    draft[name] = copied
