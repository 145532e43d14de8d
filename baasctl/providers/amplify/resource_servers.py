"""Resource servers of a user pool: Cognito's document to attributes, and back.

`UpdateResourceServer` clears scopes that it is not sent: all of them go out every time (research/amplify.md §2.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import Value, freeze
from baasctl.providers.amplify.user_pool.forms import Form, Misread
from baasctl.providers.amplify.user_pool.rows import Row
from baasctl.providers.contract import Bounds

KIND: Final = "resource_servers"
DOCUMENT: Final = "resource server"
IDENTIFIER: Final = "Identifier"
RESOURCE_TYPE: Final = "AWS::Cognito::UserPoolResourceServer"


def _read_scopes(value: object) -> Value:
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
        raise Misread("expected a list of maps")
    return freeze({str(each.get("ScopeName")): str(each.get("ScopeDescription") or "") for each in value})


def _written_scopes(value: Value) -> object:
    scopes = value if isinstance(value, Mapping) else {}
    return [{"ScopeName": name, "ScopeDescription": text} for name, text in sorted(scopes.items())]


SCOPES: Final = Form(
    expects="a map from scope to description",
    read=_read_scopes,
    write=_written_scopes,
    member=Field(shape=Shape.MAP, element=Field()),
)
ROWS: Final = (
    Row(
        pointer="/name",
        document=DOCUMENT,
        wire="Name",
        bounds=Bounds(longest=256, pattern=r"[A-Za-z0-9_ \t-\r+=,.@-]+"),
        nullable=False,
    ),
    Row(pointer="/scopes", document=DOCUMENT, wire="Scopes", form=SCOPES, bounds=Bounds(longest=100), default=[]),
)
