"""What Firebase can do, assembled from the entries of each group of kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.field import Field, Shape
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.entries import Entries, assembled
from baasctl.providers.firebase.access import JUDGING, RENDERING
from baasctl.providers.firebase.app_attestation import entries as app_attestation
from baasctl.providers.firebase.cloud_functions import entries as cloud_functions
from baasctl.providers.firebase.cloud_functions.address import region_of, url_of
from baasctl.providers.firebase.cloud_storage import entries as cloud_storage
from baasctl.providers.firebase.firestore import entries as firestore
from baasctl.providers.firebase.identity_toolkit import auth_entries, idp_entries, tenant_entries
from baasctl.providers.firebase.remote_template import entries as remote_template
from baasctl.providers.firebase.rules import entries as rules

GROUPS: tuple[Entries, ...] = (
    rules.ENTRIES,
    auth_entries.ENTRIES,
    idp_entries.ENTRIES,
    tenant_entries.ENTRIES,
    remote_template.ENTRIES,
    app_attestation.ENTRIES,
    cloud_storage.ENTRIES,
    firestore.ENTRIES,
    cloud_functions.ENTRIES,
)

_ID = re.compile(r"([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]")
"""6 to 30 characters (cloud.google.com, "Creating and managing projects"), in old ids behind a domain and a colon."""

_SETTINGS = {
    "region": Field(doc="Where functions are made, such as `europe-west1`; left out, us-central1."),
    "credentials": Field(
        shape=Shape.RECORD,
        members={
            "service_account": Field(
                sensitive=True,
                doc="The JSON of a service account's key or of a workload identity configuration;"
                " left out, application default credentials.",
            ),
            "access_token": Field(sensitive=True, doc="An OAuth access token; left out, GOOGLE_OAUTH_ACCESS_TOKEN."),
        },
        doc="What the APIs are asked with.",
    ),
    "quota_project": Field(
        doc="Project that requests are counted for; left out, GOOGLE_CLOUD_QUOTA_PROJECT or the credential's own."
    ),
    "api_url": Field(
        doc="Address of a local server with all APIs, as <api_url>/<google host>/<path>;"
        " left out, BAASCTL_FIREBASE_API_URL or Google's own hosts."
    ),
}


def id_problems(target: Target) -> Iterator[Diagnostic]:
    """What is wrong with a project id, before anything is sent."""
    if not _ID.fullmatch(target.project):
        yield Diagnostic(
            code="SPEC501",
            summary="this is no project id of Firebase",
            detail=f"`project` of target `{target.name}` is {target.project!r}; Google takes 6 to 30 lower-case"
            " letters, digits and hyphens, beginning with a letter",
            hint="`firebase projects:list` prints the ids; it is neither the display name nor the number",
            span=target.span,
        )


def checked_id(target: Target) -> str:
    """The target's project id.

    Raises:
        SpecError: It cannot be one.
    """
    problems = tuple(id_problems(target))
    if problems:
        raise SpecError(*problems)
    return target.project


def _check_id(desired: DesiredState) -> Iterator[Diagnostic]:
    return id_problems(desired.target)


def _refer(target: Target, kind: str, name: str, attribute: str) -> str:
    """The one reference whose text is known before anything is read: the address of a function."""
    del kind, attribute
    return url_of(target.project, region_of(target), name)


SUPPORT = assembled(
    GROUPS,
    provider="firebase",
    title="Firebase",
    extra="firebase",
    settings=_SETTINGS,
    refer=_refer,
    checks=(_check_id,),
    access=RENDERING,
    judging=JUDGING,
)
