"""`tenants`: groups of users who are kept apart, each with sign-in settings of its own. The key is the display name.

A tenant is a small project: its fields are those of `auth` that it has, and identity providers of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import Field as Described

from baasctl.kinds.auth import Mfa, Password, SignUp, Sms
from baasctl.kinds.auth import risks as auth_risks
from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.identity_providers import IdentityProvider
from baasctl.kinds.identity_providers import risks as provider_risks
from baasctl.kinds.kind import Attributed, Edge, Identity, Kind, Match
from baasctl.kinds.types import EntriesOf, Native
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk
from baasctl.model.field import Field
from baasctl.model.value import ABSENT, pointer, tokens_of

PROVIDERS = "identity_providers"


class TenantSignIn(Attributed):
    """Which ways to sign in are open to the users of a tenant."""

    email: bool | None = Described(None, description="An e-mail address and a password.")
    passwordless_email: bool | None = Described(None, description="The mailbox alone (link or code) is enough.")
    anonymous_accounts: bool | None = Described(
        None, description="Accounts without credentials; rules see them as `authenticated`."
    )
    enumeration_protection: bool | None = Described(None, description="Answers do not tell whether an account exists.")


class Tenant(Attributed):
    """One tenant."""

    enabled: bool | None = Described(None, description="Its users can sign in.")
    sign_up: SignUp | None = Described(None, description="Who may make an account.")
    sign_in: TenantSignIn | None = Described(None, description="Which ways to sign in are open.")
    password: Password | None = Described(None, description="What a password must be like.")
    mfa: Mfa | None = Described(None, description="Second factors.")
    sms: Sms | None = Described(None, description="Text messages.")
    identity_providers: EntriesOf[IdentityProvider] | None = Described(
        None,
        description="Who else vouches for its users: fields as in the section `identity_providers`."
        " Once declared, the ones that are not listed are deleted.",
    )
    native: Native | None = Described(None, description="Settings of one BaaS provider, by wire name.")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of a tenant: its users go with it; else those of `auth` and of identity providers."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DELETES_DATA, why="all accounts of the tenant are deleted with it")
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="its users cannot sign in any more")
        return
    disabled = change.field_at("/enabled")
    if disabled is not None and disabled.after is False and change.action is not Action.CREATE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=disabled.path, why="its users cannot sign in any more")
    yield from auth_risks(replace(change, fields=tuple(one for one in change.fields if not _is_of_provider(one))))
    for name in dict.fromkeys(tokens_of(one.path)[1] for one in change.fields if _is_of_provider(one)):
        yield from _risks_of_provider(change, name)


def _risks_of_provider(change: Change, name: str) -> Iterator[Risk]:
    """The hazards that the same change of a provider of the project has, told at the tenant's field."""
    place = pointer(PROVIDERS, name)
    whole = change.field_at(place)
    fields = tuple(
        replace(one, path=one.path.removeprefix(place)) for one in change.fields if one.path.startswith(f"{place}/")
    )
    is_replaced = any(one.path == "/protocol" for one in fields) and change.action is not Action.CREATE
    if whole is not None:
        action = Action.DELETE
    elif is_replaced:
        action = Action.REPLACE if any(one.before is not ABSENT for one in fields) else Action.CREATE
    else:
        action = change.action
    for risk in provider_risks(replace(change, action=action, fields=fields)):
        yield replace(risk, path=f"{place}{risk.path}")


def _is_of_provider(field: FieldChange) -> bool:
    return field.path.startswith(f"/{PROVIDERS}/")


def access(change: Change) -> Access:
    """Without a tenant nobody signs in to it."""
    return Access.NARROWS if change.action is Action.DELETE else Access.NEUTRAL


def _fields() -> Field:
    """As the model says, but a provider of another protocol is replaced inside the tenant, which stays."""
    tree = field_tree(Tenant)
    providers = tree.members[PROVIDERS]
    element = providers.element or Field()
    protocol = replace(element.members["protocol"], immutable=False)
    element = replace(element, members={**element.members, "protocol": protocol})
    return replace(tree, members={**tree.members, PROVIDERS: replace(providers, element=element)})


_MULTI_TENANCY = "/native/firebase/multiTenant/allowTenants"
KIND = Kind(
    name="tenants",
    title="Tenants: users kept apart, with sign-in settings and identity providers of their own",
    model=Tenant,
    depth=1,
    segments=("name",),
    fields=_fields(),
    identity=Identity.NATURAL_KEY,
    edges=(
        Edge(first=Match(kind="auth", path=_MULTI_TENANCY, value=True), second=Match(kind="tenants")),
        Edge(
            first=Match(kind="tenants", actions=frozenset({Action.DELETE})),
            second=Match(kind="auth", path=_MULTI_TENANCY, value=False),
            reverse_on_delete=False,
        ),
    ),
    risks=risks,
    access=access,
)
