"""Rules of S3 that can be held against a spec before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.kinds.types import write_duration
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Value, at, pointer
from baasctl.providers.amplify.buckets import KIND, NATIVE, RULES, STATEMENTS
from baasctl.providers.amplify.iam.policy_document import document_of
from baasctl.providers.amplify.object_storage.bucket_policy import PUBLIC_READ
from baasctl.providers.amplify.object_storage.lifecycle import ACTIONS, DAY_S
from baasctl.providers.spec_place import problem

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_TAKEN: Final = re.compile(r"(xn--|sthree-|amzn-s3-demo-).*|.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)")
_METHODS: Final = ("DELETE", "GET", "HEAD", "POST", "PUT")
_MOST_TAGS: Final = 50
_LONGEST_KEY: Final = 128
_LONGEST_VALUE: Final = 256
_ALGORITHM: Final = f"{NATIVE}/Encryption/SSEAlgorithm"


def check_buckets(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names, rules, labels and statements that S3 refuses, and two keys for one bucket."""
    seen: dict[str, Resource] = {}
    for one in desired.of(KIND):
        written = one.attributes.get("name")
        name = written if isinstance(written, str) else one.address.segments[0]
        if isinstance(written, str) and not is_name(written):
            yield not_a_name(one, written)
        twin = seen.setdefault(name, one)
        if twin is not one:
            detail = f"`{one.address.local}` and `{twin.address.local}` ({twin.declared_at}) are both `{name}`"
            yield problem(one, "SPEC781", "two resources are one bucket", detail, hint="keep one of them")
        yield from _cors_problems(one)
        yield from _lifecycle_problems(one)
        yield from _label_problems(one)
        yield from _statement_problems(one)
        yield from _contradictions(one)


def is_name(name: str) -> bool:
    """Whether S3 takes it: its rules for names of general purpose buckets."""
    return (
        _NAME.fullmatch(name) is not None
        and _ADDRESS.fullmatch(name) is None
        and ".." not in name
        and _TAKEN.fullmatch(name) is None
    )


def not_a_name(one: Resource, name: str) -> Diagnostic:
    """What is wrong with a name."""
    return problem(
        one,
        "SPEC780",
        "this is no name for a bucket",
        f"`{name}`: S3 takes 3 to 63 lower-case letters, digits, `-` and `.`, no IP address, and neither `xn--` or"
        " `sthree-` in front nor `-s3alias` or `--ol-s3` at the end",
        hint="choose another name, or give one with `name`; it belongs to one account in the world",
        path="/name",
    )


def _cors_problems(one: Resource) -> Iterator[Diagnostic]:
    for index, rule in _rules(one, "cors"):
        path = f"/cors/{index}"
        for name in ("allowed_origins", "allowed_methods"):
            if not rule.get(name):
                detail = f"a rule in `cors` of `{one.address.local}` has no `{name}`; S3 insists on it"
                yield problem(one, "SPEC782", "S3 does not take this rule", detail, path=path)
        methods = rule.get("allowed_methods")
        for method in methods if isinstance(methods, tuple) else ():
            if method not in _METHODS:
                detail = f"`{method}` in `cors` of `{one.address.local}`; S3 knows {', '.join(_METHODS)}"
                yield problem(one, "SPEC782", "S3 does not take this rule", detail, path=path)
        for name in ("allowed_origins", "allowed_headers"):
            texts = rule.get(name)
            for text in texts if isinstance(texts, tuple) else ():
                if str(text).count("*") > 1:
                    detail = f"`{text}` in `{name}` of `{one.address.local}`; S3 takes one `*` in each"
                    yield problem(one, "SPEC782", "S3 does not take this rule", detail, path=path)


def _lifecycle_problems(one: Resource) -> Iterator[Diagnostic]:
    for index, rule in _rules(one, "lifecycle"):
        path = f"/lifecycle/{index}"
        times = {action: rule[action] for action in ACTIONS if isinstance(rule.get(action), int)}
        if not times:
            detail = f"`lifecycle` of `{one.address.local}`: write one of {', '.join(f'`{each}`' for each in ACTIONS)}"
            yield problem(one, "SPEC785", "a rule without an action", detail, path=path)
        for action, seconds in times.items():
            if isinstance(seconds, int) and (seconds < DAY_S or seconds % DAY_S):
                yield problem(
                    one,
                    "SPEC786",
                    "S3 counts whole days",
                    f"`{action}` of `{one.address.local}` is `{write_duration(seconds)}`; it takes 1d or more",
                    path=f"{path}/{action}",
                )


