"""The part for rules that are released as rulesets: of Firestore databases and of Storage buckets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from baasctl.engines.rules_language.tokens import same_tokens
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import Value
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase import firestore_rules, storage_rules
from baasctl.providers.firebase.clients import firebase_rules as client
from baasctl.providers.firebase.clients.firebase_projects import default_bucket as ask_default_bucket
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.rules import releases
from baasctl.providers.firebase.rules.comparing import compared, differs, issue_diagnostics
from baasctl.providers.firebase.rules.entries import KEEP
from baasctl.providers.firebase.rules.releases import Release, releases_of
from baasctl.providers.firebase.rules.releasing import old_rulesets, put_live
from baasctl.providers.firebase.rules.ruleset_text import file_name, ruleset_text
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.writing import write_together


class ReleasesPart:
    """Rules of Firestore and Storage; satisfies `Part`."""

    kinds = frozenset({firestore_rules.KIND, storage_rules.KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The releases; then the ruleset of each that is wanted, once."""
        kinds = self.kinds & wanted.kinds
        found = [Source(releases.RELEASES, kinds)]
        if storage_rules.KIND in kinds:
            found.append(Source(releases.BUCKET, frozenset({storage_rules.KIND})))
        if wanted.desired is not None and KEEP in wanted.desired.kept_versions:
            found.append(Source(releases.RULESETS, kinds))
        if all(source.name in answers for source in found):
            needed: dict[str, frozenset[str]] = defaultdict(frozenset)
            for release in self._wanted_releases(wanted, answers):
                needed[release.ruleset] |= {release.kind}
            found += [Source(f"{releases.RULESET}{name}", each) for name, each in sorted(needed.items())]
        return found

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        if name == releases.RELEASES:
            return client.releases(google, project)
        if name == releases.BUCKET:
            return ask_default_bucket(google, project)
        if name == releases.RULESETS:
            return client.rulesets(google, project)
        return client.ruleset(google, name.removeprefix(releases.RULESET))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Every release of the service; the text only of those that are wanted.

        Raises:
            UnexpectedAnswer: A document is not what the API promises.
        """
        return tuple(
            Resource(
                address=Address(self._project.target.name, kind, (release.key,)),
                attributes=_attributes(answers.get(f"{releases.RULESET}{release.ruleset}")),
                remote_id=release.id,
                version=release.ruleset,
                facts={"release": release.id},
            )
            for release in releases_of(answers, self._project.id, wanted)
            if release.kind == kind
        )

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Compile what is to be released, and tell formatting from meaning."""
        del vault
        work = _Comparison(self._project, state, answers)
        resources = tuple(
            work.normal(resource) if resource.address.kind in self.kinds else resource
            for resource in state.desired.resources
        )
        work.tell_of_releases()
        desired = replace(state.desired, resources=resources)
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *work.diagnostics))

    def batch_key(self, change: Change) -> str:
        """Each release is written by itself."""
        return f"rules of {change.address.local}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `put_live`; a delete deletes the release and leaves the ruleset."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._write, change))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        base = f"https://{client.HOST}/v1/projects/{self._project.id}"
        release = f"{base}/releases/{change.facts.get('release', '')}"
        if change.action is Action.DELETE:
            return f"DELETE {release}"
        return f"POST {base}/rulesets\nPATCH {release}?updateMask=rulesetName"

    def _write(self, change: Change) -> None:
        if change.action is Action.DELETE:
            client.delete_release(self._project.google, self._project.id, str(change.facts["release"]))
        else:
            put_live(self._project, change)

    def _wanted_releases(self, wanted: Wanted, answers: Answers) -> Iterator[Release]:
        for release in releases_of(answers, self._project.id, wanted):
            if release.kind not in self.kinds & wanted.kinds:
                continue
            if wanted.is_whole(release.kind) or release.key in releases.declared_keys(wanted, release.kind):
                yield release


