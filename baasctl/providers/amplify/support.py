"""What Amplify can do, assembled from the entries of each group of kinds."""

from __future__ import annotations

from collections import ChainMap

from baasctl.model.field import Field, Shape
from baasctl.providers.contract import Support
from baasctl.providers.entries import Entries

GROUPS: tuple[Entries, ...] = ()

_SETTINGS = {
    "branch": Field(doc="Branch of the app whose backend is meant; left out, main."),
    "region": Field(doc="AWS region; left out, AWS_REGION or AWS_DEFAULT_REGION."),
    "user_pool": Field(doc="Id of the user pool, where Amplify does not lead to it."),
    "identity_pool": Field(doc="Id of the identity pool, where Amplify does not lead to it."),
    "api": Field(doc="Id of the AppSync API, where Amplify does not lead to it."),
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


def assemble(groups: tuple[Entries, ...]) -> Support:
    """One table from the groups' entries; no two groups share a kind."""
    return Support(
        provider="amplify",
        title="AWS Amplify",
        kinds=dict(ChainMap(*(dict(group.kinds) for group in groups))),
        fields=dict(ChainMap(*(dict(group.fields) for group in groups))),
        names=dict(ChainMap(*(dict(group.names) for group in groups))),
        variants=dict(ChainMap(*(dict(group.variants) for group in groups))),
        exceptions=dict(ChainMap(*(dict(group.exceptions) for group in groups))),
        native=dict(ChainMap(*(dict(group.native) for group in groups))),
        references=dict(ChainMap(*(dict(group.references) for group in groups))),
        placeholders=dict(ChainMap(*(dict(group.placeholders) for group in groups))),
        project=("app", "user_pool", "identity_pool", "api"),
        settings=_SETTINGS,
        checks=tuple(check for group in groups for check in group.checks),
        risks=tuple(judge for group in groups for judge in group.risks),
        extra="amplify",
    )


SUPPORT = assemble(GROUPS)
