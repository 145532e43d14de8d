"""Every writable member of the operations on pool members and the identity pool has one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from baasctl.providers.amplify import app_clients, groups, identity_pool, identity_providers, resource_servers
from baasctl.providers.amplify.pool_members import client_risk
from baasctl.providers.amplify.user_pool.rows import Setting

loaders = pytest.importorskip("botocore.loaders")

KEYS = {
    "UserPoolId", "ClientId", "ClientName", "GroupName", "Identifier", "ProviderName", "IdentityPoolId",
    "IdentityProviderName", "ProviderType",
}  # fmt: skip
"""What a resource is found by, or its protocol."""
OPEN = {"ProviderDetails"}
"""Members whose keys the model does not know; `native.amplify.ProviderDetails` takes any."""
TAGS = {"IdentityPoolTags", "PrincipalTags", "UseDefaults"}
"""`tags` and `principal_tags`, which are members of no one document."""
OPERATIONS: dict[str, tuple[str, tuple[Setting, ...]]] = {
    "CreateGroup": ("cognito-idp", groups.ROWS),
    "UpdateGroup": ("cognito-idp", groups.ROWS),
    "CreateResourceServer": ("cognito-idp", resource_servers.ROWS),
    "UpdateResourceServer": ("cognito-idp", resource_servers.ROWS),
    "CreateUserPoolClient": ("cognito-idp", (*app_clients.SETTINGS, *app_clients.CREATE_ONLY)),
    "UpdateUserPoolClient": ("cognito-idp", app_clients.SETTINGS),
    "SetRiskConfiguration": ("cognito-idp", client_risk.ROWS),
    "CreateIdentityProvider": ("cognito-idp", identity_providers.SETTINGS["oidc"]),
    "UpdateIdentityProvider": ("cognito-idp", identity_providers.SETTINGS["oidc"]),
    "UpdateIdentityPool": ("cognito-identity", identity_pool.SETTINGS),
    "SetIdentityPoolRoles": ("cognito-identity", identity_pool.ROLE_SETTINGS),
    "SetPrincipalTagAttributeMap": ("cognito-identity", ()),
}


def leaves(model: dict[str, dict[str, object]], shape: str, path: str = "") -> Iterator[str]:
    """Wire paths below a structure; lists and maps are one value each."""
    described = model[shape]
    for name, member in described["members"].items():  # type: ignore[attr-defined]
        below = model[member["shape"]]
        if below["type"] == "structure":
            yield from leaves(model, member["shape"], f"{path}{name}.")
        else:
            yield f"{path}{name}"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_writable_member_has_one_name(operation: str) -> None:
    """A member that botocore knows and no setting writes, or that two write, fails here."""
    service, settings = OPERATIONS[operation]
    model = loaders.Loader().load_service_model(service, "service-2")
    shape = model["operations"][operation]["input"]["shape"]
    known = {path for path in leaves(model["shapes"], shape) if path.split(".")[0] not in KEYS | OPEN | TAGS}
    written = Counter(wire for setting in settings for wire in setting.wires if not wire.startswith("ProviderDetails"))
    roles = {"Roles.authenticated", "Roles.unauthenticated"}
    found = {*(written.keys() - roles), *({"Roles"} if roles <= written.keys() else ())}
    assert known - found == set()
    assert found - known == set()
    assert {wire for wire, count in written.items() if count > 1} <= {"IdpIdentifiers"}
