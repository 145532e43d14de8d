"""Keys of resources: known ones, near ones, and native ones that already have a neutral name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from baasctl.kinds.kind import Kind
from baasctl.model.document import Entry, ListNode, MapNode, Node, describe
from baasctl.model.field import Field, Shape
from baasctl.model.problems import Problems, nearest
from baasctl.providers.contract import No, Support, Yes
from baasctl.resolve.nodes import unknown_key

_PATH = re.compile(r"[A-Za-z0-9_.]+")


def check_keys(node: Node, field: Field, where: str, problems: Problems) -> None:
    """Every key below a node is one that the kind knows; `native` is looked at elsewhere."""
    if field.shape is Shape.RECORD and isinstance(node, MapNode):
        for entry in node:
            below = field.member(entry.key)
            if below is None:
                unknown_key(entry, f"is no field of `{where}`", list(field.members), problems)
            elif entry.key != "native":
                check_keys(entry.value, below, f"{where}.{entry.key}", problems)
    elif field.element is not None and isinstance(node, MapNode):
        for entry in node:
            check_keys(entry.value, field.element, f"{where}.{entry.key}", problems)
    elif field.element is not None and isinstance(node, ListNode):
        for member in node.members:
            check_keys(member, field.element, where, problems)


def own_native(
    entry: Entry, kind: Kind, name: str, *, support: Support, providers: Collection[str], problems: Problems
) -> Entry | None:
    """The `native` entry reduced to this target's provider and checked; `None` when nothing is left.

    Args:
        entry: The whole `native` member.
        kind: Of the resource.
        name: The resource's name, empty for a singleton.
        support: Of this target's provider.
        providers: Names that may stand under `native`: known ones and those of any target.
        problems: Receives what is wrong.
    """
    if not isinstance(entry.value, MapNode):
        detail = f"`native` is {describe(entry.value)}"
        hint = f"such as {{{support.provider}: {{…}}}}"
        problems.add("SPEC040", "a map is expected", entry.value.span, detail, hint)
        return None
    for other in entry.value:
        if other.key not in providers:
            unknown_key(other, "is no provider", list(providers), problems)
    own = entry.value.entries.get(support.provider)
    if own is None:
        return None
    if not isinstance(own.value, MapNode):
        detail = f"`{support.provider}` is {describe(own.value)}"
        problems.add("SPEC040", "a map is expected", own.value.span, detail)
        return None
    for member in own.value:
        _check_native(member, kind, name, support, problems)
    return Entry(entry.key, entry.span, MapNode(entry.value.span, {own.key: own}, entry.value.steps))


def _check_native(
    entry: Entry, kind: Kind, name: str, support: Support, problems: Problems, *, above: tuple[str, ...] = ()
) -> None:
    """One native member, and the members of a record of them; *above* are the records that it is in."""
    known = Field(shape=Shape.RECORD, members=support.native.get(kind.name, {})).at(above) or Field()
    dotted = ".".join((*above, entry.key))
    answer = support.answer(kind.name, name, f"native.{dotted}")
    field = known.members.get(entry.key)
    if isinstance(answer, No):
        detail = f"`{dotted}` of `{kind.name}` on {support.title}: {answer.reason}"
        problems.add("SPEC057", "a native key cannot be used here", entry.span, detail, answer.hint)
        return
    neutral = _neutral(dotted, entry.key if field is None else "", kind.name, name, support)
    if neutral:
        detail = f"`{dotted}` is what `{neutral}` of `{kind.name}` writes"
        hint = f"set `{neutral}` and remove the native key, even if both are equal"
        problems.add("SPEC057", "a native key cannot be used here", entry.span, detail, hint)
    elif field is None:
        near = nearest(entry.key, known.members) or f"`{kind.name}` has no native fields on {support.title}"
        detail = f"`{dotted}` is no field of {support.title} for `{kind.name}`"
        problems.add("SPEC058", "unknown native key", entry.span, detail, near)
    elif field.members and isinstance(entry.value, MapNode):
        for member in entry.value:
            _check_native(member, kind, name, support, problems, above=(*above, entry.key))


def _neutral(dotted: str, unknown: str, kind: str, name: str, support: Support) -> str:
    """The neutral field that writes a wire path; of an *unknown* key also one that writes below it, or has its word."""
    wires = list(_neutral_wires(kind, name, support))
    for wire, neutral in wires:
        if wire == dotted:
            return neutral
    if unknown:
        for wire, neutral in wires:
            if wire.startswith(f"{dotted}.") or wire.endswith(f"_{unknown}") or unknown in wire.split("."):
                return neutral
    return ""


def _neutral_wires(kind: str, name: str, support: Support) -> Iterator[tuple[str, str]]:
    """(wire path, neutral field) of everything that has a neutral name."""
    answers = list(support.fields.get(kind, {}).items())
    exceptions = support.exceptions.items()
    answers += [(field, answer) for (of, which, field), answer in exceptions if (of, which) == (kind, name)]
    for field, answer in answers:
        if isinstance(answer, Yes) and not field.startswith("native"):
            for path in _PATH.findall(answer.wire):
                yield path, field
