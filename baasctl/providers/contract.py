"""What a provider must be able to do; stages know nothing else about it.

    sources(wanted, answers)   which documents must be fetched to know these kinds            pure
    fetch(source)              one document or list, each once per run                        I/O, parallel
    decode(kind, answers)      wire → attributes                                              pure
    normalise(desired, live…)  both sides in the provider's normal form                       may ask an engine
    batches(changes)           what one request sequence or one transaction writes            pure
    execute(batch, vault)      write it, say what became of each change                       I/O, serial

The protocol worked out on three services:

Supabase
    sources: `auth/v1` and `config/v2` are one document each and serve four kinds (`auth`,
    `identity_providers`, `email_templates`, `auth_hooks`), the second one seven more; v2 has effective
    values, v1 set-ness, and v2 may be missing, so its fetch answers `None` instead of failing. `database/state` is one
    SQL statement for `tables`, `policies`, `grants` and the catalog that the shadow needs.
    `functions` leads to `functions/<slug>/body` only once the list is there, so `sources` is asked
    again with the answers so far until it names nothing new.
    normalise: policy expressions go through the shadow on both sides; secrets get the digest that
    the API answers with (HMAC-SHA256 with the ref, or SHA-256); function folders become a map from
    path to SHA-256.
    batches: every change of the four auth kinds is one PATCH; tables, policies and grants are one
    transaction; function secrets go 100 a call; functions are uploaded one by one and activated together.

Identity Toolkit (Firebase)
    sources: `projects/P/config` serves `auth`, `email_templates`, `auth_hooks` and half of
    `identity_providers`; `defaultSupportedIdpConfigs`, `oauthIdpConfigs` and `inboundSamlConfigs` are
    lists; tenants are a list that leads to one config and three lists each. Absent means the default
    of that project, so `Resource.unset` holds the pointer and the attribute is missing.
    normalise: rulesets are compiled by `projects.test`; nothing for the config itself.
    batches: one PATCH with a leaf `updateMask` per document; each list item is its own batch.
    execute: reads back after the write, since masks that the server ignores answer 200.

Cognito (Amplify)
    sources: `DescribeUserPool`, `GetUserPoolMfaConfig`, `DescribeRiskConfiguration` are documents;
    app clients, groups and identity providers are lists that lead to one describe each: again the
    two waves of `sources`. A user pool owned by CloudFormation shows in `Resource.facts`.
    normalise: absent members get the sourced default table, because `UpdateUserPool` resets them.
    batches: `UpdateUserPool` carries `auth`, `email_templates` and `auth_hooks`; a trigger needs its
    function first (an edge of the kind), whose environment may need the pool: the edge splits the
    batch in two. execute describes again, strips, overlays, sends everything, and reads back.

What the three have in common and the stages rely on: documents are fetched whole; a document serves
several kinds; one write carries several kinds; the provider, not the stage, knows which values are
unset on the wire and which secrets compare.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol, TypeAlias

from baasctl.model.access_judging import AccessJudging
from baasctl.model.access_rendering import AccessRendering
from baasctl.model.change import Change, Risk
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import ProviderError
from baasctl.model.field import Field, Shape
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.model.value import Value
from baasctl.providers.rules_on_trial import TriesRules

Answer: TypeAlias = object
"""The provider's JSON as it came, or `None` for a document that this project does not have."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a provider accepts for one field; every member may be open.

    Attributes:
        minimum, maximum: Of a number, in the field's unit.
        shortest, longest: Characters of a text, members of a list, set or map.
        pattern: Regular expression of a whole text, or of each member of a set.
        choices: The only values; for a set the only members.
        sets: The only whole values of a set, each sorted.
        whose: Whose limit this is, for the message ("Supabase Auth", "GoTrue").
    """

    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None
    shortest: int | None = None
    pattern: str | None = None
    choices: tuple[Value, ...] = ()
    sets: tuple[tuple[str, ...], ...] = ()
    whose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """The provider has the field.

    Attributes:
        wire: Where it is written, for `explain` and `providers` (`password_min_length`).
        bounds: What it accepts.
        unset: Whether `null` (unset) exists on the wire; if not, `validate` rejects null.
        source: Where we know from.
        note: What differs from the neutral meaning.
        graded: `recorded`, `checked by a real client`, `specified` or `assumed`.
    """

    wire: str = ""
    bounds: Bounds = Bounds()
    unset: bool = True
    source: str = ""
    note: str = ""
    graded: str = "specified"


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """The provider does not have it: why, since when we know, and from where."""

    reason: str
    hint: str = ""
    verified: date
    source: str


Answered: TypeAlias = Yes | No
Judge: TypeAlias = Callable[[Change], Iterable[Risk]]
Check: TypeAlias = Callable[[DesiredState], Iterable[Diagnostic]]
Refer: TypeAlias = Callable[[Target, str, str, str], str]
"""Target, kind, name, attribute → the text of `${ref:kind/name.attribute}`, known before anything is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a provider can do, known offline.

    Attributes:
        provider: Its name.
        title: Its name for people.
        kinds: Kind to yes or no; a kind that is not listed is no.
        fields: Kind to dotted field path (`password.minimum_length`) to yes or no. Inside a map of the
            kind, `*` stands for the key.
        names: Kind to the resource names it accepts, where names are not free (`identity_providers`).
        variants: Kind to the field that frees the name where it is declared: the table then speaks of the
            resource as `<field>=<value>` (`protocol=saml`), in `names` and `exceptions`.
        exceptions: (kind, name, dotted field) where one name differs from `fields`.
        native: Kind to wire name to its field (shape, sensitivity); bounds are in `fields` under
            `native.<wire name>`.
        references: Kind to attributes that `${ref:kind/name.attribute}` may ask for; of a kind that is one resource,
            and of `target`, `${ref:kind.attribute}`.
        refer: The text of such a reference; `None` where there are none.
        defers: `refer` is told the resource's key and gives a `model.deferred` text, which `normalise` replaces; else
            it is told the resource's `name`, where it says one.
        placeholders: Mail of `email_templates` to neutral placeholder (`link`, `code`, `email`,
            `new_email`) to the provider's own text, or no. The mail `*` stands for the ones not listed.
        project: Members of a target that name the project, the usual one first; the first that is written does.
        settings: Members of a target of this provider, beside the ones that every target has.
        live: The settings that may follow the project in `--live PROVIDER:PROJECT/…`, in this order.
        checks: Rules between fields (a hook by https needs its secret).
        risks: Hazards of native members, which no kind knows.
        extra: The optional install that the provider needs.
        access: How the portable `access` section is expressed; `None`: it is not.
        judging: How requests to its access rules are judged; `None`: nobody can.
    """

    provider: str
    title: str
    kinds: Mapping[str, Answered]
    fields: Mapping[str, Mapping[str, Answered]]
    names: Mapping[str, Mapping[str, Answered]] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    exceptions: Mapping[tuple[str, str, str], Answered] = field(default_factory=dict)
    native: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refer: Refer | None = None
    defers: bool = False
    placeholders: Mapping[str, Mapping[str, str | No]] = field(default_factory=dict)
    project: tuple[str, ...] = ("project",)
    settings: Mapping[str, Field] = field(default_factory=dict)
    live: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    risks: tuple[Judge, ...] = ()
    extra: str = ""
    access: AccessRendering | None = None
    judging: AccessJudging | None = None

    @property
    def managed_kinds(self) -> frozenset[str]:
        """Kinds that the provider has."""
        return frozenset(kind for kind, answer in self.kinds.items() if isinstance(answer, Yes))

    def answer(self, kind: str, name: str, dotted: str) -> Answered | None:
        """Yes or no for one field of one resource; `None` when the table does not know the field."""
        exception = self.exceptions.get((kind, name, dotted))
        return exception or self.fields.get(kind, {}).get(dotted)

    def name_of(self, resource: Resource) -> str:
        """What the table calls a resource: its name, or its variant; empty for a singleton."""
        variant = self.variants.get(resource.address.kind, "")
        value = resource.attributes.get(variant)
        if isinstance(value, str):
            return f"{variant}={value}"
        return resource.address.segments[0] if resource.address.segments else ""

    def fields_of(self, kind: str, fields: Field) -> Field:
        """A kind's attribute record with this provider's native members filled in."""
        native = Field(shape=Shape.RECORD, members=self.native.get(kind, {}))
        if "native" not in fields.members:
            return fields
        members = {**fields.members, "native": Field(shape=Shape.RECORD, members={self.provider: native})}
        return Field(shape=Shape.RECORD, members=members, doc=fields.doc)


@dataclass(frozen=True, slots=True)
class Source:
    """One document or list to fetch.

    Attributes:
        name: The provider's word for it; two sources of the same name are the same document.
        kinds: Kinds that cannot be read without it.
    """

    name: str
    kinds: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a run has to know.

    Attributes:
        kinds: Kinds to read.
        desired: What the spec declares, so that only the documents of those names are fetched.
        whole: Kinds of which also what no spec names is read (adopt, prune, lint).
    """

    kinds: frozenset[str]
    desired: DesiredState | None = None
    whole: frozenset[str] = frozenset()

    def is_whole(self, kind: str) -> bool:
        """Whether all there is of a kind is wanted: it was asked for, or there is no spec."""
        return kind in self.whole or self.desired is None


