"""What real AWS answered, beside what had been declared: nothing of it differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from baasctl.model.value import same
from baasctl.providers.amplify import app_clients, groups, identity_pool, identity_providers, resource_servers
from baasctl.providers.amplify.pool_members.drafting import read
from baasctl.providers.amplify.user_pool.documents import CLIENT

TYPES = {
    "AWS::Cognito::UserPoolGroup": (groups.ROWS, groups.DOCUMENT),
    "AWS::Cognito::UserPoolResourceServer": (resource_servers.ROWS, resource_servers.DOCUMENT),
    "AWS::Cognito::UserPoolClient": (app_clients.SETTINGS, CLIENT),
    "AWS::Cognito::UserPoolIdentityProvider": (None, identity_providers.DOCUMENT),
    "AWS::Cognito::IdentityPool": (identity_pool.SETTINGS, identity_pool.POOL),
    "AWS::Cognito::IdentityPoolRoleAttachment": (identity_pool.ROLE_SETTINGS, identity_pool.ROLES),
}


def recorded(shared: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Type, declared and live properties of each recording of our types."""
    for entry in json.loads((shared / "contracts/aws-live-models.json").read_text("utf-8"))["models"]:
        resource = entry["model"]["resource"]
        if resource["resourceType"] in TYPES:
            yield resource["resourceType"], resource["declared"], entry["model"]["liveRaw"]


def test_what_was_declared_reads_as_it_was_declared(shared: Path) -> None:
    """Of no recorded resource does a declared property read otherwise, but where it was changed on purpose."""
    count = 0
    for resource_type, declared, live in recorded(shared):
        settings, document = TYPES[resource_type]
        if settings is None:
            protocol = identity_providers.protocol_of(live["ProviderType"])
            settings = identity_providers.settings_of(live["ProviderName"], protocol, live["ProviderDetails"])
        wanted, _ = read(settings, {**live, **declared}, document)
        found, _ = read(settings, live, document)
        differing = [name for name in wanted if not same(wanted[name], found.get(name))]
        assert differing == [], (resource_type, live)
        count += 1
    assert count >= 12
