"""Rules that are released as rulesets, both sides in normal form: compiled, and compared by their tokens."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from baasctl.engines.rules_language.tokens import same_tokens
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.value import Value
from baasctl.providers.contract import Answers, Normalised
from baasctl.providers.firebase import firestore_rules, storage_rules
from baasctl.providers.firebase.clients import firebase_rules as client
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.rules import releases
from baasctl.providers.firebase.rules.comparing import compared, differs, issue_diagnostics, news
from baasctl.providers.firebase.rules.entries import KEEP
from baasctl.providers.firebase.rules.releases import Release, releases_of
from baasctl.providers.firebase.rules.releasing import old_rulesets
from baasctl.providers.firebase.rules.ruleset_text import file_name, ruleset_text
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect_objects


def with_normal_rules(state: Normalised, answers: Answers, project: Project, kinds: Collection[str]) -> Normalised:
    """The state with the desired rules of these kinds compiled and told apart from formatting.

    Raises:
        ProviderError: Google could not be asked to compile.
    """
    work = _Comparison(project, state, answers)
    resources = tuple(work.normal(each) if each.address.kind in kinds else each for each in state.desired.resources)
    work.tell_of_releases()
    desired = replace(state.desired, resources=resources)
    return replace(state, desired=desired, diagnostics=(*state.diagnostics, *work.diagnostics))


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
        if not differs(found, live):
            return found
        self.released += 1
        facts: dict[str, Value] = {"file": file_name(resource), **found.facts, **self._release(resource)}
        keep = self.state.desired.kept_versions.get(KEEP)
        if keep is not None:
            facts["keep_rulesets"] = keep
        google, name = self.project.google, str(facts["file"])
        issues = client.compile_source(google, self.project.id, name, ruleset_text(resource) or "")
        self.diagnostics.extend(issue_diagnostics(resource, news(resource, issues)))
        return replace(found, facts=facts)

    def tell_of_releases(self) -> None:
        """What is there beside the rules that the spec speaks of."""
        for release in releases_of(self.answers, self.project.id, None):
            if not release.kind:
                self.diagnostics.append(_foreign(release))
        keep = self.state.desired.kept_versions.get(KEEP)
        if self.released and keep is not None:
            listed = client.rulesets(self.project.google, self.project.id)
            known = expect_objects(self.answers.get(releases.RELEASES) or [], releases.RELEASES)
            if old := old_rulesets(listed, known, keep - 1):
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
