"""Groups, resource servers, identity providers and app clients of a Cognito user pool: one method an operation.

Secrets that AWS answers in clear become digests here; a change of something that holds one takes it through without
showing it. Times of creation and change are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.model.errors import ProviderError
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.refusal import code_of
from baasctl.providers.amplify.clients.user_pool import NOT_INCLUDED
from baasctl.providers.strict import expect, expect_or_none

SERVICE: Final = "cognito-idp"
Members: TypeAlias = dict[str, object]
Edit: TypeAlias = Callable[[Members], Members]
_TIMES: Final = ("CreationDate", "LastModifiedDate")
_PAGE: Final = 60
_SERVERS_PAGE: Final = 50
_SECRETS: Final = ("client_secret", "private_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPoolMembers:
    """What belongs to one pool. Every method raises `ProviderError`.

    Attributes:
        digest: What a secret becomes in answers.
        hide: Told a secret that is taken through, so that no output shows it.
    """

    aws: AwsApis
    pool: str
    digest: Callable[[str], str] = str
    hide: Callable[[str], None] = lambda _: None

    def groups(self) -> list[Members]:
        """All groups, also those that Cognito makes for each identity provider."""
        return self._pages("list_groups", "Groups", Limit=_PAGE)

    def group(self, name: str) -> Members:
        return self._one("get_group", "Group", GroupName=name)

    def create_group(self, name: str, members: Members) -> None:
        self._ask("create_group", GroupName=name, **members)

    def update_group(self, name: str, members: Members) -> None:
        self._ask("update_group", GroupName=name, **members)

    def delete_group(self, name: str) -> None:
        self._ask("delete_group", GroupName=name)

    def resource_servers(self) -> list[Members]:
        """All of them, with their scopes."""
        return self._pages("list_resource_servers", "ResourceServers", MaxResults=_SERVERS_PAGE)

    def resource_server(self, identifier: str) -> Members:
        return self._one("describe_resource_server", "ResourceServer", Identifier=identifier)

    def create_resource_server(self, identifier: str, members: Members) -> None:
        self._ask("create_resource_server", Identifier=identifier, **members)

    def update_resource_server(self, identifier: str, members: Members) -> None:
        self._ask("update_resource_server", Identifier=identifier, **members)

    def delete_resource_server(self, identifier: str) -> None:
        self._ask("delete_resource_server", Identifier=identifier)

    def clients(self) -> list[Members]:
        """Id and name of every app client."""
        return self._pages("list_user_pool_clients", "UserPoolClients", MaxResults=_PAGE)

    def client(self, client_id: str) -> Members:
        """One app client; its secret is a digest."""
        found = self._one("describe_user_pool_client", "UserPoolClient", ClientId=client_id)
        return self._digested(found, ("ClientSecret",))

    def create_client(self, name: str, members: Members) -> str:
        """Make one; its id."""
        answer = self._ask("create_user_pool_client", ClientName=name, **members)
        made = expect(answer.get("UserPoolClient"), dict, "app client", "/UserPoolClient")
        return expect(made.get("ClientId"), str, "app client", "/UserPoolClient/ClientId")

    def change_client(self, client_id: str, edit: Edit) -> None:
        """Describe, edit, and send all: what is left out may be reset.

        Args:
            edit: From the members that can be sent to what they become; the same ones: nothing is sent.
        """
        members = self._sendable("update_user_pool_client", self.client(client_id))
        if not members.get("DefaultRedirectURI"):
            members.pop("DefaultRedirectURI", None)
        edited = edit(dict(members))
        if edited != members:
            self._ask("update_user_pool_client", ClientId=client_id, **edited)

    def delete_client(self, client_id: str) -> None:
        self._ask("delete_user_pool_client", ClientId=client_id)

    def client_risk(self, client_id: str) -> Members:
        """Threat protection that a client has of its own; empty where the pool's holds, or its plan has none."""
        try:
            found = self._one("describe_risk_configuration", "RiskConfiguration", ClientId=client_id)
        except ProviderError as error:
            if code_of(error) in NOT_INCLUDED:
                return {}
            raise
        is_own = found.get("ClientId") == client_id
        return {key: value for key, value in found.items() if is_own and key not in ("UserPoolId", "ClientId")}

    def set_client_risk(self, client_id: str, members: Members) -> None:
        """Replace it whole; with nothing the pool's holds."""
        self._ask("set_risk_configuration", ClientId=client_id, **members)

    def identity_providers(self) -> list[Members]:
        """Name and type of every identity provider."""
        return self._pages("list_identity_providers", "Providers", MaxResults=_PAGE)

    def identity_provider(self, name: str) -> Members:
        """One identity provider; its secrets are digests."""
        found = self._raw_provider(name)
        details = expect_or_none(found.get("ProviderDetails"), dict, "identity provider", "/ProviderDetails") or {}
        return {**found, "ProviderDetails": self._digested(details, _SECRETS)}

    def create_identity_provider(self, name: str, provider_type: str, members: Members) -> None:
        self._ask("create_identity_provider", ProviderName=name, ProviderType=provider_type, **members)

    def copy_identity_provider(self, former: str, name: str, edit: Edit) -> None:
        """Make one of what another one is, edited."""
        live = self._raw_provider(former)
        provider_type = expect(live.get("ProviderType"), str, "identity provider", "/ProviderType")
        edited = edit(self._sendable("update_identity_provider", live))
        self._ask("create_identity_provider", ProviderName=name, ProviderType=provider_type,
                  **{key: value for key, value in edited.items() if key != "ProviderName"})  # fmt: skip

    def change_identity_provider(self, name: str, edit: Edit) -> None:
        """Describe, edit, and send all."""
        members = self._sendable("update_identity_provider", self._raw_provider(name))
        self._ask("update_identity_provider", **edit(members))

    def delete_identity_provider(self, name: str) -> None:
        self._ask("delete_identity_provider", ProviderName=name)

    def _raw_provider(self, name: str) -> Members:
        found = self._one("describe_identity_provider", "IdentityProvider", ProviderName=name)
        details = expect_or_none(found.get("ProviderDetails"), dict, "identity provider", "/ProviderDetails") or {}
        for key in _SECRETS:
            if details.get(key):
                self.hide(str(details[key]))
        return found

    def _digested(self, members: Mapping[str, object], secrets: tuple[str, ...]) -> Members:
        return {key: self.digest(str(value)) if key in secrets and value else value for key, value in members.items()}

    def _sendable(self, operation: str, members: Mapping[str, object]) -> Members:
        """The members that an operation of the installed botocore takes, without the pool's id."""
        client = self.aws.client(SERVICE)
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape
        taken = set(shape.members) - {"UserPoolId", "ClientId"}
        return {key: value for key, value in members.items() if key in taken and value is not None}

    def _pages(self, operation: str, member: str, **parameters: object) -> list[Members]:
        pages = self.aws.pages(
            SERVICE, operation, member, subject=f"user pool `{self.pool}`", UserPoolId=self.pool, **parameters
        )
        return [_timeless(each) for each in pages]

    def _one(self, operation: str, member: str, **parameters: object) -> Members:
        answer = self._ask(operation, **parameters)
        return _timeless(expect(answer.get(member), dict, operation, f"/{member}"))

    def _ask(self, operation: str, **parameters: object) -> Members:
        return self.aws.ask(SERVICE, operation, subject=f"user pool `{self.pool}`", UserPoolId=self.pool, **parameters)


def _timeless(members: Mapping[str, object]) -> Members:
    return {key: value for key, value in members.items() if key not in _TIMES}
