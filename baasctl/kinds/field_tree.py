"""From a pydantic model to the `Field` record that comparison, printing and docs use."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from baasctl.kinds.types import Meta
from baasctl.model.field import Field, Shape


def field_tree(model: type[BaseModel]) -> Field:
    """The record of a model: one `Field` for each of its fields, recursively."""
    hints = typing.get_type_hints(model, include_extras=True)
    members = {
        info.alias or name: _field(hints[name], info.description or "") for name, info in model.model_fields.items()
    }
    return Field(shape=Shape.RECORD, members=members)


def _field(annotation: Any, doc: str) -> Field:
    base, metas = _unwrap(annotation)
    origin = get_origin(base)
    given = {meta.shape for meta in metas if meta.shape}
    shape = given.pop() if given else Shape.SCALAR
    element = None
    if isinstance(base, type) and issubclass(base, BaseModel):
        record = field_tree(base)
        return Field(shape=Shape.RECORD, members=record.members, doc=doc)
    if origin in (tuple, list):
        shape = shape if shape is not Shape.SCALAR else Shape.LIST
        element = _field(get_args(base)[0], "")
    elif origin is dict and (shape is not Shape.RECORD or any(meta.names_are_free for meta in metas)):
        shape = shape if shape is not Shape.SCALAR else Shape.MAP
        element = _field(get_args(base)[1], "")
    return Field(
        shape=shape,
        element=element,
        unit=next((meta.unit for meta in metas if meta.unit), Field().unit),
        sensitive=any(meta.sensitive for meta in metas),
        immutable=any(meta.immutable for meta in metas),
        informative=any(meta.informative for meta in metas),
        doc=doc,
    )


def _unwrap(annotation: Any) -> tuple[Any, list[Meta]]:
    """Strip `Annotated` and `| None`, collecting our metadata on the way."""
    metas: list[Meta] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *extras = get_args(annotation)
            metas.extend(extra for extra in extras if isinstance(extra, Meta))
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(iter(_not_none(annotation)))
        else:
            return annotation, metas


def _not_none(annotation: Any) -> Iterator[Any]:
    return (member for member in get_args(annotation) if member is not type(None))