@dataclass(slots=True)
class _Comparison:
    """Both sides on the way to their normal form."""

    project: Project
    state: Normalised
    answers: Answers
    diagnostics: list[Diagnostic] = field(default_factory=list)
    released: int = 0

    def normal(self, resource: Resource) -> Resource:
        """The desired rules with all that writing them needs."""
        live = self.state.live.by_address().get(resource.address)
        if resource.address.kind in self.state.live.unreadable:
            return resource
        found = compared(resource, live, same_tokens)
        if not differs(resource, live):
            return found
        self.released += 1
        facts: dict[str, Value] = {"file": file_name(resource), **found.facts, **self._release(resource)}
        keep = self.state.desired.kept_versions.get(KEEP)
        if keep is not None:
            facts["keep_rulesets"] = keep
        google, name = self.project.google, str(facts["file"])
        issues = client.compile_source(google, self.project.id, name, ruleset_text(resource) or "")
        self.diagnostics.extend(issue_diagnostics(resource, issues))
        return replace(found, facts=facts)

    def tell_of_releases(self) -> None:
        """What is there beside the rules that the spec speaks of."""
        for release in releases_of(self.answers, self.project.id, None):
            if not release.kind:
                self.diagnostics.append(_foreign(release))
        keep = self.state.desired.kept_versions.get(KEEP)
        listed = self.answers.get(releases.RULESETS)
        if self.released and keep is not None and listed is not None:
            rulesets = expect_objects(listed, releases.RULESETS)
            known = expect_objects(self.answers.get(releases.RELEASES), releases.RELEASES)
            if old := old_rulesets(rulesets, known, keep - 1):
                self.diagnostics.append(_pruned(len(old), keep))

    def _release(self, resource: Resource) -> dict[str, Value]:
        """The release to write; none after a problem."""
        key = resource.address.segments[0]
        if resource.address.kind == firestore_rules.KIND:
            return {"release": firestore_rules.release_of(key)}
        default = releases.default_bucket(self.answers, self.project.id) or self._bucket_in_the_making()
        if key == default and any(each.address.segments[0] == storage_rules.DEFAULT for each in self._buckets()):
            detail = f"`{key}` is the project's default bucket, which the spec also calls `(default)`"
            self.diagnostics.append(problem(resource, "SPEC556", "one bucket has two names", detail))
        if key != storage_rules.DEFAULT:
            return {"release": storage_rules.release_of(key)}
        if default is None:
            detail = f"project `{self.project.id}` has none that Firebase made"
            hint = "make it in the console (Storage), or name a bucket in place of `(default)`"
            self.diagnostics.append(problem(resource, "SPEC557", "there is no default bucket", detail, hint=hint))
            return {}
        return {"release": storage_rules.release_of(default)}

    def _bucket_in_the_making(self) -> str | None:
        """The default bucket, where the same spec declares it."""
        made = {form.format(self.project.id) for form in releases.MADE_BY_FIREBASE}
        names = (each.attributes.get("name", each.address.segments[0]) for each in self.state.desired.of("buckets"))
        return next((name for name in names if isinstance(name, str) and name in made), None)

    def _buckets(self) -> Iterator[Resource]:
        return self.state.desired.of(storage_rules.KIND)


def _attributes(answer: Answer) -> dict[str, Value]:
    """`source` of a ruleset; of several files one after the other."""
    if answer is None:
        return {}
    ruleset = expect(answer, dict, releases.RULESET, "")
    source = expect(ruleset.get("source"), dict, releases.RULESET, "/source")
    files = expect_objects(source.get("files"), releases.RULESET, "/source/files")
    texts = [str(file.get("content", "")) for file in files]
    return {"source": "\n".join(texts)}


def _foreign(release: Release) -> Diagnostic:
    return Diagnostic(
        code="READ250",
        summary="a release of another service is left alone",
        severity=Severity.NOTE,
        detail=f"release `{release.id}` is neither for Firestore nor for Storage",
    )


def _pruned(count: int, keep: int) -> Diagnostic:
    return Diagnostic(
        code="READ251",
        summary="old rulesets will be deleted",
        severity=Severity.NOTE,
        detail=f"{count:,} that no release points at, oldest first: `prune: {{rulesets: keep {keep}}}`",
    )