def _label_problems(one: Resource) -> Iterator[Diagnostic]:
    labels = one.attributes.get("labels")
    found = labels if isinstance(labels, Mapping) else {}
    if len(found) > _MOST_TAGS:
        detail = f"`{one.address.local}` has {len(found)}; S3 takes {_MOST_TAGS}"
        yield problem(one, "SPEC789", "S3 does not take these labels", detail, path="/labels")
    for key, value in found.items():
        if not key or len(key) > _LONGEST_KEY or len(str(value)) > _LONGEST_VALUE:
            detail = f"`{key}` of `{one.address.local}`: a key has 1 to {_LONGEST_KEY} characters, a value up to"
            yield problem(
                one,
                "SPEC789",
                "S3 does not take these labels",
                f"{detail} {_LONGEST_VALUE}",
                path=f"/labels{pointer(key)}",
            )


def _statement_problems(one: Resource) -> Iterator[Diagnostic]:
    found = at(one.attributes, STATEMENTS)
    for sid, statement in found.items() if isinstance(found, Mapping) else ():
        path = f"{STATEMENTS}{pointer(sid)}"
        if sid == PUBLIC_READ:
            detail = f"`{sid}` of `{one.address.local}` is what `public: true` writes"
            yield problem(one, "SPEC790", "this statement has another name", detail, hint="write `public`", path=path)
        elif statement is not None and (
            document_of(statement) is None or not {"Effect", "Principal"} <= set(document_of(statement) or ())
        ):
            detail = f"`{sid}` of `{one.address.local}` needs `Effect`, `Principal`, an action and a resource"
            yield problem(one, "SPEC791", "this is no statement of a policy", detail, path=path)


def _contradictions(one: Resource) -> Iterator[Diagnostic]:
    key, algorithm = one.attributes.get("encryption_key"), at(one.attributes, _ALGORITHM)
    if isinstance(key, str) and algorithm == "AES256":
        detail = f"`{one.address.local}` has an `encryption_key` and the algorithm AES256, which has none"
        yield problem(one, "SPEC792", "two fields contradict each other", detail, path=_ALGORITHM)
    lists = [f"{NATIVE}/PublicAccessBlock/{name}" for name in ("BlockPublicAcls", "IgnorePublicAcls")]
    for path in lists:
        if one.attributes.get("public") is False and at(one.attributes, path) is False:
            detail = (
                f"`{one.address.local}` is not public, and `{path.rpartition('/')[2]}` would let access lists open it"
            )
            yield problem(one, "SPEC792", "two fields contradict each other", detail, path=path)
    rules = at(one.attributes, RULES)
    for index, rule in enumerate(rules if isinstance(rules, tuple) else ()):
        if not isinstance(rule, Mapping) or rule.get("Status") not in ("Enabled", "Disabled"):
            detail = (
                f"a rule in `{RULES.rpartition('/')[2]}` of `{one.address.local}` needs `Status`: Enabled or Disabled"
            )
            yield problem(one, "SPEC793", "this is no rule of S3", detail, path=f"{RULES}/{index}")
    lock = f"{NATIVE}/ObjectLock"
    versions = one.attributes.get("versioning", True)
    if at(one.attributes, f"{lock}/Enabled") == "Enabled" and versions is not True:
        detail = f"`{one.address.local}` locks objects; that needs their versions"
        yield problem(one, "SPEC792", "two fields contradict each other", detail, path="/versioning")
    both = [at(one.attributes, f"{lock}/{name}") not in (ABSENT, None) for name in ("Days", "Years")]
    if all(both):
        detail = f"`{one.address.local}`: write `Days` or `Years`"
        yield problem(one, "SPEC792", "two fields contradict each other", detail, path=f"{lock}/Years")


def _rules(one: Resource, field: str) -> Iterator[tuple[int, Mapping[str, Value]]]:
    found = one.attributes.get(field)
    for index, rule in enumerate(found if isinstance(found, tuple) else ()):
        if isinstance(rule, Mapping):
            yield index, rule
