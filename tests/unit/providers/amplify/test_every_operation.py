"""Every operation of botocore's models that writes is sent, refused by the support table, or no configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from baasctl.providers.amplify.not_offered import NOT_OFFERED
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.contract import No, Yes
from tests.unit.structure.source_tree import ROOT

READS: Final = re.compile(
    r"(Get|List|Describe|Head|Batch|Search|Lookup|Simulate|Select|Query|Scan|Evaluate|Test|Validate)[A-Z]"
)
SCOPE: Final[Mapping[str, str]] = {
    "amplify": "",
    "appsync": "",
    "cognito-identity": "",
    "cognito-idp": "",
    "dynamodb": r".*(Table|Backup|TimeToLive|ResourcePolic|Kinesis|Contributor|Tag)",
    "iam": r".*Role",
    "lambda": "",
    "s3": r".*(Bucket|PublicAccessBlock|ObjectLockConfiguration)",
    "scheduler": "",
    "ssm": r".*(Parameter|Tags)",
}
"""Service to the operations that are about what Amplify is made of; empty: all."""
MADE_BY_AMPLIFY: Final = frozenset(
    {"CreateApp", "DeleteApp", "CreateBackendEnvironment", "DeleteBackendEnvironment"}
    | {"CreateGraphqlApi", "DeleteGraphqlApi", "CreateIdentityPool", "DeleteIdentityPool"}
)
"""baasctl expects the app and the backend's parts, and says so in the support table of their kinds."""
PUT_TOGETHER: Final = frozenset({"DeleteBranch", "DeleteDomainAssociation", "DeleteWebhook"})
"""Sent by `clients/amplify_apps.py` under a name that it makes of a verb and a section."""
COMPARED_ONLY: Final[Mapping[str, tuple[str, str]]] = {
    **{f"{verb}DataSource": ("graphql_api", "data_sources") for verb in ("Create", "Update", "Delete")},
    **{f"{verb}Resolver": ("graphql_api", "resolvers") for verb in ("Create", "Update", "Delete")},
    **{f"{verb}ApiCache": ("graphql_api", "cache") for verb in ("Create", "Update", "Delete", "Flush")},
    "UpdateFunction": ("graphql_api", "functions"),
    "FlushApiCache": ("graphql_api", "cache"),
}
"""Read, adopted and compared, with a note that they are not written."""
SAME_AS: Final[Mapping[str, str]] = {
    "PutBucketLifecycle": "PutBucketLifecycleConfiguration",
    "PutBucketNotification": "PutBucketNotificationConfiguration",
    "UpdateRoleDescription": "UpdateRole",
    "DeleteParameters": "DeleteParameter",
    "UpdateFunctionEventInvokeConfig": "PutFunctionEventInvokeConfig",
    "RemoveTagsFromResource": "AddTagsToResource",
    "CreateScheduleGroup": "CreateSchedule",
    "DeleteScheduleGroup": "CreateSchedule",
}
"""Older, narrower or plural forms of what is sent, and groups of what there is one of."""
NO_CONFIGURATION: Final[Mapping[str, str]] = {
    "builds and files of an app": r"(Create|Start)Deployment|(Start|Stop|Delete)Job|GenerateAccessLogs",
    "users of a pool and what they did": r"Admin\w+|(Create|Start|Stop)UserImportJob|DeleteUser(Attributes)?",
    "sign-in and settings of somebody who is signed in": (
        r"Associate(SoftwareToken)|ChangePassword|CompleteWebAuthn\w+|Confirm\w+|Delete(WebAuthnCredential)|Forg\w+"
        r"|GlobalSignOut|InitiateAuth|ResendConfirmationCode|RespondToAuthChallenge|RevokeToken|SetUser(MFA\w+|Settings)"
        r"|StartWebAuthn\w+|Update(AuthEventFeedback|DeviceStatus|UserAttributes)|Verify\w+|SignUp"
    ),
    "identities of guests and users": r"DeleteIdentities|MergeDeveloper\w+|Unlink\w+",
    "copies and restores of data": r"(Create|Delete|Restore)\w*(Backup|ToPointInTime)|ExportTable\w+|ImportTable",
    "calls of functions": r"Invoke\w*|CheckpointDurable\w+|SendDurable\w+|StopDurable\w+",
    "introspection of other databases": r"StartDataSourceIntrospection",
    "roles that services and machines use": r"\w+(ServiceLinkedRole|InstanceProfile)|AcquireRole",
}
LEAST_ANSWERED: Final = 250
"""It may grow only."""


