"""Which app of the project a declared one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baasctl.model.resource import Resource
from baasctl.providers.contract import Answer
from baasctl.providers.strict import expect, expect_objects, expect_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One app.

    Attributes:
        id: Such as `1:123:web:abc`.
        platform: `IOS`, `ANDROID` or `WEB`.
        display_name: May be empty, and several apps may have one.
        namespace: Package name or bundle id; of a web app nothing that a person knows.
    """

    id: str
    platform: str
    display_name: str
    namespace: str

    @property
    def names(self) -> tuple[str, ...]:
        """What a spec may call it, beside its id."""
        known = (self.display_name, self.namespace if self.platform != "WEB" else "")
        return tuple(name for name in known if name)


def decode(answer: Answer, document: str) -> tuple[App, ...]:
    """The apps of a project, by id.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    found = (
        App(
            id=expect(each.get("appId"), str, document, f"/{index}/appId"),
            platform=expect(each.get("platform"), str, document, f"/{index}/platform"),
            display_name=expect_or_none(each.get("displayName"), str, document, f"/{index}/displayName") or "",
            namespace=expect_or_none(each.get("namespace"), str, document, f"/{index}/namespace") or "",
        )
        for index, each in enumerate(expect_objects(answer, document))
    )
    return tuple(sorted(found, key=lambda app: app.id))


def meant(resource: Resource, apps: Sequence[App]) -> tuple[App, ...]:
    """The apps that a declared one can be: the one with its `id` or whose id is its key, else those of its name."""
    wanted = resource.remote_id or resource.address.segments[1]
    of_id = tuple(app for app in apps if app.id == wanted)
    if of_id or resource.remote_id:
        return of_id
    return tuple(app for app in apps if wanted in app.names)


def key_of(app: App, apps: Sequence[App]) -> str:
    """What a spec that nobody wrote yet calls an app: the first of its names that no other app has, else its id."""
    taken = [name for other in apps if other.id != app.id for name in other.names]
    return next((name for name in app.names if name not in taken), app.id)
