"""Names that stand for nothing, for two things, or for something that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.mistake import Findings
from baasctl.engines.rules_language.patterns import pattern_problem
from baasctl.engines.rules_language.scopes import Block, Declared, Permission, Scopes
from baasctl.engines.rules_language.services import Sight
from baasctl.engines.rules_language.standard_library import FUNCTIONS, METHODS, PACKAGES, PATTERNS, TESTED, Forms
from baasctl.engines.rules_language.walking import parts_of, walked


def check_names(scopes: Scopes, findings: Findings) -> None:
    """Every name of every function and permission."""
    for function in scopes.functions:
        _Function(function, findings).check()
    for permission in scopes.permissions:
        if permission.node.condition is not None:
            _of_permission(permission, findings).check(permission.node.condition)


def _of_permission(permission: Permission, findings: Findings) -> _Names:
    return _Names(findings, permission.block, permission.sight, {}, frozenset(permission.block.captures))


class _Function:
    """The parameters, `let`s and expressions of one function."""

    def __init__(self, function: Declared, findings: Findings) -> None:
        self._function = function
        self._findings = findings

    def check(self) -> None:
        function, findings, node = self._function, self._findings, self._function.node
        if not function.is_called:
            findings.warn(node.at, f"Unused function: {node.name}.")
        self._parameters()
        names = _Names(findings, function.block, function.sight, function.foreign, frozenset(function.block.captures))
        known = set(node.parameters)
        for let in node.lets:
            names.with_locals(known).check(let.value)
            if let.name in known:
                findings.error(let.at, f"The identifier [{let.name}] is already bound in the current scope.")
            known.add(let.name)
        names.with_locals(known).check(node.result)
        for name, offset in self._unused():
            findings.warn(offset, f"Unused variable: {name}.")

    def _parameters(self) -> None:
        node, seen = self._function.node, set()
        for name, offset in zip(node.parameters, node.parameters_at, strict=True):
            if name in seen:
                self._findings.error(offset, f"Variable {name} is already defined.")
            seen.add(name)

    def _unused(self) -> Iterator[tuple[str, int]]:
        """Parameters and `let`s that nothing behind them reads before another one takes their name."""
        node = self._function.node
        used = _read(node.result)
        for let in reversed(node.lets):
            if let.name not in used:
                yield let.name, let.at
            used.discard(let.name)
            used |= _read(let.value)
        yield from (
            (name, offset) for name, offset in zip(node.parameters, node.parameters_at, strict=True) if name not in used
        )


def _read(node: syntax.Expression) -> set[str]:
    return {each.name for each in walked(node) if isinstance(each, syntax.Variable)}


@dataclass(frozen=True, slots=True)
class _Names:
    """What can be seen at one place."""

    findings: Findings
    block: Block
    sight: Sight
    foreign: dict[str, Forms]
    locals: frozenset[str]

    def with_locals(self, names: set[str]) -> _Names:
        return _Names(self.findings, self.block, self.sight, self.foreign, self.locals | names)

    def check(self, node: syntax.Expression) -> None:
        """An expression and all in it."""
        match node:
            case syntax.Variable():
                self._variable(node)
            case syntax.Call():
                self._call(node)
            case syntax.MethodCall():
                self._method(node)
            case syntax.TypeTest() if node.type not in TESTED:
                expected = f"Received {node.type}. Expected one of {','.join(TESTED)}"
                self.findings.error(
                    node.behind, f"An unsupported type identifier was used with the 'is' operator. {expected}"
                )
            case syntax.Path():
                self._path(node)
        for part in parts_of(node):
            if not (isinstance(node, syntax.MethodCall) and part is node.of and self._package_of(node)):
                self.check(part)

    def _variable(self, node: syntax.Variable) -> None:
        if node.name not in self.locals and node.name not in self.sight.variables:
            self.findings.warn(node.start, f"Invalid variable name: {node.name}.")

    def _call(self, node: syntax.Call) -> None:
        own = self.block.function(node.name)
        if own is not None:
            if len(own.node.parameters) != len(node.arguments):
                self._wrong_count(node.start, node.name)
            return
        forms = self.sight.functions.get(node.name) or FUNCTIONS.get(node.name)
        if forms is None and node.name in self.foreign:
            reason = f"Call to service function '{node.name}' occurs outside of defining scope."
            self.findings.warn(node.start, reason)
            forms = self.foreign[node.name]
        self._called(node.start, node.name, forms, len(node.arguments))

    def _method(self, node: syntax.MethodCall) -> None:
        package = self._package_of(node)
        if package:
            name = f"{package}.{node.name}"
            forms = FUNCTIONS.get(name) or self.sight.functions.get(name)
            self._called(node.at, name, forms, len(node.arguments))
            return
        self._called(node.at, node.name, METHODS.get(node.name), len(node.arguments) + 1)
        place = PATTERNS.get(node.name, len(node.arguments))
        pattern = node.arguments[place] if place < len(node.arguments) else None
        if isinstance(pattern, syntax.Literal) and isinstance(pattern.value, str):
            problem = pattern_problem(pattern.value)
            if problem:
                self.findings.error(pattern.begin, problem)

    def _package_of(self, node: syntax.MethodCall) -> str:
        """The package whose function is called; empty: it is a method."""
        if not isinstance(node.of, syntax.Variable):
            return ""
        name = node.of.name
        is_package = name in PACKAGES or (name in self.sight.packages and name not in self.locals)
        return name if is_package else ""

    def _called(self, offset: int, name: str, forms: Forms | None, count: int) -> None:
        if forms is None:
            self.findings.warn(offset, f"Invalid function name: {name}.")
        elif all(len(form.takes) != count for form in forms):
            self._wrong_count(offset, name)

    def _wrong_count(self, offset: int, name: str) -> None:
        self.findings.warn(offset, f"Incorrect number of arguments supplied to function: {name}.")

    def _path(self, node: syntax.Path) -> None:
        seen: set[str] = set()
        for segment in node.segments:
            if isinstance(segment, syntax.Wildcard):
                if segment.name in seen:
                    self.findings.error(segment.at, f"Variable {segment.name} already exists in the PathTemplate.")
                seen.add(segment.name)
