"""Which declared fields of one resource differ from live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from baasctl.model.change import FieldChange
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, pointer, same, secrets_in

Ignored = Callable[[str, str], bool]
"""(pointer of a field, element or member name) → neither compared nor lost."""


def nothing_ignored(path: str, element: str) -> bool:
    """For specs without `ignore`."""
    del path, element
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldComparison:
    """What comparing one resource found.

    Attributes:
        changes: One entry per differing field, sorted by path. Empty means equal.
        after: The desired attributes with ignored live elements merged in.
        before: The live attributes restricted to what the spec declares.
        not_compared: Pointers of secrets that one side cannot tell.
    """

    changes: tuple[FieldChange, ...]
    after: Attributes
    before: Attributes
    not_compared: tuple[str, ...]


def compare_fields(
    desired: Resource, live: Resource, fields: Field, ignored: Ignored = nothing_ignored
) -> FieldComparison:
    """Compare what the spec asks for with what the provider reports.

    Only members present in *desired* are compared, at every depth of records: what the spec
    leaves out is unmanaged. Lists, sets and maps are one field each, owned whole. A desired
    `None` asks for *unset*: it equals a live value that is absent or in `live.unset`.
    """
    leaves = dict(_declared_leaves(desired.attributes, fields, live, ignored))
    before = _record({path: pair[1] for path, pair in leaves.items() if pair[1] is not ABSENT})
    after = _record({path: pair[0] for path, pair in leaves.items()})
    silent = tuple(path for path, pair in leaves.items() if not _comparable(*pair))
    differing = (path for path in _differing(leaves, live.unset) if path not in silent)
    changes = tuple(
        FieldChange(
            path=path,
            before=leaves[path][1],
            after=leaves[path][0],
            sensitive=is_sensitive(fields, path, *leaves[path]),
            span=desired.span_of(path),
        )
        for path in sorted(differing)
    )
    return FieldComparison(changes=changes, after=after, before=before, not_compared=silent)


def all_fields(desired: Resource, fields: Field) -> tuple[FieldChange, ...]:
    """Every declared field as a change from nothing, for a create. Unset fields are left out."""
    nothing = Resource(address=desired.address, attributes={})
    return tuple(
        FieldChange(
            path=path,
            before=ABSENT,
            after=value,
            sensitive=is_sensitive(fields, path, value),
            span=desired.span_of(path),
        )
        for path, (value, _) in sorted(_declared_leaves(desired.attributes, fields, nothing, nothing_ignored))
        if value is not None
    )


def is_sensitive(fields: Field, path: str, *sides: Side) -> bool:
    """Whether the kind marks the field, or anything inside a value is a secret."""
    found = fields.at(tuple(token for token in path.split("/")[1:]))
    if found is not None and (found.sensitive or (found.element is not None and found.element.sensitive)):
        return True
    return any(True for side in sides if side is not ABSENT for _ in secrets_in(side))  # type: ignore[arg-type]


def _declared_leaves(
    attributes: Attributes, fields: Field, live: Resource, ignored: Ignored, path: str = ""
) -> Iterator[tuple[str, tuple[Value, Side]]]:
    """Each declared leaf with both sides; a leaf is a scalar, a list, a set, a map, or a record set to null."""
    for name, value in attributes.items():
        here = path + pointer(name)
        field = fields.member(name) or Field(shape=Shape.RECORD if isinstance(value, Mapping) else Shape.SCALAR)
        if field.informative or ignored(path, name):
            continue
        if field.shape is Shape.RECORD and isinstance(value, Mapping):
            yield from _declared_leaves(value, field, live, ignored, here)
        else:
            beside = at(live.attributes, here)
            yield here, (_keep_ignored(value, beside, here, ignored), beside)


def _keep_ignored(value: Value, live: Side, path: str, ignored: Ignored) -> Value:
    """The desired list, set or map as it must be written: live elements that are ignored stay, as they stand live."""
    if isinstance(value, tuple) and isinstance(live, tuple):
        stays = tuple(member for member in live if ignored(path, str(member)))
        if stays:
            wanted = tuple(member for member in value if not ignored(path, str(member)))
            merged = (*wanted, *stays)
            return live if sorted(merged, key=str) == sorted(live, key=str) else tuple(sorted(merged, key=str))
    if isinstance(value, Mapping) and isinstance(live, Mapping):
        stays_too = {name: member for name, member in live.items() if ignored(path, name)}
        if stays_too:
            wanted_too = {name: member for name, member in value.items() if not ignored(path, name)}
            return MappingProxyType({**wanted_too, **stays_too})
    return value


def _comparable(desired: Value, live: Side) -> bool:
    """Whether equality means anything: every secret on both sides has a digest, or one side is plainly not there."""
    if live is ABSENT or live is None or desired is None:
        return True
    found = [*secrets_in(desired), *secrets_in(live)]  # type: ignore[arg-type]
    return all(secret.is_comparable for secret in found)


def _differing(leaves: Mapping[str, tuple[Value, Side]], unset: frozenset[str]) -> Iterator[str]:
    """`==` first; DeepDiff only where something differs, since its import and its walk cost more than the rest."""
    unequal = {
        path: pair for path, pair in leaves.items() if not same(*pair) and not _both_unset(path, *pair, unset=unset)
    }
    if not unequal:
        return
    from deepdiff import DeepDiff

    live = {path: _plain(pair[1]) for path, pair in unequal.items() if pair[1] is not ABSENT}
    desired = {path: _plain(pair[0]) for path, pair in unequal.items()}
    tree = DeepDiff(live, desired, threshold_to_diff_deeper=0, view="tree")
    paths = {level.path(output_format="list")[0] for levels in tree.values() for level in levels}
    yield from (path for path in unequal if path in paths)


def _both_unset(path: str, desired: Value, live: Side, *, unset: frozenset[str]) -> bool:
    return desired is None and (live is ABSENT or live is None or path in unset)


def _plain(value: Side) -> object:
    """Dicts and lists for DeepDiff; a secret as its verdict, which never leaves this module."""
    if isinstance(value, Secret):
        return ("secret", value.digest, value.reference if value.digest is None else "")
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    return value


def _record(leaves: Mapping[str, Side]) -> Attributes:
    """Nested read-only mappings from leaves by pointer, in one pass."""
    root: dict[str, object] = {}
    for path, value in leaves.items():
        *inner, last = (token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:])
        record = root
        for token in inner:
            record = record.setdefault(token, {})  # type: ignore[assignment]
        record[last] = value
    return _frozen(root)


def _frozen(record: dict[str, object]) -> Attributes:
    return MappingProxyType(
        {key: _frozen(value) if isinstance(value, dict) else value for key, value in record.items()}  # type: ignore[misc]
    )
