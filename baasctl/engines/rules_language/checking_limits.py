"""Limits of a ruleset, and what a block may not hold (documented: firebase.google.com/docs/firestore/quotas)."""

from __future__ import annotations

from typing import Final

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.checking_form import NEWEST, ONE_GLOB
from baasctl.engines.rules_language.mistake import Findings
from baasctl.engines.rules_language.scopes import Declared, Scopes
from baasctl.engines.rules_language.services import Profile, descriptor_of, descriptor_or_nothing

MOST_BYTES: Final = 256 * 1024
_DEEPEST_MATCH: Final = 10
_MOST_CAPTURES: Final = 20
_MOST_SEGMENTS: Final = 100
_MOST_PARAMETERS: Final = 7
_DEEPEST_CALL: Final = 20


def check_limits(ruleset: syntax.Ruleset, scopes: Scopes, profile: Profile, findings: Findings) -> None:
    """Versions, services, matches, functions and calls."""
    if ruleset.version < NEWEST:
        newest = f"Please update to the latest version (version [{NEWEST}])."
        findings.warn(-1, f"Ruleset uses old version (version [{ruleset.version}]). {newest}")
    seen: set[str] = set()
    for service in ruleset.services:
        if service.name in seen:
            findings.error(service.at, "Duplicate service name declaration.")
        seen.add(service.name)
        if descriptor_of(service.name, profile) is None:
            findings.warn(service.at, f"Invalid service name: {service.name}.")
        for match in service.matches:
            _Matches(ruleset.version, service.name, profile, findings).check(match, (), 1)
    for function in scopes.functions:
        _function(function, ruleset.version, findings)
    _Calls(findings).check(scopes)


class _Matches:
    """Match blocks of one service, with all that is around them."""

    def __init__(self, version: int, service: str, profile: Profile, findings: Findings) -> None:
        self._version = version
        self._descriptor = descriptor_or_nothing(service, profile)
        self._findings = findings

    def check(self, match: syntax.Match, around: tuple[syntax.Segment, ...], depth: int) -> None:
        error = self._findings.error
        path = (*around, *match.path)
        if depth == _DEEPEST_MATCH + 2:
            error(match.start, f"Maximum allowed resource rule depth of {_DEEPEST_MATCH} is reached.")
        captures = _captures(path)
        if len(captures) > _MOST_CAPTURES >= len(_captures(around)):
            error(match.start, f"Maximum allowed amount of {_MOST_CAPTURES} match field variables is reached.")
        if len(path) > _MOST_SEGMENTS >= len(around):
            error(match.start, f"Maximum allowed path length of {_MOST_SEGMENTS} is reached.")
        self._wildcards(match, around)
        for allow in match.allows:
            for name, offset in zip(allow.methods, allow.methods_at, strict=True):
                if not self._descriptor.methods(name):
                    self._findings.warn(offset, f"Invalid method name: {name}.")
        for inner in match.matches:
            self.check(inner, path, depth + 1)

    def _wildcards(self, match: syntax.Match, around: tuple[syntax.Segment, ...]) -> None:
        seen: set[str] = set()
        own = _captures(match.path)
        for segment in own:
            if segment.name in seen:
                self._findings.error(segment.at, f"Variable {segment.name} already exists in the PathTemplate.")
            seen.add(segment.name)
        if self._version < NEWEST and match.matches and any(each.is_recursive for each in own):
            self._findings.warn(match.start, "Glob(**) resource rules should not have child resource rules.")
        if (
            self._version >= NEWEST
            and any(e.is_recursive for e in own)
            and any(e.is_recursive for e in _captures(around))
        ):
            self._findings.error(match.start, ONE_GLOB)


def _captures(path: tuple[syntax.Segment, ...]) -> list[syntax.Wildcard]:
    return [segment for segment in path if isinstance(segment, syntax.Wildcard)]


def _function(function: Declared, version: int, findings: Findings) -> None:
    node = function.node
    if len(node.parameters) > _MOST_PARAMETERS:
        limit = f"Maximum allowed function arguments of {_MOST_PARAMETERS} for function {node.name} is reached."
        findings.error(node.at, limit)
    if function.block.functions.get(node.name) is not function:
        findings.error(node.at, f"Function {node.name} is already defined.")
    for let in node.lets if version < NEWEST else ():
        findings.error(let.at, 'Let bindings are not allowed in rules_version="1";')


class _Calls:
    """Functions that call each other: never in a circle, and not too deep."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._done: set[Declared] = set()

    def check(self, scopes: Scopes) -> None:
        called = {callee for function in scopes.functions for callee in function.calls}
        # Chains are told from their beginning; only in a circle there is none.
        for function in sorted(scopes.functions, key=lambda each: each in called):
            self._follow(function, [])

    def _follow(self, function: Declared, stack: list[Declared]) -> None:
        if function in stack:
            circle = stack[stack.index(function) :]
            names = ",".join(each.node.name for each in circle)
            is_own = len(circle) == 1
            cycle = f"Detected a call cycle between [{names}] functions."
            self._findings.error(function.node.at, "Recursive call is not allowed." if is_own else cycle)
            return
        if len(stack) == _DEEPEST_CALL + 1:
            names = "->".join(each.node.name for each in stack)
            limit = f"Maximum allowed call depth of {_DEEPEST_CALL} is reached for [{names}] call stack."
            self._findings.error(function.node.at, limit)
            return
        if function in self._done:
            return
        for callee in function.calls:
            self._follow(callee, [*stack, function])
        self._done.add(function)
