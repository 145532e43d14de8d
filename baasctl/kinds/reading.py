"""From what the user wrote to attributes: pydantic checks, `freeze` makes it immutable."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from baasctl.kinds.kind import Kind
from baasctl.model.value import Attributes, Value, freeze


def attributes_of(kind: Kind, written: Mapping[str, object]) -> Attributes:
    """The declared attributes of one resource in normal form; what is not declared is not there.

    Args:
        kind: The resource's kind.
        written: Plain data with interpolated values; secrets are `Secret` objects already.

    Raises:
        pydantic.ValidationError: With one error per offending path.
    """
    return _declared(kind.model.model_validate(written))


def _declared(model: BaseModel) -> Attributes:
    fields = type(model).model_fields
    return {
        fields[name].alias or name: _plain(getattr(model, name)) for name in fields if name in model.model_fields_set
    }


def _plain(value: object) -> Value:
    if isinstance(value, BaseModel):
        return _declared(value)
    if isinstance(value, dict):
        return freeze({name: _plain(member) for name, member in value.items()})
    return freeze([_plain(member) for member in value] if isinstance(value, tuple) else value)
