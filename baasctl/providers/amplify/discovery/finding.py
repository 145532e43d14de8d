"""What discovery knows, put together from its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Final, cast

from baasctl.providers.amplify.discovery.naming import buckets_in, by_output, by_tags, by_type, functions_in, roles_in
from baasctl.providers.amplify.discovery.stack_rows import StackResource, known_id, rows_of
from baasctl.providers.contract import Answers

SOURCE: Final = "discovery"
OUTPUTS: Final = f"{SOURCE}/outputs/"
METADATA: Final = f"{SOURCE}/metadata/"
STACK: Final = f"{SOURCE}/stack/"
"""Before a stack's name or ARN: its outputs, its template's metadata, its resources."""
TAGS: Final = f"{SOURCE}/tags/"
"""Before app and branch, with a slash between: the resources that carry their tags."""
BESIDE: Final = f"{SOURCE}/beside/"
"""Before a physical id: the resources of the stack that made it."""
ACCOUNT: Final = f"{SOURCE}/account"
"""The account of the credential."""
IDS: Final = ("user_pool", "user_pool_client", "identity_pool", "api")


@dataclass(frozen=True, kw_only=True)
class Found:
    """An app's resources. Empty text: there is none, or nothing leads to it.

    Attributes:
        branch: Whose backend it is.
        environment: The backend's name at Gen 1; empty for Gen 2.
        stack: Name of the root stack.
        account: Twelve digits; empty where nothing that was asked tells it.
        buckets, functions: The name that the app's code has for it to the physical name.
        roles: `auth`, `unauth` and each group to the name of its role.
        resources: What stacks made, over all stacks.
        tagged: ARN to tags, where there is no stack to ask.
        denied: Why something could not be asked, in one sentence each.
        ambiguous: What there are several of, so that the target has to name one, to their ids.
    """

    app: str = ""
    branch: str = ""
    environment: str = ""
    stack: str = ""
    account: str = ""
    user_pool: str = ""
    user_pool_client: str = ""
    identity_pool: str = ""
    api: str = ""
    buckets: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    resources: tuple[StackResource, ...] = ()
    tagged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    denied: tuple[str, ...] = ()
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _stacks(self) -> Mapping[tuple[str, str], str]:
        known: dict[tuple[str, str], str] = {}
        for each in self.resources:
            for kind in (each.type, ""):
                known.setdefault((kind, each.id), each.root or each.stack)
        for arn, tags in self.tagged.items():
            if stack := tags.get("aws:cloudformation:stack-name", ""):
                known.setdefault(("", arn), stack)
                known.setdefault(("", known_id(arn)), stack)
        return known

    def owner_of(self, physical_id: str, resource_type: str = "") -> str:
        """Who made a resource and would overwrite changes of it; empty: nobody that we know of.

        Args:
            physical_id: Id, name or ARN.
            resource_type: CloudFormation's (`AWS::Cognito::UserPoolGroup`), where names repeat between types.
        """
        stack = (
            self._stacks.get((resource_type, physical_id))
            or self._stacks.get((resource_type, known_id(physical_id)))
            or self._stacks.get((resource_type, f"sha256:{sha256(physical_id.encode()).hexdigest()}"))
        )
        return f"CloudFormation stack {stack}" if stack else ""

    def of_type(self, resource_type: str) -> tuple[StackResource, ...]:
        """What stacks made of a type of CloudFormation."""
        return tuple(each for each in self.resources if each.type == resource_type)

    def bucket(self, name: str) -> str:
        """The physical name of a bucket; one that no code of the app names has only that."""
        return self.buckets.get(name, name)

    def function(self, name: str) -> str:
        """The physical name of a function; one that no code of the app names has only that."""
        return self.functions.get(name, name)

    def friendly(self, physical: str) -> str:
        """The name that the app's code has for a bucket or function; else the physical one."""
        named = {**self.buckets, **self.functions}
        return next((name for name, each in named.items() if each == physical), physical)


def found(answers: Answers) -> Found:
    """What the documents of discovery say so far; a `Found` without ids while there are none."""
    start = _mapping(answers.get(SOURCE))
    root = str(start.get("stack", ""))
    rows = rows_of(_rows(answers), root)
    outputs = {key: str(value) for key, value in _of(answers, OUTPUTS).items()}
    tags = cast(Mapping[str, Mapping[str, str]], _of(answers, TAGS))
    named = by_output(outputs, str(_of(answers, METADATA).get("text", "")), tags)
    typed, ambiguous = by_type([row for row in rows if row.root])
    explicit = _mapping(start.get("explicit"))
    tagged = by_tags(tags)
    ids = {
        name: str(explicit.get(name) or named.ids.get(name) or typed.get(name) or tagged.ids.get(name) or "")
        for name in IDS
    }
    derived = str(named.ids.get("user_pool") or typed.get("user_pool") or tagged.ids.get("user_pool") or "")
    if ids["user_pool"] != derived:
        ids["user_pool_client"] = str(explicit.get("user_pool_client") or _client_beside(rows, ids["user_pool"]))
    return Found(
        **ids,
        app=str(start.get("app", "")),
        branch=str(start.get("branch", "")),
        environment=str(start.get("environment", "")),
        account=root.split(":")[4] if root.startswith("arn:") else str(_mapping(answers.get(ACCOUNT)).get("id", "")),
        stack=next((row.root for row in rows if row.root), ""),
        buckets=named.buckets or buckets_in(rows) or tagged.buckets,
        functions=functions_in(rows, named.functions, tags) or tagged.functions,
        roles=roles_in(rows),
        resources=rows,
        tagged=tags,
        denied=tuple(dict.fromkeys(_denied(answers))),
        ambiguous={name: several for name, several in ambiguous.items() if not ids[name]},
    )


def _client_beside(rows: Sequence[StackResource], pool: str) -> str:
    """The app client of a pool that the target names: the one of the stack that made the pool."""
    stacks = {row.stack for row in rows if row.id == pool}
    return by_type([row for row in rows if row.stack in stacks])[0].get("user_pool_client", "")


def _rows(answers: Answers) -> dict[str, Iterable[Mapping[str, str]]]:
    """Resources by the stack that was asked; of a stack that was asked by what it made, under no name."""
    listed: dict[str, Iterable[Mapping[str, str]]] = {}
    for name, answer in answers.items():
        if name.startswith(STACK) and isinstance(answer, list):
            listed[name.removeprefix(STACK)] = answer
    beside = [row for name, answer in answers.items() if name.startswith(BESIDE) and isinstance(answer, list)
              for row in answer]  # fmt: skip
    return {**listed, "": beside}


def _denied(answers: Answers) -> Iterable[str]:
    for name, answer in answers.items():
        if name.startswith(SOURCE) and isinstance(answer, Mapping) and (reason := answer.get("denied")):
            yield str(reason)


def _of(answers: Answers, prefix: str) -> Mapping[str, object]:
    """The one answer of a sort; empty where it is missing or was denied."""
    answer = next((_mapping(each) for name, each in answers.items() if name.startswith(prefix)), {})
    return {} if "denied" in answer else answer


def _mapping(answer: object) -> Mapping[str, object]:
    return answer if isinstance(answer, Mapping) else {}
