"""What Amplify can do, assembled from the entries of each group of kinds."""

from __future__ import annotations

from dataclasses import replace

from baasctl.model.deferred import deferred
from baasctl.model.field import Field, Shape
from baasctl.model.target import Target
from baasctl.providers.amplify.access import ACCESS, JUDGING
from baasctl.providers.amplify.appsync.entries import ENTRIES as GRAPHQL_API
from baasctl.providers.amplify.discovery import ownership
from baasctl.providers.amplify.iam.entries import ENTRIES as IAM
from baasctl.providers.amplify.identity_pools.entries import ENTRIES as IDENTITY_POOL
from baasctl.providers.amplify.lambda_functions.entries import ENTRIES as FUNCTIONS
from baasctl.providers.amplify.map_names import check_names_in_maps
from baasctl.providers.amplify.not_offered import rows
from baasctl.providers.amplify.object_storage.entries import ENTRIES as BUCKETS
from baasctl.providers.amplify.pool_members.entries import ENTRIES as POOL_MEMBERS
from baasctl.providers.amplify.references.texts import REFERENCES
from baasctl.providers.amplify.tags import check_tags
from baasctl.providers.amplify.user_pool.entries import ENTRIES as USER_POOL
from baasctl.providers.amplify.web_hosting.entries import ENTRIES as HOSTING
from baasctl.providers.entries import Entries, assembled

GROUPS: tuple[Entries, ...] = (
    USER_POOL,
    POOL_MEMBERS,
    IDENTITY_POOL,
    HOSTING,
    BUCKETS,
    IAM,
    FUNCTIONS,
    GRAPHQL_API,
)

_SETTINGS = {
    "branch": Field(doc="Branch of the app whose backend is meant; left out, main."),
    "region": Field(doc="AWS region; left out, AWS_REGION or AWS_DEFAULT_REGION."),
    "user_pool": Field(doc="Id of the user pool, where Amplify does not lead to it."),
    "user_pool_client": Field(doc="Id of the app client that the app itself signs in with, where several are there."),
    "identity_pool": Field(doc="Id of the identity pool, where Amplify does not lead to it."),
    "api": Field(doc="Id of the AppSync API, where Amplify does not lead to it."),
    "ownership": Field(
        shape=Shape.MAP,
        element=Field(),
        doc="By kind what to do where CloudFormation owns the resource: observe (left out), manage, or export.",
    ),
    "profile": Field(doc="Profile of the AWS configuration files; left out, AWS_PROFILE."),
    "credentials": Field(
        shape=Shape.RECORD,
        members={
            "access_key_id": Field(sensitive=True, doc="Left out, the usual chain: variables, files, roles."),
            "secret_access_key": Field(sensitive=True, doc="Goes with the access key id."),
            "session_token": Field(sensitive=True, doc="Of temporary credentials."),
        },
        doc="What AWS is asked with.",
    ),
    "api_url": Field(doc="Address of a local server in the place of AWS; left out, AWS_ENDPOINT_URL or AWS itself."),
}


def _refer(target: Target, kind: str, name: str, attribute: str) -> str:
    """Ids and ARNs hold the account and what AWS made up: they are known once the app was read."""
    del target
    return deferred(f"{kind}/{name}.{attribute}" if name else f"{kind}.{attribute}")


_GROUPS_ALONE = assembled(
    (*GROUPS, Entries(kinds={}, fields={}, references=REFERENCES)),
    provider="amplify",
    title="AWS Amplify",
    extra="amplify",
    settings=_SETTINGS,
    project=("app", "user_pool", "identity_pool", "api"),
    live=("branch",),
    refer=_refer,
    defers=True,
    checks=(ownership.check, check_tags, check_names_in_maps),
    access=ACCESS,
    judging=JUDGING,
)
SUPPORT = replace(
    _GROUPS_ALONE, fields={kind: {**rows(kind), **fields} for kind, fields in _GROUPS_ALONE.fields.items()}
)
