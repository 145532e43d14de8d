"""From nodes to values, and the questions that every section asks of a node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from baasctl.model.document import Entry, ListNode, MapNode, Node, ScalarNode, describe
from baasctl.model.origin import Origin, Step
from baasctl.model.problems import Problems, nearest
from baasctl.model.span import Span
from baasctl.model.value import Value, escape_pointer


def value_of(node: Node) -> Value:
    """The immutable value of a node whose references are replaced."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, ListNode):
        return tuple(value_of(member) for member in node.members)
    return MappingProxyType({entry.key: value_of(entry.value) for entry in node})


def origins_of(node: Node, place: Span, included: Mapping[str, Step], path: str = "") -> Iterator[tuple[str, Origin]]:
    """(JSON Pointer, origin) of a node and everything below it.

    Args:
        node: With its references replaced.
        place: Where the node begins for people: its key. A scalar begins where it is written itself.
        included: File name to the `include` that brought the file in.
        path: Pointer of the node.
    """
    span = node.span if isinstance(node, ScalarNode) else place
    written = Step(how="written", what=span.file, span=span)
    first: tuple[Step, ...] = (included[span.file],) if span.file in included else ()
    if all(step.how != "override" for step in node.steps):
        first = (*first, written)
    yield path, Origin(span=span, steps=(*first, *node.steps))
    if isinstance(node, MapNode):
        for entry in node:
            yield from origins_of(entry.value, entry.span, included, f"{path}/{escape_pointer(entry.key)}")
    elif isinstance(node, ListNode):
        for index, member in enumerate(node.members):
            yield from origins_of(member, member.span, included, f"{path}/{index}")


def map_of(entry: Entry, what: str, problems: Problems) -> MapNode | None:
    """The map that an entry must hold; `None` for nothing at all, and after a problem."""
    if isinstance(entry.value, MapNode):
        return entry.value
    if not (isinstance(entry.value, ScalarNode) and entry.value.value is None):
        detail = f"`{entry.key}` is {describe(entry.value)}, but {what} is expected"
        problems.add("SPEC040", "a map is expected", entry.value.span, detail)
    return None


def text_of(entry: Entry, what: str, problems: Problems) -> str | None:
    """The text, not empty, that an entry must hold; `None` after a problem."""
    node = entry.value
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value:
        return node.value
    hint = "put it in quotes" if isinstance(node, ScalarNode) and isinstance(node.value, bool | int | float) else ""
    problems.add(
        "SPEC041", "text is expected", node.span, f"`{entry.key}` is {describe(node)}, but must be {what}", hint
    )
    return None


def texts_of(entry: Entry, what: str, problems: Problems) -> list[ScalarNode]:
    """The texts of a list; an entry that is one text counts as a list of one."""
    members = entry.value.members if isinstance(entry.value, ListNode) else (entry.value,)
    found = []
    for member in members:
        if isinstance(member, ScalarNode) and isinstance(member.value, str) and member.value:
            found.append(member)
        else:
            detail = f"`{entry.key}` holds {describe(member)}, but must be a list of {what}"
            problems.add("SPEC041", "text is expected", member.span, detail)
    return found


def flag_of(entry: Entry, problems: Problems) -> bool:
    """The boolean that an entry must hold."""
    node = entry.value
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return node.value
    hint = "YAML 1.2 knows only `true` and `false`"
    detail = f"`{entry.key}` is {describe(node)}"
    problems.add("SPEC042", "`true` or `false` is expected", node.span, detail, hint)
    return False


def unknown_key(entry: Entry, where: str, known: list[str], problems: Problems) -> None:
    """Say that a key is not known and which one is near."""
    problems.add("SPEC043", "unknown key", entry.span, f"`{entry.key}` {where}", nearest(entry.key, known))
    problems.spoiled.update((entry.span, entry.value.span))
