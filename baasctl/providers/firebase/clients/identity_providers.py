"""Identity providers of Identity Toolkit v2: lists, and writes with leaf masks.

Paths: discovery document identitytoolkit v2 of 20250130. Secrets are answered in plain text (research/firebase.md
§2.1-17) and leave this module as digests only, but for `whole`, which a rename copies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.identity_toolkit.idp_names import collection_of

HOST: Final = "identitytoolkit.googleapis.com"
_NOT_SET_UP: Final = "CONFIGURATION_NOT_FOUND"
ID_PARAMETER: Final[Mapping[str, str]] = {
    "defaultSupportedIdpConfigs": "idpId",
    "oauthIdpConfigs": "oauthIdpConfigId",
    "inboundSamlConfigs": "inboundSamlConfigId",
}
"""Collection to the query parameter that names a new entry."""
_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvidersApi:
    """The identity providers of a project or of one of its tenants; every method raises `ProviderError`.

    Attributes:
        parent: `projects/acme` or `projects/acme/tenants/blue-x1y2z`.
        digest: What a secret becomes.
    """

    google: GoogleApis
    parent: str
    digest: Callable[[str], str]

    def providers(self, collection: str) -> list[dict[str, object]]:
        """All of a collection (`oauthIdpConfigs`), over its pages; secrets as digests.

        Raises:
            NotFound: Authentication was never set up in the project.
        """
        subject = f"{collection} of {self.parent}"
        path = f"/v2/{self.parent}/{collection}"
        try:
            found = list(self.google.pages(HOST, path, collection, query={"pageSize": _PAGE}, subject=subject))
        except NotFound as error:
            raise _explained(error, self.parent) from error
        return [redacted(entry, self.digest) for entry in found]

    def provider(self, provider_id: str) -> dict[str, object]:
        """One of them (`oidc.acme`); secrets as digests."""
        return redacted(self.whole(provider_id), self.digest)

    def whole(self, provider_id: str) -> dict[str, object]:
        """One of them with its secrets in plain text: only to be sent again."""
        return self.google.ask(HOST, "GET", self._path(provider_id), subject=_subject(provider_id)).json_object()

    def create(self, provider_id: str, body: Mapping[str, object]) -> None:
        """Make one; `Conflict` if it is there already."""
        collection = collection_of(provider_id)
        self.google.ask(
            HOST,
            "POST",
            f"/v2/{self.parent}/{collection}",
            query={ID_PARAMETER[collection]: provider_id},
            json=dict(body),
            subject=_subject(provider_id),
        )

    def update(self, provider_id: str, body: Mapping[str, object], mask: str) -> None:
        """Change the members that the mask names, and no other; what the body leaves out is cleared."""
        self.google.ask(
            HOST,
            "PATCH",
            self._path(provider_id),
            query={"updateMask": mask},
            json=dict(body),
            subject=_subject(provider_id),
        )

    def delete(self, provider_id: str) -> None:
        """Delete one."""
        self.google.ask(HOST, "DELETE", self._path(provider_id), subject=_subject(provider_id))

    def _path(self, provider_id: str) -> str:
        return f"/v2/{self.parent}/{collection_of(provider_id)}/{quote(provider_id, safe='')}"


def _explained(error: NotFound, parent: str) -> NotFound:
    if not any(_NOT_SET_UP in each.detail for each in error.diagnostics):
        return error
    return NotFound(
        Diagnostic(
            code="READ240",
            summary="Authentication was never set up in this project",
            detail=f"`{parent}` has no identity providers and cannot have any ({_NOT_SET_UP})",
            hint="choose `Get started` under Authentication in the Firebase console and try again, or take"
            " `identity_providers` out of the spec or into `skip`",
        )
    )


def redacted(entry: Mapping[str, object], digest: Callable[[str], str]) -> dict[str, object]:
    """The entry with a digest in the place of each secret."""
    copy = dict(entry)
    _hide(copy, "clientSecret", digest)
    apple = copy.get("appleSignInConfig")
    if isinstance(apple, dict):
        copy["appleSignInConfig"] = apple = dict(apple)
        flow = apple.get("codeFlowConfig")
        if isinstance(flow, dict):
            apple["codeFlowConfig"] = flow = dict(flow)
            _hide(flow, "privateKey", digest)
    return copy


def _hide(record: dict[str, object], name: str, digest: Callable[[str], str]) -> None:
    text = record.get(name)
    if isinstance(text, str) and text:
        record[name] = digest(text)


def _subject(provider_id: str) -> str:
    return f'identity provider "{provider_id}"'
