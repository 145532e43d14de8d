"""Writing one identity provider of a project or a tenant, and looking whether Google kept it.

OIDC and SAML go through firebase-admin where it can say what is to be written; everything else by REST with a mask
that names each changed leaf.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, Invalid
from baasctl.model.value import Attributes
from baasctl.providers.firebase.clients.firebase_admin import FirebaseAdmin
from baasctl.providers.firebase.clients.identity_providers import ID_PARAMETER, IdentityProvidersApi
from baasctl.providers.firebase.identity_providers import declared_paths, encode, kept
from baasctl.providers.firebase.identity_toolkit.idp_admin import arguments
from baasctl.providers.firebase.identity_toolkit.idp_names import collection_of, protocol_of_id
from baasctl.providers.firebase.identity_toolkit.update import Reveal, masked
from baasctl.providers.firebase.identity_toolkit.wire import Update, body_of, mask_of

OpenAdmin: TypeAlias = Callable[[], AbstractContextManager[FirebaseAdmin]]
"""Opens firebase-admin for one write."""
_LOOKS: Final = 4
_PAUSE_S: Final = 1.0
_NEEDED: Final = {"oidc": {"clientId", "issuer"}, "saml": {"idpConfig.idpEntityId", "spConfig.spEntityId"}}


@dataclass(frozen=True, kw_only=True)
class IdentityProviderWriter:
    """Writes providers below one parent; every method raises `ProviderError`.

    Attributes:
        reveal: Gives the text of secrets.
        hide: Told a secret that is copied, so that no output shows it.
        pause: Waits some seconds between looks.
    """

    api: IdentityProvidersApi
    admin: OpenAdmin
    reveal: Reveal
    hide: Callable[[str], None]
    pause: Callable[[float], None]

    def create(self, provider_id: str, attributes: Attributes) -> None:
        """Make one of all that is declared."""
        protocol = protocol_of_id(provider_id)
        update = encode(attributes, protocol, declared_paths(attributes, protocol), self.reveal)
        values = arguments(protocol, update) if protocol and _NEEDED[protocol] <= set(update) else None
        if values is None:
            self.api.create(provider_id, body_of(update))
        else:
            with self.admin() as admin:
                (admin.create_oidc if protocol == "oidc" else admin.create_saml)(provider_id, values)
        self._look(provider_id, update)

    def update(self, provider_id: str, attributes: Attributes, paths: Sequence[str]) -> None:
        """Write the settings at some pointers, and no other."""
        protocol = protocol_of_id(provider_id)
        update = encode(attributes, protocol, paths, self.reveal)
        values = arguments(protocol, update) if protocol else None
        if values is None:
            self.api.update(provider_id, body_of(update), mask_of(update))
        else:
            with self.admin() as admin:
                (admin.update_oidc if protocol == "oidc" else admin.update_saml)(provider_id, values)
        self._look(provider_id, update)

    def copy(self, former_id: str, provider_id: str, attributes: Attributes) -> None:
        """Make one of what another one has, with what is declared put over it; then delete the other one.

        One that a rename which was cut short has made is brought up to date instead.
        """
        protocol = protocol_of_id(provider_id)
        update = encode(attributes, protocol, declared_paths(attributes, protocol), self.reveal)
        former = self.api.whole(former_id)
        secret = former.get("clientSecret")
        if isinstance(secret, str):
            self.hide(secret)
        leaves = {**_leaves(former), **update}
        try:
            self.api.create(provider_id, body_of(leaves))
        except Conflict:
            self.api.update(provider_id, body_of(leaves), mask_of(leaves))
        self._look(provider_id, update)
        self.delete(former_id)

    def delete(self, provider_id: str) -> None:
        """Delete one."""
        protocol = protocol_of_id(provider_id)
        if not protocol:
            self.api.delete(provider_id)
            return
        with self.admin() as admin:
            (admin.delete_oidc if protocol == "oidc" else admin.delete_saml)(provider_id)

    def _look(self, provider_id: str, update: Update) -> None:
        """Read back until it shows what was written: a mask that Google ignores is answered with 200 as well.

        Raises:
            Invalid: It still does not.
        """
        for look in range(_LOOKS):
            if look:
                self.pause(_PAUSE_S)
            lost = kept(self.api.provider(provider_id), update)
            if not lost:
                return
        raise Invalid(
            Diagnostic(
                code="APPLY240",
                summary="Google took the request and did not keep all of it",
                detail=f'identity provider "{provider_id}": {", ".join(f"`{wire}`" for wire in lost)} reads otherwise',
                hint="make a new plan; if it says the same again, take the setting out of the spec",
            )
        )


def described(parent: str, provider_id: str, action: str, attributes: Attributes, paths: Sequence[str]) -> str:
    """The request as text, for `explain`; secrets are masked.

    Args:
        parent: `projects/acme`, or a tenant of it.
        action: `POST`, `PATCH` or `DELETE`.
        attributes: As declared.
        paths: Pointers that a `PATCH` writes; a `POST` has all that is declared.
    """
    collection, protocol = collection_of(provider_id), protocol_of_id(provider_id)
    path = f"/v2/{parent}/{collection}"
    if action == "DELETE":
        return f"DELETE {path}/{provider_id}"
    is_new = action == "POST"
    update = encode(attributes, protocol, declared_paths(attributes, protocol) if is_new else paths, masked)
    body = json.dumps(body_of(update), ensure_ascii=False, sort_keys=True)
    if is_new:
        return f"POST {path}?{ID_PARAMETER[collection]}={provider_id} {body}"
    return f"PATCH {path}/{provider_id}?updateMask={mask_of(update)} {body}"


def _leaves(message: dict[str, object]) -> dict[str, object]:
    """Wire path to value of a message, without its name and what only Google writes."""
    found: dict[str, object] = {}
    for name, value in message.items():
        if name in ("name", "spCertificates"):
            continue
        if isinstance(value, dict) and name != "responseType":
            found.update({f"{name}.{inner}": member for inner, member in _leaves(value).items()})
        else:
            found[name] = value
    return found
