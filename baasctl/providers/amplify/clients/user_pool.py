"""Requests about one Cognito user pool (`cognito-idp`); every function raises `ProviderError`.

Answers are JSON: times are left out, pictures are base64 text.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

from baasctl.model.errors import ProviderError
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.boto import imported
from baasctl.providers.amplify.clients.refusal import code_of
from baasctl.providers.amplify.user_pool.documents import ACCEPTED
from baasctl.providers.strict import expect_objects

_SERVICE: Final = "cognito-idp"
NOT_INCLUDED: Final = frozenset(
    ("UserPoolAddOnNotEnabledException", "FeatureUnavailableInTierException", "OperationNotEnabledException")
)
"""Codes of pools whose plan does not have what is asked for: there is nothing then."""
_NONE_THERE: Final = frozenset(("ResourceNotFoundException",))


def pool(aws: AwsApis, pool_id: str) -> dict[str, object]:
    """The pool, and under `accepted` what the installed botocore can send of it."""
    answer = _ask(aws, "describe_user_pool", pool_id)
    found = cast(dict[str, object], answer.get("UserPool") or {})
    return {**found, ACCEPTED: sorted(_members(aws, "UpdateUserPool"))}


def mfa(aws: AwsApis, pool_id: str) -> dict[str, object]:
    """Second factors."""
    return _ask(aws, "get_user_pool_mfa_config", pool_id)


def client(aws: AwsApis, pool_id: str, client_id: str) -> dict[str, object]:
    """An app client without its secret."""
    answer = _ask(aws, "describe_user_pool_client", pool_id, ClientId=client_id)
    found = cast(dict[str, object], answer.get("UserPoolClient") or {})
    return {name: value for name, value in found.items() if name != "ClientSecret"}


def clients(aws: AwsApis, pool_id: str) -> list[str]:
    """Ids of the first two app clients: enough to know whether there is one alone."""
    answer = _ask(aws, "list_user_pool_clients", pool_id, MaxResults=2)
    listed = expect_objects(answer.get("UserPoolClients") or [], "user pool app clients", "/UserPoolClients")
    return [str(each.get("ClientId", "")) for each in listed]


def risk(aws: AwsApis, pool_id: str) -> dict[str, object]:
    """Threat protection of the pool as a whole; empty where its plan has none."""
    try:
        answer = _ask(aws, "describe_risk_configuration", pool_id)
    except ProviderError as error:
        if code_of(error) in NOT_INCLUDED | _NONE_THERE:
            return {}
        raise
    found = cast(dict[str, object], answer.get("RiskConfiguration") or {})
    return {name: value for name, value in found.items() if name not in ("UserPoolId", "ClientId")}


def logs(aws: AwsApis, pool_id: str) -> dict[str, object]:
    """Where logs go."""
    answer = _ask(aws, "get_log_delivery_configuration", pool_id)
    found = cast(dict[str, object], answer.get("LogDeliveryConfiguration") or {})
    return {name: value for name, value in found.items() if name == "LogConfigurations"}


def classic_pages(aws: AwsApis, pool_id: str) -> dict[str, object]:
    """Style of the classic sign-in pages for all app clients; empty where there is none."""
    try:
        answer = _ask(aws, "get_ui_customization", pool_id)
    except ProviderError as error:
        if code_of(error) in NOT_INCLUDED | _NONE_THERE:
            return {}
        raise
    found = cast(dict[str, object], answer.get("UICustomization") or {})
    return {name: value for name, value in found.items() if name == "CSS"}


def managed_pages(aws: AwsApis, pool_id: str, client_id: str) -> dict[str, object]:
    """Look of an app client's managed pages; empty where nobody chose one."""
    try:
        answer = _ask(aws, "describe_managed_login_branding_by_client", pool_id, ClientId=client_id)
    except ProviderError as error:
        if code_of(error) in NOT_INCLUDED | _NONE_THERE:
            return {}
        raise
    return cast(dict[str, object], answer.get("ManagedLoginBranding") or {})


def domain(aws: AwsApis, pool_id: str, name: str) -> dict[str, object]:
    """A domain of the pool; empty while it does not exist."""
    del pool_id
    answer = aws.ask(_SERVICE, "describe_user_pool_domain", subject=f"domain `{name}`", Domain=name)
    found = _plain(answer.get("DomainDescription") or {})
    known = ("Domain", "ManagedLoginVersion", "CustomDomainConfig", "Routing")
    return {each: value for each, value in cast(dict[str, object], found).items() if each in known and value}


def send(aws: AwsApis, operation: str, pool_id: str, parameters: Mapping[str, object]) -> None:
    """One write about the pool; the operation as AWS names it."""
    _ask(aws, imported("botocore").xform_name(operation), pool_id, **parameters)


def allow_call(aws: AwsApis, function: str, statement: str, pool_arn: str) -> None:
    """Let the pool call a function; nothing where the statement is there already."""
    try:
        aws.ask(
            "lambda",
            "add_permission",
            subject=f"function `{function}`",
            FunctionName=function,
            StatementId=statement,
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
            SourceArn=pool_arn,
        )
    except ProviderError as error:
        if code_of(error) != "ResourceConflictException":
            raise


def forbid_call(aws: AwsApis, function: str, statement: str) -> None:
    """Take that leave away; nothing where it, or the function, is gone already."""
    try:
        aws.ask(
            "lambda",
            "remove_permission",
            subject=f"function `{function}`",
            FunctionName=function,
            StatementId=statement,
        )
    except ProviderError as error:
        if code_of(error) not in _NONE_THERE:
            raise


def _ask(aws: AwsApis, operation: str, pool_id: str, **parameters: object) -> dict[str, object]:
    answer = aws.ask(_SERVICE, operation, subject=f"user pool `{pool_id}`", UserPoolId=pool_id, **parameters)
    return cast(dict[str, object], _plain(answer))


def _members(aws: AwsApis, operation: str) -> set[str]:
    model: Any = aws.client(_SERVICE).meta.service_model.operation_model(operation)
    return set(model.input_shape.members)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items() if not isinstance(each, datetime)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
