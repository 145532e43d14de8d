"""The part for rules that are released as rulesets: of Firestore databases and of Storage buckets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.plan import Batch
from baasctl.model.probe import Probe, Verdict, WhoKind
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
from baasctl.providers.firebase.rules.releases import Release, releases_of
from baasctl.providers.firebase.rules.releases_normal_form import with_normal_rules
from baasctl.providers.firebase.rules.releasing import put_live
from baasctl.providers.firebase.rules.rule_tests import NotAsked, case_of, verdict_of
from baasctl.providers.firebase.rules.ruleset_text import file_name, ruleset_text
from baasctl.providers.strict import expect, expect_objects, unexpected
from baasctl.providers.writing import write_together

_CASES_AT_ONCE: Final = 100
"""Test cases in one request."""


class ReleasesPart:
    """Rules of Firestore and Storage; satisfies `Part`."""

    kinds = frozenset({firestore_rules.KIND, storage_rules.KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The releases; then the ruleset of each that is wanted, once."""
        kinds = self.kinds & wanted.kinds
        found = [Source(releases.RELEASES, kinds)]
        if storage_rules.KIND in kinds and _needs_default_bucket(wanted):
            found.append(Source(releases.BUCKET, frozenset({storage_rules.KIND})))
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
        return with_normal_rules(state, answers, self._project, self.kinds)

    def tested(self, rules: Resource, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `TriesRules.tested`: Google carries out what a test case can say."""
        verdicts: dict[int, Verdict] = {}
        cases: dict[int, dict[str, object]] = {}
        bucket = self._bucket(rules)
        for index, probe in enumerate(probes):
            try:
                cases[index] = case_of(probe, bucket)
            except NotAsked as reason:
                allowed = True if probe.who.kind is WhoKind.SERVICE else None
                verdicts[index] = Verdict(allowed=allowed, reason=str(reason))
        indices = list(cases)
        for first in range(0, len(indices), _CASES_AT_ONCE):
            some = indices[first : first + _CASES_AT_ONCE]
            found = self._results(rules, [cases[index] for index in some])
            verdicts.update(zip(some, found, strict=True))
        return [verdicts[index] for index in range(len(probes))]

    def _results(self, rules: Resource, cases: list[dict[str, object]]) -> list[Verdict]:
        """Verdicts of one request.

        Raises:
            UnexpectedAnswer: Not every case has a result.
        """
        where = f"{self._project.id}:test"
        source = ruleset_text(rules) or ""
        results = client.run_cases(self._project.google, self._project.id, file_name(rules), source, cases)
        if len(results) != len(cases):
            raise unexpected(where, "/testResults", f"{len(results)} results of {len(cases)} test cases")
        return [verdict_of(result, where) for result in results]

    def _bucket(self, rules: Resource) -> str:
        """What `(default)` stands for; only names of paths depend on it."""
        name = rules.address.segments[0]
        return name if name != storage_rules.DEFAULT else releases.MADE_BY_FIREBASE[0].format(self._project.id)

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


def _needs_default_bucket(wanted: Wanted) -> bool:
    """Whether `(default)` means a bucket whose name is not known: other names need no further API."""
    return wanted.desired is None or storage_rules.DEFAULT in releases.declared_keys(wanted, storage_rules.KIND)


def _attributes(answer: Answer) -> dict[str, Value]:
    """`source` of a ruleset; of several files one after the other."""
    if answer is None:
        return {}
    ruleset = expect(answer, dict, releases.RULESET, "")
    source = expect(ruleset.get("source"), dict, releases.RULESET, "/source")
    files = expect_objects(source.get("files"), releases.RULESET, "/source/files")
    texts = [str(file.get("content", "")) for file in files]
    return {"source": "\n".join(texts)}
