"""`auth`, `email_templates` and `auth_hooks` at run time: one document to read, one leaf mask to write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Cancelled, Invalid, ProviderError
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import pointer
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase import auth, auth_hooks
from baasctl.providers.firebase.clients import identity_toolkit as client
from baasctl.providers.firebase.clients.cloud_functions import CloudFunctions
from baasctl.providers.firebase.cloud_functions.address import Place, region_of
from baasctl.providers.firebase.identity_toolkit import auth_writing, config_resources, plan_gates
from baasctl.providers.firebase.identity_toolkit.auth_rows import TEST_NUMBERS
from baasctl.providers.firebase.identity_toolkit.auth_values import normal_form, unusual_codes
from baasctl.providers.firebase.identity_toolkit.hook_address import Functions, with_function
from baasctl.providers.firebase.identity_toolkit.needs import unmet_beside
from baasctl.providers.firebase.identity_toolkit.update import Reveal, masked, refusal
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, Message, body_of, mask_of, message_at
from baasctl.providers.firebase.project import Project
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

FUNCTIONS: Final = "functions that hooks call"
_RUN: Final = ".run.app"


class AuthPart:
    """The kinds that are in the project's config of Identity Toolkit."""

    kinds = config_resources.KINDS

    def __init__(self, project: Project) -> None:
        self._project = project
        self._region = region_of(project.target)
        self._digests = SecretDigests()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The document; and once it names addresses of functions that do not say which, the list of functions."""
        mine = self.kinds & wanted.kinds
        found = (Source(CONFIG, mine),)
        config = answers.get(CONFIG)
        if auth_hooks.KIND in mine and isinstance(config, dict) and _needs_functions(config):
            return (*found, Source(FUNCTIONS, frozenset({auth_hooks.KIND})))
        return found

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        if name == FUNCTIONS:
            return self._functions()
        return client.config(self._project.google, self._project.id, self._digests.of)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `config_resources.decode`."""
        declared = wanted.desired.resources if wanted.desired is not None else ()
        specs = {one.address: one.attributes for one in declared}
        functions = self._known(answers.get(FUNCTIONS))
        config = expect(answers[CONFIG], dict, CONFIG, "")
        return config_resources.decode(kind, config, self._project.target.name, functions, specs)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digest secrets, sort sets, name functions as they are addressed; say what is not met or not included."""
        if not isinstance(answers.get(CONFIG), dict):
            return state
        live = state.live.by_address()
        problems: list[Diagnostic] = []
        resources: list[Resource] = []
        for resource in state.desired.resources:
            normal = resource
            if resource.address.kind == auth.KIND:
                normal = normal_form(resource, live.get(resource.address), self._digests, vault)
                problems += unusual_codes(normal, vault)
                problems += unmet_beside(normal, live.get(resource.address))
            elif resource.address.kind == auth_hooks.KIND:
                normal = with_function(resource, state.desired, self._region)
            resources.append(normal)
        desired = replace(state.desired, resources=tuple(resources))
        problems += plan_gates.beyond(desired, live, expect(answers[CONFIG], dict, CONFIG, ""))
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """One request for all kinds."""
        del change
        return "settings of Authentication"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Read, compare, one `PATCH` of leaves, read again; what did not stick has failed.

        Raises:
            PlanStale: Something moved since the plan was made; nothing was written.
        """
        outcomes = write_together(batch.changes, lambda: self._write(batch.changes, vault))
        if any(outcome.status is not Status.APPLIED for outcome in outcomes):
            return outcomes
        try:
            lost = self._not_kept(batch.changes)
        except ProviderError as error:
            unread = Status.UNKNOWN
            return tuple(replace(each, status=unread, diagnostic=error.diagnostics[0]) for each in outcomes)
        return tuple(
            replace(each, status=Status.FAILED, diagnostic=auth_writing.not_kept_problem(each.change, leaves))
            if (leaves := lost.get(each.change.address))
            else each
            for each in outcomes
        )

    def describe(self, change: Change) -> str:
        """The request with this change alone, secrets as `***`; what would be kept of what is live is left out."""
        update = config_resources.encode([change], {}, self._known(None), masked)
        path = f"{client.HOST}{client.path_of(self._project.id)}?updateMask={mask_of(update)}"
        return f"PATCH {path} {json.dumps(body_of(update), ensure_ascii=False)}"

    def _write(self, changes: Sequence[Change], vault: Vault) -> None:
        clear = client.config_in_clear(self._project.google, self._project.id)
        functions = self._known(
            self._functions() if self._writes_function(changes) or _needs_functions(clear) else None
        )
        moved = auth_writing.stale(changes, self._reader(clear, changes, functions))
        if moved is not None:
            raise moved
        update = config_resources.encode(changes, clear, functions, _reveal(changes, clear, vault))
        if not update:
            return
        try:
            client.update_config(self._project.google, self._project.id, mask_of(update), body_of(update))
        except Invalid as error:
            raise auth_writing.explained(error, changes) from error

    def _not_kept(self, changes: Sequence[Change]) -> dict[Address, tuple[str, ...]]:
        """Wire leaves that do not read as written, by resource, after as many reads as Google may need."""
        lost: dict[Address, tuple[str, ...]] = {}
        for attempt in range(auth_writing.TRIES):
            if attempt and not self._may_wait(auth_writing.PAUSE_S * attempt):
                break
            clear = client.config_in_clear(self._project.google, self._project.id)
            functions = self._known(self._functions() if _needs_functions(clear) else None)
            live = self._reader(clear, changes, functions)
            lost = {one.address: leaves for one in changes if (leaves := auth_writing.not_kept(one, live))}
            if not lost:
                break
        return lost

    def _may_wait(self, seconds: float) -> bool:
        """Wait for what was written to show; not when the user stops the run."""
        self._project.progress("waiting for the settings of Authentication to read back")
        try:
            self._project.pause(seconds)
        except Cancelled:
            return False
        return True

    def _reader(self, clear: Message, changes: Sequence[Change], functions: Functions) -> auth_writing.Read:
        """Live resources as the changes ask for them."""
        digested = client.without_secrets(clear, self._digests.of)
        specs = {one.address: one.after for one in changes if one.after is not None}
        kinds = sorted({one.address.kind for one in changes})
        target = self._project.target.name
        found = {
            resource.address: resource
            for kind in kinds
            for resource in config_resources.decode(kind, digested, target, functions, specs)
        }
        return found.get

    def _functions(self) -> Answer:
        """Function to address, as `Functions.live`; empty where functions cannot be listed."""
        try:
            listed = CloudFunctions(self._project.google, self._project.id).functions()["functions"]
        except ProviderError:
            return {}
        return dict(self._addresses(listed))

    def _addresses(self, listed: Sequence[object]) -> Iterator[tuple[str, str]]:
        for index, function in enumerate(listed):
            name = expect(function, dict, FUNCTIONS, f"/{index}").get("name")
            uri = message_at(expect(function, dict, FUNCTIONS, f"/{index}"), "serviceConfig", FUNCTIONS).get("uri")
            if isinstance(name, str) and isinstance(uri, str) and uri:
                yield Place.of_wire(name, FUNCTIONS, f"/{index}/name").segment(self._region), uri

    def _known(self, live: Answer) -> Functions:
        addresses = live if isinstance(live, dict) else {}
        return Functions(project=self._project.id, region=self._region, live=addresses)

    def _writes_function(self, changes: Sequence[Change]) -> bool:
        return any(one.address.kind == auth_hooks.KIND and "function" in (one.after or {}) for one in changes)


def _needs_functions(config: Message) -> bool:
    """Whether a hook's address does not say which function it is of."""
    uris = (auth_hooks.uri_at(config, name) or "" for name in auth_hooks.WIRE_NAMES)
    return any(_RUN in uri for uri in uris)


def _reveal(changes: Sequence[Change], clear: Message, vault: Vault) -> Reveal:
    """Texts from the vault; test codes that `ignore` keeps from the document, which has them in clear."""
    kept = {
        TEST_NUMBERS + pointer(number): str(code)
        for number, code in message_at(clear, "signIn.phoneNumber.testPhoneNumbers").items()
    }

    def reveal(secret: Secret, path: str) -> str:
        if secret in vault:
            return vault.reveal(secret)
        if not secret.reference and path in kept:
            return kept[path]
        raise refusal(
            next((each for each in changes if each.address.kind == auth.KIND), changes[0]),
            path,
            f"the text of the secret at `{path}` is not known; its digest is never written",
            "resolve it and plan again",
        )

    return reveal