def words() -> frozenset[str]:
    """Every word in the adapter's modules, `not_offered` left out."""
    folder = Path(ROOT, "baasctl/providers/amplify")
    files = (path for path in folder.rglob("*.py") if path.name != "not_offered.py")
    return frozenset(word for path in files for word in re.findall(r"\w+", path.read_text("utf-8")))


WORDS: Final = words()


def writing(service: str) -> list[str]:
    """The operations of a service that are no reading ones."""
    operations = Loader().load_service_model(service, "service-2")["operations"]
    return [name for name in operations if not READS.match(name) and re.match(SCOPE[service], name)]


def answers(service: str, operation: str) -> list[str]:
    """How an operation is answered for."""
    refused = [
        f"{kind}/native.{name}"
        for kind, rows in NOT_OFFERED.items()
        for name, row in rows.items()
        if row.service == service and operation in row.operations
    ]
    sent = xform_name(operation) in WORDS or operation in WORDS or operation in PUT_TOGETHER
    return [
        *refused,
        *(["sent"] if sent and not refused else []),
        *(["made by Amplify"] if operation in MADE_BY_AMPLIFY and not sent else []),
        *(["compared only"] if operation in COMPARED_ONLY and not sent else []),
        *(["same as another"] if operation in SAME_AS and not sent else []),
        *(about for about, pattern in NO_CONFIGURATION.items() if re.fullmatch(pattern, operation) and not sent),
    ]


@pytest.mark.parametrize("service", SCOPE)
def test_every_writing_operation_is_answered_for_once(service: str) -> None:
    """An operation that a newer botocore brings fails here, not in front of a user."""
    found = {operation: answers(service, operation) for operation in writing(service)}

    assert {operation: how for operation, how in found.items() if len(how) != 1} == {}


def test_the_answered_operations_do_not_become_fewer() -> None:
    """A count, so that a scope that is narrowed is noticed."""
    assert sum(len(writing(service)) for service in SCOPE) >= LEAST_ANSWERED


def test_refused_operations_have_a_row_with_a_reason() -> None:
    """Who writes the name below `native` is told why not, since when, and from where we know."""
    for kind, rows in NOT_OFFERED.items():
        for name in rows:
            answer = SUPPORT.fields[kind][f"native.{name}"]
            assert isinstance(answer, No), (kind, name)
            assert answer.reason
            assert answer.hint
            assert answer.source
            assert answer.verified.year >= 2026


def test_refused_operations_are_in_the_models() -> None:
    """A name that AWS changes is noticed."""
    for rows in NOT_OFFERED.values():
        for row in rows.values():
            known = Loader().load_service_model(row.service, "service-2")["operations"]
            assert set(row.operations) - set(known) == set()


def test_what_is_compared_only_says_so() -> None:
    """The support table has the field, with a note that it is not written."""
    for kind, field in COMPARED_ONLY.values():
        answer = SUPPORT.fields[kind][field]
        assert isinstance(answer, Yes)
        assert "not written" in answer.note


def test_another_form_is_one_of_what_is_sent() -> None:
    """What an older form stands for is an operation that the adapter sends."""
    assert {each for each in SAME_AS.values() if xform_name(each) not in WORDS and each not in WORDS} == set()
