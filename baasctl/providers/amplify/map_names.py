"""Names in maps of a spec that are values of a request: what AWS's models say of those, `Yes.bounds` cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.state import DesiredState
from baasctl.model.value import pointer
from baasctl.providers.amplify.bounds import shape_at, shapes_of
from baasctl.providers.attribute_paths import declared_at
from baasctl.providers.spec_place import problem

_MAPS: Final[Mapping[tuple[str, str], tuple[str, str, str]]] = {
    ("identity_pool", "/login_providers"): ("cognito-identity", "UpdateIdentityPool", "SupportedLoginProviders"),
    ("resource_servers", "/scopes"): ("cognito-idp", "UpdateResourceServer", "Scopes.ScopeName"),
}
"""Kind and pointer of a map to service, operation and member: a map, or what a name becomes."""


def check_names_in_maps(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names that AWS does not take, each at its place."""
    for (kind, path), (service, operation, member) in _MAPS.items():
        for resource in desired.of(kind):
            declared = declared_at(resource.attributes, path)
            for name in declared if isinstance(declared, Mapping) else ():
                if not _is_taken(service, operation, member, name):
                    shape = _shape(service, operation, member)
                    limit = f"{shape.get('min', 0)} to {shape['max']} characters"
                    limit += f" that match {shape['pattern']}" if "pattern" in shape else ""
                    detail = f"`{name}`: AWS takes names of {limit}"
                    yield problem(resource, "SPEC842", "this is no name for AWS", detail, path=f"{path}{pointer(name)}")


def _is_taken(service: str, operation: str, member: str, name: str) -> bool:
    shape = _shape(service, operation, member)
    fits = not shape.get("pattern") or re.fullmatch(str(shape["pattern"]), name) is not None
    return fits and int(str(shape.get("min", 0))) <= len(name) <= int(str(shape["max"]))


def _shape(service: str, operation: str, member: str) -> Mapping[str, object]:
    found = shape_at(service, operation, member)
    return shapes_of(service)[found["key"]] if found["type"] == "map" else found
