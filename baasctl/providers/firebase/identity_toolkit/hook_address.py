"""The address that a hook calls, and the function behind it.

A function of the second generation answers at `serviceConfig.uri` (`….run.app`), which its SDK also expects as the
audience of the token; every function answers at `https://REGION-PROJECT.cloudfunctions.net/NAME` as well. Either says
which function a hook calls; the first is written where it is known (firebase-tools 15.28.1,
src/deploy/functions/services/auth.ts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import put
from baasctl.providers.firebase.cloud_functions.address import Place, place_of, url_of

_OWN: Final = re.compile(
    r"https://(?P<region>[a-z]+-[a-z]+[0-9]+)-(?P<project>[a-z0-9.:-]+)\.cloudfunctions\.net/(?P<name>[^/?#]+)/?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """The functions of a project.

    Attributes:
        project: Its id.
        region: Of the target.
        live: Function to the address that Google answers for it; empty where nobody asked.
    """

    project: str
    region: str
    live: Mapping[str, str] = field(default_factory=dict)

    def address_of(self, function: str) -> str:
        """The address to write for a function."""
        return self.live.get(function) or url_of(self.project, self.region, function)

    def function_at(self, uri: str) -> str | None:
        """The function that an address leads to, `None` where it is nobody's or another project's."""
        for function, address in self.live.items():
            if uri.rstrip("/") == address.rstrip("/"):
                return function
        found = _OWN.fullmatch(uri)
        if found is None or found["project"] != self.project:
            return None
        return Place(region=found["region"], name=found["name"]).segment(self.region)


def with_function(hook: Resource, desired: DesiredState, region: str) -> Resource:
    """A declared hook with its function as addresses of functions have it, whatever its key in the spec."""
    key = hook.attributes.get("function")
    for function in desired.of("functions") if isinstance(key, str) else ():
        if function.address.segments[0] == key:
            called = place_of(function, region).segment(region)
            return hook if called == key else hook.with_attributes(put(hook.attributes, "/function", called))
    return hook
