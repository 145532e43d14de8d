"""The identity pool: a document for its settings, one for its roles, one for each provider whose tags are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, cast

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, Attributes, freeze
from baasctl.providers.amplify.clients import identity_pool as client
from baasctl.providers.amplify.clients.user_pool_members import UserPoolMembers
from baasctl.providers.amplify.discovery import facts_for, found
from baasctl.providers.amplify.discovery.dead_ends import nothing_leads
from baasctl.providers.amplify.identity_pool import (
    KIND,
    POOL,
    ROLE_SETTINGS,
    ROLES,
    SETTINGS,
    TAGS,
    normal,
)
from baasctl.providers.amplify.identity_pools.client_names import (
    BY_CLIENT,
    BY_PROVIDER,
    OWN_POOL,
    ClientNames,
    client_names,
)
from baasctl.providers.amplify.pool_members.drafting import draft, lost, read
from baasctl.providers.amplify.pool_members.requests import told
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.regions import partition_of
from baasctl.providers.amplify.tags import foreign_tags, own_tags
from baasctl.providers.amplify.user_pool.rows import Setting
from baasctl.providers.attribute_paths import declared_at, touched_by
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

_TAGS_OF: Final = "identity pool tags"
_CLIENTS_OF: Final = "app_clients"
"""The document of `app_clients`, too."""


class IdentityPoolPart:
    """The one identity pool."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._denied: Sequence[str] = ()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """Both documents; without a pool nothing, unless the spec wants something."""
        known = found(answers)
        pool, self._denied = known.identity_pool, known.denied
        declared = _declared(wanted)
        if not pool:
            return (Source(f"{POOL}/", self.kinds),) if declared is not None else ()
        own = self._names(answers).provider
        providers = declared.attributes.get(BY_PROVIDER) if declared is not None else None
        names = (
            sorted(own if each == OWN_POOL else each for each in providers)
            if isinstance(providers, Mapping)
            else _providers(answers.get(f"{POOL}/{pool}"), wanted)
        )
        clients = found(answers).user_pool if _names_clients(declared, wanted) else ""
        return tuple(
            Source(name, self.kinds)
            for name in (
                *(f"{document}/{pool}" for document in (POOL, ROLES)),
                *(f"{_TAGS_OF}/{pool}/{each}" for each in names),
                *((f"{_CLIENTS_OF}/{clients}",) if clients else ()),
            )
        )

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        document, pool, *provider = name.split("/", 2)
        if not pool:
            raise nothing_leads(
                self._denied,
                Diagnostic(
                    code="READ341",
                    summary="the app has no identity pool",
                    detail=f"nothing leads from target `{self._project.target.name}` to one",
                    hint="name it in the target: `identity_pool: eu-west-1:…`; or deploy `auth` with Amplify first",
                    span=self._project.target.span,
                ),
            )
        if document == _CLIENTS_OF:
            return UserPoolMembers(aws=self._project.aws, pool=pool).clients()
        if document == _TAGS_OF:
            return client.principal_tags(self._project.aws, pool, provider[0])
        read_document = client.pool if document == POOL else client.roles
        return read_document(self._project.aws, pool)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `Provider.decode`."""
        del kind
        known = found(answers)
        if not known.identity_pool:
            return ()
        pool = expect(answers.get(f"{POOL}/{known.identity_pool}"), dict, POOL, "")
        roles = expect(answers.get(f"{ROLES}/{known.identity_pool}"), dict, ROLES, "")
        attributes, unset = read(SETTINGS, pool, POOL)
        by_role, unset_roles = read(ROLE_SETTINGS, roles, ROLES)
        prefix = f"{_TAGS_OF}/{known.identity_pool}/"
        principals = {
            name.removeprefix(prefix): _principal(expect(answer, dict, _TAGS_OF, ""))
            for name, answer in answers.items()
            if name.startswith(prefix) and (answer or wanted.desired is not None)
        }
        tags = own_tags(pool.get(TAGS))
        found_all = {**attributes, **by_role, "tags": tags, **({BY_PROVIDER: principals} if principals else {})}
        owner = facts_for(known, KIND, known.identity_pool, self._project.target, tags=pool.get(TAGS))
        return (
            Resource(
                address=Address(self._project.target.name, KIND),
                attributes=self._names(answers).told(cast(Attributes, freeze(found_all))),
                unset=unset | unset_roles | (frozenset({"/tags"}) if not tags else frozenset()),
                remote_id=known.identity_pool,
                facts=cast(Attributes, freeze({**owner, "user_pool": known.user_pool})),
            ),
        )

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Fill in what members of maps leave out; ids of app clients become names."""
        del vault
        names = self._names(answers)
        resources = []
        for one in state.desired.resources:
            if one.address.kind == KIND:
                attributes = names.told(one.attributes)
                attributes |= {name: normal(name, attributes[name]) for name in BY_CLIENT if name in attributes}
                resources.append(one.with_attributes(attributes))
            else:
                resources.append(one)
        return replace(state, desired=replace(state.desired, resources=tuple(resources)))

    def batch_key(self, change: Change) -> str:
        """One batch."""
        return change.address.local

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Part.execute`."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._write, change))

    def describe(self, change: Change) -> str:
        """The requests, in order; each also sends what it does not change."""
        return "\n".join(told(operation, members, client.SERVICE) for operation, members in _requests(change))

    def _write(self, change: Change) -> None:
        """Describe, change, send all, read back."""
        aws, pool = self._project.aws, change.remote_id or ""
        change = self._with_ids(change)
        if _touches(change, SETTINGS):
            described = client.pool(aws, pool)
            live = {
                name: each for name, each in described.items() if name != "IdentityPoolId" and each not in ("", None)
            }
            live[TAGS] = own_tags(live.get(TAGS)) | foreign_tags(live.get(TAGS))
            client.update(aws, pool, draft(SETTINGS, change, live, POOL))
            _refuse_loss(change, lost(SETTINGS, change, client.pool(aws, pool), POOL))
        if _touches(change, ROLE_SETTINGS):
            client.set_roles(aws, pool, _whole(draft(ROLE_SETTINGS, change, client.roles(aws, pool), ROLES)))
            _refuse_loss(change, lost(ROLE_SETTINGS, change, client.roles(aws, pool), ROLES))
        if touched_by(change, "/tags") and declared_at(change.after, "/tags") is not ABSENT:
            wanted = own_tags(declared_at(change.after, "/tags"))
            live_tags = own_tags(client.pool(aws, pool).get(TAGS))
            arn = f"arn:{partition_of(aws.region)}:cognito-identity:{aws.region}:{self._account()}:identitypool/{pool}"
            client.tag(aws, arn, wanted, set(live_tags) - set(wanted))
        own = self._names_of(str(change.facts.get("user_pool", "")), ()).provider
        for provider, members in _principals(change):
            client.set_principal_tags(aws, pool, own if provider == OWN_POOL else provider, members)

    def _names(self, answers: Answers) -> ClientNames:
        pool = found(answers).user_pool
        return self._names_of(pool, answers.get(f"{_CLIENTS_OF}/{pool}"))

    def _names_of(self, pool: str, listed: Answer) -> ClientNames:
        return client_names(self._project.aws.region, pool, listed)

    def _with_ids(self, change: Change) -> Change:
        """The change with ids of app clients, those that this apply has made among them."""
        pool = str(change.facts.get("user_pool", ""))
        if not pool or change.after is None or not any(touched_by(change, f"/{name}") for name in BY_CLIENT):
            return change
        listed = UserPoolMembers(aws=self._project.aws, pool=pool).clients()
        sent = self._names_of(pool, listed).sent(
            {name: change.after[name] for name in BY_CLIENT if name in change.after}
        )
        return replace(change, after={**change.after, **sent})

    def _account(self) -> str:
        return str(self._project.aws.ask("sts", "get_caller_identity")["Account"])


def _declared(wanted: Wanted) -> Resource | None:
    return next(iter(wanted.desired.of(KIND)), None) if wanted.desired is not None else None


def _providers(pool: object, wanted: Wanted) -> list[str]:
    """Providers of the pool whose tags are read where there is no spec."""
    if wanted.desired is not None or not isinstance(pool, Mapping):
        return []
    return sorted({str(each.get("ProviderName")) for each in pool.get("CognitoIdentityProviders") or []})


def _names_clients(declared: Resource | None, wanted: Wanted) -> bool:
    """Whether names of app clients matter."""
    return wanted.desired is None or (declared is not None and any(name in declared.attributes for name in BY_CLIENT))


def _principal(message: Mapping[str, object]) -> dict[str, object]:
    tags = message.get("PrincipalTags")
    return {"defaults": message.get("UseDefaults") is True, "tags": dict(tags) if isinstance(tags, Mapping) else {}}


def _touches(change: Change, settings: Sequence[Setting]) -> bool:
    return any(
        touched_by(change, each.pointer) and declared_at(change.after, each.pointer) is not ABSENT for each in settings
    )


def _whole(roles: Mapping[str, object]) -> dict[str, object]:
    return {"Roles": roles.get("Roles") or {}, "RoleMappings": roles.get("RoleMappings") or {}}


def _principals(change: Change) -> Iterator[tuple[str, dict[str, object]]]:
    """Provider and parameters of each map of tags that changes; tags and defaults go together."""
    wanted = (change.after or {}).get(BY_PROVIDER)
    before = (change.before or {}).get(BY_PROVIDER)
    for provider, settings in wanted.items() if isinstance(wanted, Mapping) else ():
        if not touched_by(change, f"/{BY_PROVIDER}/{provider.replace('~', '~0').replace('/', '~1')}"):
            continue
        old = before.get(provider) if isinstance(before, Mapping) else None
        merged = {**(old if isinstance(old, Mapping) else {}), **(settings if isinstance(settings, Mapping) else {})}
        yield provider, {"UseDefaults": merged.get("defaults") is True, "PrincipalTags": merged.get("tags") or {}}


def _requests(change: Change) -> Iterator[tuple[str, dict[str, object]]]:
    if _touches(change, SETTINGS):
        yield "UpdateIdentityPool", draft(SETTINGS, change, {}, POOL)
    if _touches(change, ROLE_SETTINGS):
        yield "SetIdentityPoolRoles", draft(ROLE_SETTINGS, change, {}, ROLES)
    if touched_by(change, "/tags") and declared_at(change.after, "/tags") is not ABSENT:
        yield "TagResource", {"Tags": own_tags(declared_at(change.after, "/tags"))}
    for provider, members in _principals(change):
        yield "SetPrincipalTagAttributeMap", {"IdentityProviderName": provider, **members}


def _refuse_loss(change: Change, paths: Sequence[str]) -> None:
    if paths:
        raise Invalid(
            Diagnostic(
                code="APPLY341",
                summary="the identity pool did not keep what was written",
                detail=f"{', '.join(f'`{path}`' for path in paths)} reads otherwise",
                hint="make a new plan; if it says the same again, take the setting out of the spec",
                span=change.span,
                address=change.address,
            )
        )
