"""`storage_settings`: limits and features of file storage as a whole. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import Native, Size
from baasctl.model.change import Change, Hazard, Risk

Count = Annotated[int, Described(ge=0)]


class IcebergCatalog(Attributed):
    """Apache Iceberg tables in buckets."""

    enabled: bool | None = Described(None, description="Analytics buckets can be made.")
    max_catalogs: Count | None = Described(None, description="Most catalogs of the project.")
    max_namespaces: Count | None = Described(None, description="Most namespaces of a catalog.")
    max_tables: Count | None = Described(None, description="Most tables of a namespace.")


class VectorBuckets(Attributed):
    """Buckets of embeddings."""

    enabled: bool | None = Described(None, description="Vector buckets can be made.")
    max_buckets: Count | None = Described(None, description="Most vector buckets of the project.")
    max_indexes: Count | None = Described(None, description="Most indexes of a vector bucket.")


class StorageSettings(Attributed):
    """File storage as a whole; a bucket may be stricter."""

    max_file_size: Size | None = Described(None, description="Largest file of any bucket.")
    image_transformations: bool | None = Described(None, description="Images can be asked for in another size.")
    s3_protocol: bool | None = Described(None, description="Files can be reached with S3 clients and S3 keys.")
    purge_cache: bool | None = Described(None, description="Cached copies of a file can be purged.")
    iceberg_catalog: IcebergCatalog | None = Described(None, description="Apache Iceberg tables in buckets.")
    vector_buckets: VectorBuckets | None = Described(None, description="Buckets of embeddings.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


_STOPS = {
    "/image_transformations": "links to transformed images stop working",
    "/iceberg_catalog/enabled": "analytics buckets stop working",
    "/vector_buckets/enabled": "vector buckets stop working",
}


def risks(change: Change) -> Iterator[Risk]:
    """S3 is a second way in; a feature that is switched off stops what uses it."""
    for field in change.fields:
        if field.path == "/s3_protocol" and field.after is True:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="S3 keys reach files past the policies")
        elif field.path == "/s3_protocol":
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="S3 clients are refused")
        elif field.path in _STOPS and field.after is False:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why=_STOPS[field.path])


KIND = Kind(
    name="storage_settings",
    title="File size limit and features of file storage",
    model=StorageSettings,
    depth=0,
    fields=field_tree(StorageSettings),
    identity=Identity.SINGLETON,
    risks=risks,
    prunable=False,
)
