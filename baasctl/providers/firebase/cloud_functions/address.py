"""Where a function is: its name and its region, as a spec and as Google write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from baasctl.model.resource import Resource
from baasctl.model.target import Target
from baasctl.providers.strict import unexpected

DEFAULT_REGION: Final = "us-central1"
"""Of a target without `region`, as for the Firebase CLI."""

NAME_PATTERN: Final = r"[a-zA-Z][a-zA-Z0-9_-]{0,62}(@[a-z]+-[a-z]+[0-9]+)?"
"""firebase-tools 15.34.2, `functionIdsAreValid`; after the `@` a region that is not the target's."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """One function's region and name."""

    region: str
    name: str

    def segment(self, region: str) -> str:
        """The function's address in a spec whose target has this region: `resize`, elsewhere `resize@europe-west1`."""
        return self.name if self.region == region else f"{self.name}@{self.region}"

    @property
    def job(self) -> str:
        """The name of its Cloud Scheduler job (firebase-tools 15.34.2, `scheduleIdForFunction`)."""
        return f"firebase-schedule-{self.name}-{self.region}"

    @classmethod
    def parse(cls, text: str, region: str) -> Place:
        """The inverse of `segment`; *region* is the target's."""
        name, _, own = text.partition("@")
        return cls(region=own or region, name=name)

    @classmethod
    def of_wire(cls, name: str, document: str, place: str) -> Place:
        """Of `projects/{project}/locations/{region}/functions/{name}`.

        Raises:
            UnexpectedAnswer: It is no such name.
        """
        match name.split("/"):
            case ["projects", _, "locations", region, "functions", own] if region and own and "@" not in own:
                return cls(region=region, name=own)
        raise unexpected(document, place, "this is no name of a function")


def region_of(target: Target) -> str:
    """Where functions of a target are, unless their names say otherwise."""
    region = target.settings.get("region")
    return region if isinstance(region, str) and region else DEFAULT_REGION


def place_of(resource: Resource, region: str) -> Place:
    """Where a declared function is: by its `name`, or else its key."""
    name = resource.attributes.get("name")
    return Place.parse(name if isinstance(name, str) else resource.address.segments[0], region)


def url_of(project: str, region: str, name: str) -> str:
    """The address of a function, known before it exists.

    Args:
        region: Of the target; empty: the default.
        name: As in a spec, with `@region` for a function elsewhere.
    """
    place = Place.parse(name, region or DEFAULT_REGION)
    return f"https://{place.region}-{project}.cloudfunctions.net/{place.name}"
