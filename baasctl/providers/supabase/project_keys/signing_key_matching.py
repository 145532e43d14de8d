"""Which live signing key a declared one is, and which steps of its life are open to it.

Steps: https://supabase.com/docs/guides/auth/signing-keys, "Lifetime of a signing key".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "standby": ("in_use", "previously_used"),
    "in_use": ("previously_used",),
    "previously_used": ("standby", "revoked"),
    "revoked": ("standby",),
}
NEW_STATUSES: Final = ("standby", "in_use")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Live keys under the names of the spec, and what is in the way."""

    live: tuple[Resource, ...]
    problems: tuple[Diagnostic, ...]


def match(desired: Sequence[Resource], live: Sequence[Resource]) -> Matched:
    """Give each live key the name of the declared one that it is.

    Keys that algorithm and status cannot tell apart are interchangeable: nothing that is declared differs.
    """
    wanted, free = list(desired), list(live)
    pairs: list[tuple[Resource, Resource]] = []
    for is_one in (_same_id, _same_public_half, _same_slot):
        for one in list(wanted):
            found = next((each for each in free if is_one(one, each)), None)
            if found is not None:
                pairs.append((one, found))
                wanted = [each for each in wanted if each is not one]
                free = [each for each in free if each is not found]
    taken = {one.address.segments[0] for one in desired}
    named = [replace(found, address=one.address) for one, found in pairs]
    named += [_beside(one, taken) for one in free]
    problems = [problem for one in wanted for problem in _new_problems(one, free)]
    problems += [problem for one, found in pairs for problem in _step_problems(one, found, desired, pairs)]
    return Matched(live=tuple(named), problems=tuple(problems))


def _same_id(desired: Resource, live: Resource) -> bool:
    return desired.remote_id is not None and desired.remote_id == live.remote_id


def _same_public_half(desired: Resource, live: Resource) -> bool:
    mine, theirs = _digest(desired), _digest(live)
    return desired.remote_id is None and mine is not None and mine == theirs


def _same_slot(desired: Resource, live: Resource) -> bool:
    is_told = desired.remote_id is not None or (_digest(desired) is not None and _digest(live) is not None)
    return not is_told and _algorithm(desired) == _algorithm(live) and _status(desired) == _status(live)


def _digest(resource: Resource) -> str | None:
    secret = resource.attributes.get("private_jwk")
    return secret.digest if isinstance(secret, Secret) else None


def _algorithm(resource: Resource) -> str:
    return str(resource.attributes.get("algorithm"))


def _status(resource: Resource) -> str:
    return str(resource.attributes.get("status"))


def _beside(resource: Resource, taken: set[str]) -> Resource:
    name = resource.address.segments[0]
    if name not in taken:
        return resource
    return replace(resource, address=replace(resource.address, segments=(resource.remote_id or name,)))


def _new_problems(desired: Resource, free: Sequence[Resource]) -> Iterator[Diagnostic]:
    status = _status(desired)
    if desired.remote_id is not None:
        yield _problem(
            desired,
            "SPEC377",
            "no live key has this id",
            f"`{desired.address.local}` has `id: {desired.remote_id}`",
            "take the id out to have the key made, or correct it",
        )
        return
    same = [one for one in free if _algorithm(one) == _algorithm(desired)]
    candidates = [one for one in same if status in STEPS[_status(one)]] if _digest(desired) is None else []
    if candidates:
        told = ", ".join(f"{one.remote_id} ({_status(one)})" for one in candidates)
        yield _problem(
            desired,
            "SPEC377",
            "it is not told which live key this is",
            f"`{desired.address.local}` could be {told}",
            f"say which one it is: `id: {candidates[0].remote_id}`",
        )
    elif status not in NEW_STATUSES:
        yield _problem(
            desired,
            "SPEC378",
            "a new key cannot begin like this",
            f"`{desired.address.local}` would be made {status}; a new key is {' or '.join(NEW_STATUSES)}",
            "say which live key it is with `id:`, or begin with `standby`",
        )


def _step_problems(
    desired: Resource, live: Resource, all_desired: Sequence[Resource], pairs: Sequence[tuple[Resource, Resource]]
) -> Iterator[Diagnostic]:
    before, after = _status(live), _status(desired)
    if _algorithm(desired) != _algorithm(live) or (_digest(desired) or _digest(live)) != (
        _digest(live) or _digest(desired)
    ):
        yield _problem(
            desired,
            "SPEC379",
            "this id belongs to another key",
            f"`{desired.address.local}`: {live.remote_id} is {_algorithm(live)} with another public half or algorithm",
            "correct the id; a key itself never changes",
        )
    elif before != after and (after not in STEPS[before] or not _is_rotated(before, all_desired, pairs)):
        allowed = ", ".join(STEPS[before]) + (" when another key becomes in_use" if before == "in_use" else "")
        yield _problem(
            desired,
            "SPEC378",
            "a key cannot take this step",
            f"`{desired.address.local}` is {before}, and {after} is not open to it; open: {allowed}",
            "take the steps one after the other",
        )


def _is_rotated(before: str, all_desired: Sequence[Resource], pairs: Sequence[tuple[Resource, Resource]]) -> bool:
    """A key leaves `in_use` only because another one comes into use."""
    if before != "in_use":
        return True
    already: Callable[[Resource], bool] = lambda one: any(  # noqa: E731  read where it is used
        each is one and _status(found) == "in_use" for each, found in pairs
    )
    return any(_status(one) == "in_use" and not already(one) for one in all_desired)


def _problem(resource: Resource, code: str, summary: str, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        summary=summary,
        detail=detail,
        hint=hint,
        span=resource.span_of("/status"),
        address=resource.address,
    )
