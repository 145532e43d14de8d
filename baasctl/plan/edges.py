"""Which change must come before which, from the edges that kinds declare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.kinds.kind import Edge, Match
from baasctl.kinds.registry import all_kinds
from baasctl.model.change import Action, Change
from baasctl.model.value import ABSENT, Side, at, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Each of `firsts` must be written before each of `seconds`; all are indices into the changes.

    Attributes:
        first_path, second_path: Field that the rule hangs on; empty when it hangs on the whole change.
    """

    firsts: tuple[int, ...]
    seconds: tuple[int, ...]
    first_path: str = ""
    second_path: str = ""


def rules(changes: Sequence[Change]) -> tuple[Rule, ...]:
    """Every order constraint among these changes, without spelling out each pair."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for index, change in enumerate(changes):
        by_kind[change.address.kind].append(index)
    edges = (edge for kind in all_kinds() for edge in kind.edges)
    return tuple(found for edge in edges for found in _of_edge(edge, changes, by_kind))


def _of_edge(edge: Edge, changes: Sequence[Change], by_kind: dict[str, list[int]]) -> Iterator[Rule]:
    firsts = [index for index in by_kind[edge.first.kind] if _matches(edge.first, changes[index])]
    seconds = [index for index in by_kind[edge.second.kind] if _matches(edge.second, changes[index])]
    if not edge.named:
        yield from _rules(edge, firsts, seconds, changes)
        return
    names: dict[str, list[int]] = defaultdict(list)
    for index in firsts:
        names[changes[index].address.segments[-1] if changes[index].address.segments else ""].append(index)
    for second in seconds:
        yield from _rules(edge, _named(changes[second], edge.second.path, names), [second], changes)


def _rules(edge: Edge, firsts: list[int], seconds: list[int], changes: Sequence[Change]) -> Iterator[Rule]:
    """What is deleted goes after those that let go of it, everything else before those that need it."""
    gone = [index for index in firsts if changes[index].action is Action.DELETE and edge.reverse_on_delete]
    released = frozenset(gone)
    stay = [index for index in firsts if index not in released]
    paths = (edge.first.path, edge.second.path)
    if stay and seconds:
        yield Rule(firsts=tuple(stay), seconds=tuple(seconds), first_path=paths[0], second_path=paths[1])
    if gone and seconds:
        yield Rule(firsts=tuple(seconds), seconds=tuple(gone), first_path=paths[1], second_path=paths[0])


def _matches(match: Match, change: Change) -> bool:
    if match.actions and change.action not in match.actions:
        return False
    if not match.path:
        return True
    side = change.after if change.after is not None else change.before
    if side is None or (change.action is Action.UPDATE and change.field_at(match.path) is None):
        return False
    value = at(side, match.path)
    return value is not ABSENT and (match.value is ... or same(value, match.value))


def _named(change: Change, path: str, names: dict[str, list[int]]) -> list[int]:
    found: list[int] = []
    for side in (change.after, change.before):
        for name in _members(at(side, path) if side is not None else ABSENT):
            found.extend(names.get(name, ()))
    return list(dict.fromkeys(found))


def _members(side: Side) -> tuple[str, ...]:
    if isinstance(side, str):
        return (side,)
    return tuple(str(member) for member in side) if isinstance(side, tuple) else ()
