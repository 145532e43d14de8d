"""Objects of buckets as rows of `storage.objects`, and what Supabase Storage decides before it asks the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final

from baasctl.access.row_security.who import as_uuid
from baasctl.model.probe import (
    Comparing,
    Data,
    Datum,
    Family,
    Filter,
    Operation,
    Probe,
    Query,
    Row,
    Verdict,
    WhoKind,
)
from baasctl.model.resource import Resource

TABLE: Final = "storage.objects"
_WIRE: Final = {"size": "size", "contentType": "mimetype"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a bucket takes; `None`: anything."""

    is_public: bool
    max_size: int | None
    mime_types: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Buckets:
    """Buckets by name."""

    by_name: Mapping[str, Limits]

    def settled(self, probe: Probe) -> Verdict | None:
        """What is decided without policies; `None`: they decide."""
        if probe.family is not Family.OBJECTS:
            return None
        if not probe.container:
            return Verdict(allowed=None, reason="Supabase has no usual bucket: the probe has to name one")
        limits = self.by_name.get(probe.container)
        if limits is None:
            return None
        if limits.is_public and probe.operation is Operation.GET and probe.existing is not None:
            rule = f"buckets/{probe.container}"
            return Verdict(allowed=True, reason="objects of a public bucket are read by their address", rule=rule)
        return _refused(limits, probe.new) if probe.operation in (Operation.CREATE, Operation.UPDATE) else None

    def as_row(self, probe: Probe, ids: Collection[str] = ()) -> Probe:
        """The probe as one about a row; others are left as they are.

        Args:
            ids: Names that stand for ids, which folders are called by: the asking user's, and those in columns of ids.
        """
        if probe.family is not Family.OBJECTS:
            return replace(probe, world=tuple(self._row(each, ids) for each in probe.world))
        path = _path(probe.row, ids)
        name = {"bucket_id": probe.container, "name": path}
        rows = [self._row(each, ids) for each in probe.world]
        query = probe.query
        if probe.operation is Operation.LIST:
            query = _below(query, probe.container, path)
        held = {probe.container, *(each.container for each in probe.world if each.family is Family.OBJECTS)}
        buckets = [Row(resource="storage.buckets", values={"id": each, "name": each}) for each in sorted(held) if each]
        return replace(
            probe,
            family=Family.ROWS,
            resource=TABLE,
            row="",
            container="",
            existing=None if probe.existing is None else {**name, **_wire(probe.existing)},
            new=_new(probe, name),
            query=query,
            world=(*buckets, *rows),
        )

    def _row(self, row: Row, ids: Collection[str]) -> Row:
        if row.family is not Family.OBJECTS:
            return row
        values = {"bucket_id": row.container, "name": _path(row.row, ids), **_wire(row.values)}
        return Row(resource=TABLE, values=values)


def buckets_of(resources: Iterable[Resource]) -> Buckets:
    """What resources say about buckets; of two with one name the later counts."""
    found = {}
    for each in resources:
        if each.address.kind == "buckets":
            size, types = each.attributes.get("max_size"), each.attributes.get("mime_types")
            name = each.attributes.get("name")
            found[name if isinstance(name, str) else each.address.segments[0]] = Limits(
                is_public=each.attributes.get("public") is True,
                max_size=size if isinstance(size, int) else None,
                mime_types=tuple(map(str, types)) if isinstance(types, tuple) else None,
            )
    return Buckets(found)


def _refused(limits: Limits, new: Data | None) -> Verdict | None:
    size, kind = (new or {}).get("size"), (new or {}).get("contentType")
    if limits.max_size is not None and isinstance(size, int) and size > limits.max_size:
        return Verdict(allowed=False, reason=f"the bucket takes files of at most {limits.max_size} bytes")
    types = limits.mime_types
    if types is not None and isinstance(kind, str) and not any(fnmatchcase(kind, each) for each in types):
        return Verdict(allowed=False, reason=f"the bucket takes {', '.join(types)}")
    return None


def _new(probe: Probe, name: Mapping[str, Datum]) -> Data | None:
    if probe.new is None:
        return None
    wire = _wire(probe.new)
    if probe.operation is Operation.UPDATE:
        return wire or {"metadata": {}}
    owner = {"owner_id": as_uuid(probe.who.uid), "owner": as_uuid(probe.who.uid)}
    return {**name, **(owner if probe.who.kind is WhoKind.USER else {}), **wire}


def _wire(values: Data) -> dict[str, Datum]:
    """What Storage writes about an object: size and type in `metadata`, own metadata in `user_metadata`."""
    found: dict[str, Datum] = {}
    about = {wire: values[name] for name, wire in _WIRE.items() if name in values}
    if about:
        found["metadata"] = about
    if "metadata" in values:
        found["user_metadata"] = values["metadata"]
    return found


def _path(path: str, ids: Collection[str]) -> str:
    """The path of an object; a folder that is named like an id is called by the uuid that stands for it."""
    return "/".join(as_uuid(part) if part in ids else part for part in path.split("/"))


def _below(query: Query, container: str, prefix: str) -> Query:
    filters = [Filter("bucket_id", Comparing.EQUAL, container)]
    if prefix:
        filters += [Filter("name", Comparing.AT_LEAST, prefix), Filter("name", Comparing.LESS, prefix + "\U0010ffff")]
    return replace(query, filters=(*filters, *query.filters), order=())
