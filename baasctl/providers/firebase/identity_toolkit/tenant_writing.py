"""Writing one tenant: its own settings, then its identity providers one by one, deleted ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, at, pointer, tokens_of
from baasctl.providers.firebase.clients import tenants as client
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.identity_providers import kept
from baasctl.providers.firebase.identity_toolkit.auth_rows import TEST_NUMBERS
from baasctl.providers.firebase.identity_toolkit.idp_names import wire_id
from baasctl.providers.firebase.identity_toolkit.idp_writing import IdentityProviderWriter, OpenAdmin
from baasctl.providers.firebase.identity_toolkit.tenant_rows import AUTODELETE, DISPLAY_NAME
from baasctl.providers.firebase.identity_toolkit.update import Reveal
from baasctl.providers.firebase.identity_toolkit.wire import Message, body_of, mask_of
from baasctl.providers.firebase.tenants import PROVIDERS, encode

_SDK: Final[Mapping[str, str]] = {
    DISPLAY_NAME: "display_name",
    "allowPasswordSignup": "allow_password_sign_up",
    "enableEmailLinkSignin": "enable_email_link_sign_in",
}
_UNSEEN: Final = (AUTODELETE.rpartition("/")[2], "testPhoneNumbers", "passwordPolicyConfig.passwordPolicyVersions")
_LOOKS: Final = 4
_PAUSE_S: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class TenantWriter:
    """Writes tenants of one project; every method raises `ProviderError`.

    Attributes:
        providers: Writes the identity providers of a tenant, by its id.
        digest: What a secret becomes when the tenant is read back.
    """

    google: GoogleApis
    project: str
    admin: OpenAdmin
    providers: Callable[[str], IdentityProviderWriter]
    reveal: Reveal
    digest: Callable[[str], str]
    pause: Callable[[float], None]

    def write(self, change: Change) -> None:
        """Carry out one change."""
        if change.action is Action.DELETE:
            with self.admin() as admin:
                admin.delete_tenant(change.remote_id or "")
        elif change.action is Action.CREATE:
            self._create(change)
        else:
            self._update(change)

    def _create(self, change: Change) -> None:
        update = {DISPLAY_NAME: change.address.segments[0], **encode(change, {}, self.reveal)}
        with self.admin() as admin:
            tenant_id = admin.create_tenant({_SDK[wire]: update.pop(wire) for wire in list(update) if wire in _SDK})
        if update:
            client.update_tenant(self.google, self.project, tenant_id, body_of(update), mask_of(update))
            self._look(tenant_id, update)
        for name, provider in _declared(change.after).items():
            self.providers(tenant_id).create(_id(name, provider), provider)

    def _update(self, change: Change) -> None:
        tenant_id = change.remote_id or ""
        live = client.tenant(self.google, self.project, tenant_id, self.digest)
        # A rename is an update that has one more leaf.
        update = encode(replace(change, action=Action.UPDATE), live, self._with_kept_codes(change, tenant_id))
        if change.action is Action.RENAME:
            update[DISPLAY_NAME] = change.address.segments[0]
        if update and set(update) <= set(_SDK) and None not in update.values():
            with self.admin() as admin:
                admin.update_tenant(tenant_id, {_SDK[wire]: value for wire, value in update.items()})
        elif update:
            client.update_tenant(self.google, self.project, tenant_id, body_of(update), mask_of(update))
        self._look(tenant_id, update)
        self._write_providers(self.providers(tenant_id), change)

    def _with_kept_codes(self, change: Change, tenant_id: str) -> Reveal:
        """Also gives the codes that `ignore` keeps, which no spec names: what is written whole needs them."""
        if change.field_at(TEST_NUMBERS) is None or all(one.reference for one in _codes(change)):
            return self.reveal
        codes = client.codes_in_clear(self.google, self.project, tenant_id)

        def reveal(secret: Secret, path: str) -> str:
            return self.reveal(secret, path) if secret.reference else codes[tokens_of(path)[-1]]

        return reveal

    def _write_providers(self, writer: IdentityProviderWriter, change: Change) -> None:
        """Those that the spec does not list go, then those of another protocol, then the rest is made or changed."""
        live = change.facts.get(PROVIDERS)
        ids = {name: str(each) for name, each in live.items()} if isinstance(live, Mapping) else {}
        wanted = _declared(change.after)
        touched = provider_paths(change)
        for name in touched:
            if name in ids and (name not in wanted or ids[name] != _id(name, wanted[name])):
                writer.delete(ids.pop(name))
        for name, paths in touched.items():
            if name not in wanted:
                continue
            if name in ids:
                writer.update(ids[name], wanted[name], paths)
            else:
                writer.create(_id(name, wanted[name]), wanted[name])

    def _look(self, tenant_id: str, update: Mapping[str, object]) -> None:
        """Read back until it shows what was written: a mask that Google ignores is answered with 200 as well.

        Raises:
            Invalid: It still does not.
        """
        shown = {wire: value for wire, value in update.items() if wire not in _UNSEEN}
        if not shown:
            return
        for look in range(_LOOKS):
            if look:
                self.pause(_PAUSE_S)
            lost = kept(self._seen(tenant_id), shown)
            if not lost:
                return
        raise Invalid(
            Diagnostic(
                code="APPLY243",
                summary="Google took the request and did not keep all of it",
                detail=f'tenant "{tenant_id}": {", ".join(f"`{wire}`" for wire in lost)} reads otherwise',
                hint="make a new plan; if it says the same again, take the setting out of the spec",
            )
        )

    def _seen(self, tenant_id: str) -> Message:
        return client.tenant(self.google, self.project, tenant_id, self.digest)


def provider_paths(change: Change) -> dict[str, tuple[str, ...]]:
    """Name of each provider of the tenant that changes to the pointers of its changed fields."""
    found: dict[str, tuple[str, ...]] = {}
    for field in change.fields:
        tokens = tokens_of(field.path)
        if tokens[0] == PROVIDERS and len(tokens) > 1:
            found[tokens[1]] = (*found.get(tokens[1], ()), field.path.removeprefix(pointer(*tokens[:2])))
    return found


def _codes(change: Change) -> list[Secret]:
    codes = at(change.after or {}, TEST_NUMBERS)
    return [each for each in codes.values() if isinstance(each, Secret)] if isinstance(codes, Mapping) else []


def _declared(attributes: Attributes | None) -> dict[str, Attributes]:
    providers = at(attributes or {}, pointer(PROVIDERS))
    if providers is ABSENT or not isinstance(providers, Mapping):
        return {}
    return {name: each for name, each in providers.items() if isinstance(each, Mapping)}


def _id(name: str, provider: Attributes) -> str:
    return wire_id(name, str(provider.get("protocol") or ""))
