"""Rules of Cloud Storage that can be held against a spec before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.kinds.types import write_duration
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value
from baasctl.providers.firebase.buckets import KIND, name_of
from baasctl.providers.firebase.cloud_storage.cors import contradicts
from baasctl.providers.firebase.cloud_storage.lifecycle import ACTIONS, DAY_S
from baasctl.providers.spec_place import problem

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{1,220}[a-z0-9]")
_ADDRESS: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_LONGEST_PART: Final = 63
_LABEL: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LABEL_VALUE: Final = re.compile(r"[a-z0-9_-]{0,63}")
_MOST_LABELS: Final = 64
_METHODS: Final = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "*"})


def check_buckets(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names, rules and labels that Google refuses, and two keys for one bucket."""
    seen: dict[str, Resource] = {}
    for one in desired.of(KIND):
        name = name_of(one)
        if not _is_name(name):
            yield problem(
                one,
                "SPEC600",
                "this is no name for a bucket",
                f"`{name}`: Cloud Storage takes 3 to 63 lower-case letters, digits, `-`, `_` and `.`, no IP address,"
                " and neither `goog` in front nor `google` inside",
                hint="choose another name, or give one with `name`",
                path="/name",
            )
        twin = seen.setdefault(name, one)
        if twin is not one:
            detail = f"`{one.address.local}` and `{twin.address.local}` ({twin.declared_at}) are both `{name}`"
            yield problem(one, "SPEC601", "two resources are one bucket", detail, hint="keep one of them")
        yield from _cors_problems(one)
        yield from _lifecycle_problems(one)
        yield from _label_problems(one)


def _is_name(name: str) -> bool:
    return (
        _NAME.fullmatch(name) is not None
        and _ADDRESS.fullmatch(name) is None
        and not name.startswith("goog")
        and "google" not in name
        and ".." not in name
        and all(len(part) <= _LONGEST_PART for part in name.split("."))
    )


def _cors_problems(one: Resource) -> Iterator[Diagnostic]:
    for index, rule in _rules(one, "cors"):
        path = f"/cors/{index}"
        if contradicts(rule):
            yield problem(
                one,
                "SPEC602",
                "Cloud Storage has one list of headers",
                f"`cors` of `{one.address.local}` has different `allowed_headers` and `exposed_headers`; on Firebase"
                " one list is both",
                hint="write one of them, or both alike",
                path=path,
            )
        methods = rule.get("allowed_methods")
        unknown = [each for each in methods if each not in _METHODS] if isinstance(methods, tuple) else []
        if unknown:
            detail = f"`{unknown[0]}` in `cors` of `{one.address.local}`; there are {', '.join(sorted(_METHODS))}"
            yield problem(one, "SPEC606", "this is no HTTP method", detail, path=path)


def _lifecycle_problems(one: Resource) -> Iterator[Diagnostic]:
    for index, rule in _rules(one, "lifecycle"):
        path = f"/lifecycle/{index}"
        times = {action: rule[action] for action in ACTIONS if isinstance(rule.get(action), int)}
        if not times:
            detail = f"`lifecycle` of `{one.address.local}`: write one of {', '.join(f'`{each}`' for each in ACTIONS)}"
            yield problem(one, "SPEC605", "a rule without an action", detail, path=path)
        for action, seconds in times.items():
            if isinstance(seconds, int) and (seconds < DAY_S or seconds % DAY_S):
                yield problem(
                    one,
                    "SPEC603",
                    "Cloud Storage counts whole days",
                    f"`{action}` of `{one.address.local}` is `{write_duration(seconds)}`; it takes 1d or more",
                    path=f"{path}/{action}",
                )


def _label_problems(one: Resource) -> Iterator[Diagnostic]:
    labels = one.attributes.get("labels")
    found = labels if isinstance(labels, Mapping) else {}
    wrong = [key for key, value in found.items() if not _LABEL.fullmatch(key) or not _LABEL_VALUE.fullmatch(str(value))]
    if len(found) > _MOST_LABELS:
        detail = f"`{one.address.local}` has {len(found)}; Cloud Storage takes {_MOST_LABELS}"
        yield problem(one, "SPEC607", "too many labels", detail, path="/labels")
    for key in wrong:
        detail = f"`{key}: {found[key]}` of `{one.address.local}`: lower-case letters, digits, `_` and `-`, at most 63"
        yield problem(
            one, "SPEC608", "this is no label", detail, hint="keys begin with a letter", path=f"/labels/{key}"
        )


def _rules(one: Resource, field: str) -> Iterator[tuple[int, Mapping[str, Value]]]:
    found = one.attributes.get(field)
    for index, rule in enumerate(found if isinstance(found, tuple) else ()):
        if isinstance(rule, Mapping):
            yield index, rule
