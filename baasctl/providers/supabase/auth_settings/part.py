"""The four auth kinds at run time: two documents to read, one request to write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Secret, Vault
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at, pointer
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.kept_secrets import with_kept_secrets
from baasctl.providers.supabase import auth_hooks, identity_providers
from baasctl.providers.supabase.auth_settings import config as auth_config
from baasctl.providers.supabase.auth_settings.codecs import TEST_CODES
from baasctl.providers.supabase.auth_settings.document import V1, V2, AuthDocument
from baasctl.providers.supabase.auth_settings.needs import IsLive, effective, unmet_needs
from baasctl.providers.supabase.auth_settings.values import normal_form, secret_problems
from baasctl.providers.supabase.auth_settings.writing import Reveal, masked, refuse
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.sign_in import custom_providers
from baasctl.providers.supabase.sign_in import providers as sign_in_providers
from baasctl.providers.writing import write_together

_BATCH = "auth config"


class AuthPart:
    """`auth`, `identity_providers`, `email_templates` and `auth_hooks` of one project."""

    kinds = auth_config.KINDS

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """Both documents; what they hold is wanted by every one of the kinds. Separate sign-in providers have lists."""
        mine = self.kinds & wanted.kinds
        documents = (Source(V1, mine), Source(V2, mine))
        if identity_providers.KIND not in mine:
            return documents
        return (*documents, *sign_in_providers.sources(wanted, answers))

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`; v2 answers `None` where the project does not have it."""
        if sign_in_providers.is_source(name):
            return sign_in_providers.fetch(self._project, name)
        return self._project.api.auth_config() if name == V1 else self._project.api.project_config()

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `config.decode`."""
        specs = {} if wanted.desired is None else {one.address: one.attributes for one in wanted.desired.resources}
        settings = auth_config.decode(kind, self._document(answers), self._project.target.name, specs)
        if kind != identity_providers.KIND:
            return settings
        return (*settings, *sign_in_providers.decode(answers, self._project.target.name))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digest secrets, sort native sets; say which needs are not met and which secrets cannot be used."""
        document = self._document(answers) if V1 in answers else None
        if identity_providers.KIND in state.desired.kinds() | {one.address.kind for one in state.live.resources}:
            state = sign_in_providers.normalise(
                state,
                is_saml_on=_is_on("saml_enabled", state.desired, document),
                is_custom_on=_is_on("custom_oauth_enabled", state.desired, document),
            )
        if custom_providers.OPTIONAL in answers and answers[custom_providers.OPTIONAL] is None:
            state = replace(state, diagnostics=(*state.diagnostics, custom_providers.LEFT_OUT))
        if document is None or not self.kinds & state.desired.kinds():
            return state
        live = state.live.by_address()
        problems: list[Diagnostic] = []
        resources: list[Resource] = []
        for resource in state.desired.resources:
            if resource.address.kind not in self.kinds:
                resources.append(resource)
                continue
            beside = live.get(resource.address)
            known = with_kept_secrets(resource, beside, "/sms/test_numbers")
            normal = self._with_facts(normal_form(known, self._project.ref, vault), beside, document)
            problems += secret_problems(normal, beside, vault)
            problems += unmet_needs(normal, _is_there(normal, beside))
            resources.append(normal)
        desired: DesiredState = replace(state.desired, resources=tuple(resources))
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """One request for all four kinds; separate sign-in providers one by one."""
        return f"sign-in provider {change.address.name}" if sign_in_providers.is_about_one(change) else _BATCH

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One sparse `PATCH`, or the requests of one separate sign-in provider."""
        if sign_in_providers.is_about_one(batch.changes[0]):
            return sign_in_providers.execute(self._project, batch.changes, vault, self._reveal(batch.changes, vault))

        def write() -> None:
            body = auth_config.encode(batch.changes, self._project.ref, self._reveal(batch.changes, vault))
            self._project.api.update_auth_config(body)

        return write_together(batch.changes, write)

    def describe(self, change: Change) -> str:
        """The request with this change alone, secrets as `***`."""
        if sign_in_providers.is_about_one(change):
            return sign_in_providers.describe(self._project, change)
        body = auth_config.encode([change], self._project.ref, masked)
        return f"PATCH /v1/projects/{self._project.ref}/config/auth {json.dumps(body, ensure_ascii=False)}"

    def _document(self, answers: Answers) -> AuthDocument:
        return AuthDocument.of(self._project.ref, answers.get(V1), answers.get(V2))

    def _with_facts(self, resource: Resource, live: Resource | None, document: AuthDocument) -> Resource:
        """What the server keeps of a provider or hook that is off and that the spec switches on."""
        kind, name = resource.address.kind, resource.address.name
        if live is not None:
            return resource
        if kind == identity_providers.KIND and name in identity_providers.WIRE_NAMES:
            found = identity_providers.retained(document, name, resource.attributes)
        elif kind == auth_hooks.KIND and name in auth_hooks.WIRE_NAMES:
            found = auth_hooks.retained(document, name)
        else:
            return resource
        return replace(resource, facts={**resource.facts, **found})

    def _reveal(self, changes: Sequence[Change], vault: Vault) -> Reveal:
        """Texts from the vault; test codes that `ignore` keeps from the server, which shows them in clear."""
        kept = self._test_codes(changes)

        def reveal(secret: Secret, path: str) -> str:
            if secret in vault:
                return vault.reveal(secret)
            if not secret.reference and path in kept:
                return kept[path]
            raise refuse(
                next((change for change in changes if at(change.after or {}, path) is not ABSENT), changes[0]),
                path,
                f"the text of the secret at `{path}` is not known; its digest is never written",
                "resolve it and plan again",
            )

        return reveal

    def _test_codes(self, changes: Sequence[Change]) -> Mapping[str, str]:
        if not any(_keeps_live_codes(change) for change in changes):
            return {}
        codes = self._project.api.auth_config().get("sms_test_otp")
        read = TEST_CODES.read(codes) if isinstance(codes, str) else {}
        pairs: Mapping[str, object] = read if isinstance(read, Mapping) else {}
        return {pointer("sms", "test_numbers", number): str(code) for number, code in pairs.items()}


def _is_on(switch: str, desired: DesiredState, document: AuthDocument | None) -> bool:
    """As the spec says, else as it is live."""
    for resource in desired.of("auth"):
        value = at(resource.attributes, f"/native/supabase/{switch}")
        if value is not ABSENT:
            return value is True
    return document is not None and document.is_on(switch)


def _keeps_live_codes(change: Change) -> bool:
    return any(
        isinstance(member, Secret) and not member.reference
        for field in change.fields
        if field.path == "/sms/test_numbers" and isinstance(field.after, Mapping)
        for member in field.after.values()
    )


def _is_there(resource: Resource, live: Resource | None) -> IsLive:
    """What is live, and what the server keeps of a provider or hook that is off."""
    stored = resource.facts.get("stored")
    kept = stored if isinstance(stored, tuple) else ()
    is_effective = effective(live)
    return lambda path: path in kept or is_effective(path)
