"""Includes, the main file and overrides become one tree: maps merge by key, lists and scalars replace."""

from __future__ import annotations

from dataclasses import replace

from baasctl.kinds.registry import NAMES, kind
from baasctl.model.document import Document, Entry, ListNode, MapNode, Node, SourceFile
from baasctl.model.origin import Step
from baasctl.model.problems import Problems
from baasctl.model.span import Span

_NAMED_SECTIONS = {"targets": 1, "variables": 1, "access_tests": 2}
"""Sections whose keys are names, beside those of kinds."""


def merge_files(document: Document, problems: Problems) -> MapNode:
    """The main file over what it includes.

    A name (of a target, variable or resource) may be given in one file only; of other settings the
    including file's wins over the included one's, and two included files may not both set one.
    """
    return _merged(document.main, problems)


def _merged(file: SourceFile, problems: Problems) -> MapNode:
    lower: MapNode | None = None
    for included in file.includes:
        content = _merged(included, problems)
        lower = content if lower is None else _join(lower, content, problems, may_replace=False)
    return file.content if lower is None else _join(lower, file.content, problems, may_replace=True)


def _join(lower: MapNode, upper: MapNode, problems: Problems, *, may_replace: bool) -> MapNode:
    entries = dict(lower.entries)
    for section in upper:
        earlier = entries.get(section.key)
        if earlier is None or section.key in {"include", "baasctl"}:
            entries[section.key] = section
            continue
        depth = names_depth(section.key)
        value = _join_nodes(earlier, section, depth, problems, may_replace=may_replace)
        entries[section.key] = Entry(section.key, section.span, value)
    return MapNode(upper.span, entries)


def names_depth(section: str) -> int:
    """How many levels of a section are names: 0 where there are only settings."""
    return kind(section).depth if section in NAMES else _NAMED_SECTIONS.get(section, 0)


def _join_nodes(earlier: Entry, later: Entry, depth: int, problems: Problems, *, may_replace: bool) -> Node:
    lower, upper = earlier.value, later.value
    if not isinstance(lower, MapNode) or not isinstance(upper, MapNode):
        if is_nothing(lower):
            return upper
        if is_nothing(upper) and depth:
            return lower
        if not may_replace:
            _twice(later.key, earlier.span, later.span, problems, "keep one of the two, or set it in the main file")
        return upper
    entries = dict(lower.entries)
    for entry in upper:
        known = entries.get(entry.key)
        if known is None:
            entries[entry.key] = entry
        elif depth == 1:
            _twice(
                entry.key, known.span, entry.span, problems, "keep one of the two; a target changes it by `overrides`"
            )
        else:
            value = _join_nodes(known, entry, max(depth - 1, 0), problems, may_replace=may_replace)
            entries[entry.key] = Entry(entry.key, entry.span, value)
    return MapNode(upper.span, entries)


def is_nothing(node: Node) -> bool:
    """Whether a node is `null` or empty text without quotes."""
    return getattr(node, "value", node) is None


def _twice(name: str, first: Span, second: Span, problems: Problems, hint: str) -> None:
    problems.add("SPEC030", "one name is defined twice", second, f"`{name}` stands here and in {first}", hint)


def overlay(lower: Entry | None, upper: Entry, step: Step) -> Entry:
    """An override over what it changes; each value from it says so, and where it was written before."""
    if lower is None:
        return replace(upper, value=_marked(upper.value, (), step))
    if not isinstance(lower.value, MapNode) or not isinstance(upper.value, MapNode):
        former = Step(how="written", what=lower.value.span.file, span=lower.value.span)
        return replace(upper, value=_marked(upper.value, (*lower.value.steps, former), step))
    entries = dict(lower.value.entries)
    for entry in upper.value:
        entries[entry.key] = overlay(entries.get(entry.key), entry, step)
    return Entry(lower.key, lower.span, MapNode(lower.value.span, entries, lower.value.steps))


def _marked(node: Node, before: tuple[Step, ...], step: Step) -> Node:
    """The node with the override as the last step of everything in it."""
    steps = (*before, replace(step, span=node.span))
    if isinstance(node, MapNode):
        entries = {entry.key: replace(entry, value=_marked(entry.value, (), step)) for entry in node}
        return MapNode(node.span, entries, steps)
    if isinstance(node, ListNode):
        return ListNode(node.span, tuple(_marked(member, (), step) for member in node.members), steps)
    return replace(node, steps=steps)
