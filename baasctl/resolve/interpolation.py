"""Replace references in nodes by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from baasctl.model.document import Entry, ListNode, MapNode, Node, ScalarNode, describe
from baasctl.model.errors import SpecError
from baasctl.model.origin import Step
from baasctl.model.problems import Problems, nearest
from baasctl.model.secret import Secret
from baasctl.model.span import Span
from baasctl.resolve.references import Part, composed, decomposed, parts_of

TEXT_LIMIT: Final = 1_000_000
NODE_LIMIT: Final = 400_000
DEPTH_LIMIT: Final = 120
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ENVIRONMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FAILED = "…"
"""Stands for what could not be replaced, so that one problem does not look like two."""


def _refers_to_nothing(reference: str, span: Span) -> None:
    """Where the target is not known yet."""
    del reference, span


@dataclass(slots=True, kw_only=True)
class Scope:
    """What references may name, and the limits of replacing them.

    Attributes:
        variables: By name, still with references inside.
        environment: Of the process, injected.
        allow_env: Names that may be read; `None` for every name.
        refer: Text of `${ref:…}`, or `None` after it noted a problem.
    """

    variables: Mapping[str, Entry]
    environment: Mapping[str, str]
    problems: Problems
    refer: Callable[[str, Span], str | None] = _refers_to_nothing
    allow_env: frozenset[str] | None = None
    _known: dict[str, Node] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _nodes: int = 0

    def replaced(self, node: Node, *, environment_is_secret: bool = False, depth: int = 0) -> Node:
        """The node with every reference below it replaced.

        A scalar that is nothing but `${var:x}` becomes the variable's value, whatever its type; with
        text around it is text. A scalar with `${secret:…}` becomes a `Secret` as a whole.

        Args:
            node: As loaded and merged.
            environment_is_secret: `${env:X}` is read as `${secret:env:X}` (credentials).
            depth: Levels above this node.

        Raises:
            SpecError: At once, when variables blow the value up beyond `NODE_LIMIT` or `DEPTH_LIMIT`.
        """
        self._count(node, depth)
        if isinstance(node, MapNode):
            entries = {
                entry.key: Entry(
                    self.check_key(entry),
                    entry.span,
                    self.replaced(entry.value, environment_is_secret=environment_is_secret, depth=depth + 1),
                )
                for entry in node
            }
            return MapNode(node.span, entries, node.steps)
        if isinstance(node, ListNode):
            members = tuple(
                self.replaced(member, environment_is_secret=environment_is_secret, depth=depth + 1)
                for member in node.members
            )
            return ListNode(node.span, members, node.steps)
        if not isinstance(node.value, str) or "${" not in node.value:
            return node
        return self._scalar(node, environment_is_secret=environment_is_secret, depth=depth)

    def opened(self, node: Node) -> Node:
        """The node itself, or the map or list of the one variable it consists of; what is below stays."""
        if isinstance(node, ScalarNode) and isinstance(node.value, str) and "${var:" in node.value:
            return self.replaced(node)
        return node

    def _count(self, node: Node, depth: int) -> None:
        self._nodes += 1
        if self._nodes > NODE_LIMIT or depth > DEPTH_LIMIT:
            what = f"more than {NODE_LIMIT:,} values" if self._nodes > NODE_LIMIT else f"more than {DEPTH_LIMIT} levels"
            self.problems.add("SPEC031", "variables make the spec too large", node.span, f"{what}, baasctl's limit")
            raise SpecError(*self.problems.in_order())

    def check_key(self, entry: Entry) -> str:
        """The key with `$${` read as `${`; a reference in it is noted as a problem."""
        if "${" not in entry.key:
            return entry.key
        parts = parts_of(entry.key)
        if any(part.word for part in parts):
            hint = "write the key out; `$${` makes a literal `${`"
            self.problems.add("SPEC032", "references are not replaced in keys", entry.span, f"`{entry.key}`", hint)
            return entry.key
        return "".join(part.text for part in parts)

    def _scalar(self, node: ScalarNode, *, environment_is_secret: bool, depth: int) -> Node:
        parts = parts_of(str(node.value))
        if environment_is_secret:
            parts = [Part("secret", f"env:{part.text}") if part.word == "env" else part for part in parts]
        if len(parts) == 1 and parts[0].word == "var":
            return self._variable_alone(parts[0], node, depth)
        steps = list(node.steps)
        done: list[Part] = []
        before = len(self.problems.found)
        for part in parts:
            done.extend(self._part(part, node.span, steps, depth))
        if len(self.problems.found) > before:
            self.problems.spoiled.add(node.span)
        if any(part.word for part in done):
            return replace(node, value=Secret(composed(done)), steps=tuple(steps))
        text = "".join(part.text for part in done)
        if len(text) > TEXT_LIMIT:
            detail = f"it becomes {len(text):,} characters; baasctl's limit is {TEXT_LIMIT:,}"
            self.problems.add("SPEC031", "variables make the spec too large", node.span, detail)
            text = ""
        return ScalarNode(node.span, text, text, tuple(steps))

    def _variable_alone(self, part: Part, node: ScalarNode, depth: int) -> Node:
        found = self._variable(part, node.span, depth)
        if found is None or found.span in self.problems.spoiled:
            self.problems.spoiled.add(node.span)
        if found is None:
            return replace(node, value=_FAILED)
        self._recount(found, depth)
        step = Step(how="variable", what=part.text, span=self.variables[part.text].span)
        return replace(found, span=node.span, steps=(*node.steps, step, *found.steps))

    def _recount(self, node: Node, depth: int) -> None:
        """A variable's value counts again at each place of use."""
        self._count(node, depth)
        below = node.members if isinstance(node, ListNode) else ()
        if isinstance(node, MapNode):
            below = tuple(entry.value for entry in node)
        for member in below:
            self._recount(member, depth + 1)

    def _part(self, part: Part, span: Span, steps: list[Step], depth: int) -> list[Part]:
        """Literal and secret parts that a part becomes."""
        if part.word and not (part.is_closed and part.text):
            shown = f"${{{part.word}:{part.text[:40]}"
            detail = f"`{shown}` has no `}}`, or a brace inside" if part.text else f"`{shown}}}` names nothing"
            self.problems.add("SPEC033", "a reference is incomplete", span, detail, "write `$${` for a literal `${`")
            return []
        if part.word == "var":
            return self._variable_in_text(part, span, steps, depth)
        if part.word == "env":
            steps.append(Step(how="environment", what=part.text))
            return [Part("", self._environment(part.text, span))]
        if part.word == "ref":
            return [Part("", self.refer(part.text, span) or _FAILED)]
        return [part]

    def _environment(self, name: str, span: Span) -> str:
        if self.allow_env is not None and name not in self.allow_env:
            detail = f"`{name}` is not among the variables that this run allows"
            hint = "list it under `allow_env` of a revision that you trust, and name that with --base"
            self.problems.add("SPEC034", "an untrusted spec may not read this environment variable", span, detail, hint)
            return _FAILED
        text = self.environment.get(name)
        if text is None:
            hint = f"export {name}" if _ENVIRONMENT.fullmatch(name) else "write ${env:NAME}"
            self.problems.add("SPEC035", "an environment variable is not set", span, f"`{name}`", hint)
        return text or _FAILED

    def _variable_in_text(self, part: Part, span: Span, steps: list[Step], depth: int) -> list[Part]:
        found = self._variable(part, span, depth)
        if found is None:
            return []
        if found.span in self.problems.spoiled:
            self.problems.spoiled.add(span)
        steps.append(Step(how="variable", what=part.text, span=self.variables[part.text].span))
        if not isinstance(found, ScalarNode) or found.value is None:
            detail = f"`{part.text}` is {describe(found)}"
            hint = "only a scalar can stand inside text; write nothing around ${var:…} to take a map or list as it is"
            self.problems.add("SPEC036", "this variable cannot stand inside text", span, detail, hint)
            return []
        steps.extend(step for step in found.steps if step not in steps)
        if isinstance(found.value, Secret):
            return list(decomposed(found.value.reference))
        return [Part("", found.value if isinstance(found.value, str) else found.text)]

    def _variable(self, part: Part, span: Span, depth: int) -> Node | None:
        """A variable's value with its own references replaced; `None` after a problem."""
        name = part.text
        entry = self.variables.get(name)
        if not part.is_closed or not _VARIABLE.fullmatch(name):
            detail = f"`{name[:40]}` is no name of a variable"
            hint = "write ${var:name} with letters, digits, `_`, `.` and `-`; `$${` makes a literal `${`"
            self.problems.add("SPEC033", "a reference is incomplete", span, detail, hint)
        elif entry is None:
            hint = nearest(name, self.variables) or "define it under `variables`"
            self.problems.add("SPEC037", "there is no such variable", span, f"`{name}`", hint)
        elif name in self._open:
            trace = " → ".join([*self._open[self._open.index(name) :], name])
            self.problems.add("SPEC038", "variables name each other in a circle", entry.span, trace)
        elif name in self._known:
            return self._known[name]
        else:
            self._open.append(name)
            found = self.replaced(entry.value, depth=depth + 1)
            self._open.pop()
            self._known[name] = found
            return found
        return None
