"""What Google's compiler refuses before it looks at what names mean: then it says nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.mistake import Findings
from baasctl.engines.rules_language.standard_library import PACKAGES
from baasctl.engines.rules_language.walking import parts_of

NEWEST: Final = 2
"""The version of the language without a warning."""
ONE_GLOB: Final = "Invalid glob match expression. Only one glob match is permitted in a match declaration path."
_LAST_GLOB: Final = (
    "Invalid glob match expression. Glob matches are permitted as the last segment in a match declaration path."
)
_MOST_LETS: Final = 10


def check_form(ruleset: syntax.Ruleset, findings: Findings) -> None:
    """Wildcards of paths, names of packages, and how many `let`s there are."""
    form = _Form(ruleset.version, findings)
    form.functions(ruleset.functions)
    for service in ruleset.services:
        form.functions(service.functions)
        for match in service.matches:
            form.match(match)


class _Form:
    def __init__(self, version: int, findings: Findings) -> None:
        self._version = version
        self._findings = findings

    def match(self, match: syntax.Match) -> None:
        wildcards = list(_wildcards(match.path))
        for wildcard in wildcards:
            self._name(wildcard.name, wildcard.at)
        globs = [wildcard for wildcard in wildcards if wildcard.is_recursive]
        if self._version >= NEWEST:
            for glob in globs[1:]:
                self._findings.error(glob.start, ONE_GLOB)
        elif globs and globs[0] is not match.path[-1]:
            self._findings.error(globs[0].start, _LAST_GLOB)
        self.functions(match.functions)
        for allow in match.allows:
            if allow.condition is not None:
                self._expression(allow.condition)
        for inner in match.matches:
            self.match(inner)

    def functions(self, functions: tuple[syntax.Function, ...]) -> None:
        for node in functions:
            for name, offset in zip(node.parameters, node.parameters_at, strict=True):
                self._name(name, offset)
            for let in node.lets:
                self._name(let.name, let.at)
                self._expression(let.value)
            self._expression(node.result)
            # The compiler notices the eleventh when it has read the one behind it.
            if len(node.lets) > _MOST_LETS + 1:
                behind = node.lets[_MOST_LETS + 2].start if len(node.lets) > _MOST_LETS + 2 else node.result.begin
                limit = f"Maximum allowed variable count of {_MOST_LETS} for a given function has been reached."
                self._findings.error(behind, limit)

    def _name(self, name: str, offset: int) -> None:
        if name in PACKAGES:
            self._findings.error(offset, f"{name} is a package and cannot be used as variable name.")

    def _expression(self, node: syntax.Expression) -> None:
        if isinstance(node, syntax.Variable):
            self._name(node.name, node.start)
        is_call = isinstance(node, syntax.MethodCall) and isinstance(node.of, syntax.Variable)
        for part in parts_of(node)[1:] if is_call else parts_of(node):
            self._expression(part)


def _wildcards(path: tuple[syntax.Segment, ...]) -> Iterator[syntax.Wildcard]:
    return (segment for segment in path if isinstance(segment, syntax.Wildcard))