Answers: TypeAlias = Mapping[str, Answer]
"""What was fetched so far, by source name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A snapshot and the answers it was decoded from.

    Attributes:
        failures: What made kinds unreadable, by kind; decides between exit 1 and 3.
    """

    snapshot: Snapshot
    answers: Answers
    failures: Mapping[str, ProviderError] = field(default_factory=dict)

    def check(self) -> None:
        """Raise what made the first unreadable kind so, for those who need every kind."""
        for failure in self.failures.values():
            raise failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """Both sides in the provider's normal form.

    Attributes:
        diagnostics: What is wrong with desired values (an expression that names no column), with places.
    """

    desired: DesiredState
    live: Snapshot
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """One thing that a project consists of, for `doctor`.

    Attributes:
        what: In words: "user pool", "bucket `drive`".
        name: The provider's id or name for it.
        owner: Who made it and would overwrite changes of it; empty: nobody that is known.
    """

    what: str
    name: str
    owner: str = ""


class Provider(TriesRules, Protocol):
    """One target, connected. Built by the provider package's `connect`."""

    @property
    def target(self) -> Target: ...

    @property
    def support(self) -> Support: ...

    @property
    def calls(self) -> int:
        """Requests made so far."""
        ...

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """What must be fetched. Asked again with more answers until it names nothing new. Pure."""
        ...

    def fetch(self, source: Source) -> Answer:
        """Fetch one source; thread-safe.

        Raises:
            ProviderError: The kinds that need it become unreadable.
        """
        ...

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The live resources of a kind, from the answers of its sources. Pure.

        Raises:
            UnexpectedAnswer: A document is not what the API promises.
        """
        ...

    def normalise(self, desired: DesiredState, live: Snapshot, answers: Answers, vault: Vault) -> Normalised:
        """Bring both sides into normal form; leaves nothing behind.

        *answers* are the ones *live* was decoded from (the catalog for the shadow is among them).
        Secrets of *desired* that *vault* holds get their digest; addresses get their canonical spelling.
        Problems are diagnostics, never exceptions.

        Raises:
            ProviderError, EngineError: The provider or the engine is not there.
        """
        ...

    def batches(self, changes: Sequence[Change]) -> Sequence[Batch]:
        """Group changes by what is written together; order is the planner's business. Pure."""
        ...

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Write one batch and say what became of each change; does not raise for a refused write."""
        ...

    def describe(self, change: Change) -> str:
        """The request or statement that would be sent, secrets masked; for `explain` and `render`. Pure."""
        ...

    def inventory(self, answers: Answers) -> Sequence[Belonging]:
        """What the project consists of and who owns it, where that had to be found out; else empty. Pure."""
        ...

    def exported(self, changes: Sequence[Change], answers: Answers) -> str:
        """Text that makes changes in the code of who owns the resources; empty where nobody else owns any. Pure."""
        ...

    def references(self, answers: Answers) -> Mapping[str, str]:
        """Texts that only this project has to the reference (`auth.id`) that says the same of any project. Pure."""
        ...

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """Files that belong to a live resource (a function's sources), by path in its folder; for `adopt`. Pure."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What a provider package needs to connect to a target.

    Attributes:
        root: The spec's folder.
        vault: Holds the target's credentials.
        environment: The process environment, injected.
        cache: Folder for what may be lost (digests of deployed functions); `None`: nothing is kept.
        pause: Waits some seconds between tries; ends early when the user stops the run.
        progress: Told what a long write is waiting for.
    """

    target: Target
    root: Path
    vault: Vault
    environment: Mapping[str, str] = field(repr=False)
    cache: Path | None = None
    pause: Callable[[float], None] = time.sleep
    progress: Callable[[str], None] = lambda _: None
