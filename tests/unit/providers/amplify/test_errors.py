"""Every error of AWS and of botocore is one of ours."""

from __future__ import annotations

import inspect

import botocore.exceptions
import pytest
from botocore.loaders import Loader

from baasctl.model.errors import AuthFailed, Conflict, Forbidden, Invalid, NotFound, ProviderError, Unavailable
from baasctl.providers.amplify.clients.aws import AwsApis, Place
from baasctl.providers.amplify.clients.boto_errors import CLASSES, told
from baasctl.providers.amplify.errors import CODES, error_of
from tests.contract.amplify.write_service_limits import OPERATIONS
from tests.unit.providers.amplify.scripted_aws import scripted

SERVICES = (*OPERATIONS, "cloudformation", "resourcegroupstaggingapi")
STATUSES = {400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 424, 429}
WITHOUT_CALL = {"UndefinedModelAttributeError", "MissingServiceIdError", "ClientError"}
"""Of a wrong model, and the answer of AWS itself, which `error_of` reads."""
CLASSES_OF_BOTOCORE = sorted(
    name
    for name, each in vars(botocore.exceptions).items()
    if inspect.isclass(each)
    and issubclass(each, Exception)
    and not issubclass(each, Warning)
    and each.__module__ == botocore.exceptions.__name__
)


def _like(name: str) -> Exception:
    """An exception of a class, made without what its constructor asks for."""
    each = getattr(botocore.exceptions, name)
    found: Exception = each.__new__(each)
    return found


@pytest.mark.parametrize("name", [name for name in CLASSES_OF_BOTOCORE if name not in WITHOUT_CALL])
def test_every_exception_of_botocore_has_a_meaning(name: str) -> None:
    """By its own name or a base's: a new sort of exception must not look like a bug in baasctl."""
    error = _like(name)
    assert any(base.__name__ in CLASSES for base in type(error).__mro__)
    assert isinstance(told(error, "s3 GetBucketCors", "app `d2abc`"), ProviderError)


def test_no_class_is_listed_that_botocore_has_not() -> None:
    """A misspelt row would never be used."""
    assert set(CLASSES) - set(CLASSES_OF_BOTOCORE) == set()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("EndpointConnectionError", Unavailable),
        ("ConnectTimeoutError", Unavailable),
        ("ReadTimeoutError", Unavailable),
        ("SSLError", Unavailable),
        ("NoCredentialsError", AuthFailed),
        ("ProfileNotFound", AuthFailed),
        ("UnauthorizedSSOTokenError", AuthFailed),
        ("ParamValidationError", Invalid),
        ("WaiterError", Unavailable),
    ],
)
def test_an_exception_has_the_exit_code_of_its_cause(name: str, error: type[ProviderError]) -> None:
    """The network is no credential, and a value is neither."""
    assert type(told(_like(name), "s3 GetBucketCors", "app")) is error


@pytest.mark.parametrize("service", SERVICES)
def test_every_error_of_an_operation_has_a_meaning(service: str) -> None:
    """The shapes that the models name as errors: by code, or by the status that they come with."""
    model = Loader().load_service_model(service, "service-2")
    shapes = {error["shape"] for operation in model["operations"].values() for error in operation.get("errors", ())}
    for name in sorted(shapes):
        declared = model["shapes"][name].get("error", {})
        code, status = declared.get("code", name), declared.get("httpStatusCode", 400)
        error = error_of(code, status, "said", f"{service} X", "app", writes=True)
        assert error.diagnostics[0].code != "APPLY320", (code, status)


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_an_unknown_code_goes_by_its_status(status: int) -> None:
    """Whatever AWS calls it, its status tells the class."""
    assert error_of("Strange", status, "said", "s3 X", "app", writes=False).diagnostics[0].code != "READ320"


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("NotAuthorizedException", 400, Forbidden),
        ("ResourceNotFoundException", 400, NotFound),
        ("ConcurrentModificationException", 400, Conflict),
        ("UnrecognizedClientException", 400, AuthFailed),
        ("InvalidParameterException", 400, Invalid),
    ],
)
def test_a_code_means_more_than_its_status(code: str, status: int, error: type[ProviderError]) -> None:
    """Cognito answers 400 for nearly everything."""
    assert isinstance(error_of(code, status, "said", "cognito-idp X", "app", writes=True), error)
    assert code in CODES or error is Invalid


def test_botocores_own_words_do_not_reach_the_user() -> None:
    """They quote the value, which may be a secret; our message names the parameter and where to look."""
    with scripted((200, "", "")) as aws, pytest.raises(Invalid) as refused:
        aws.client().ask("cognito-idp", "update_user_pool", UserPoolId="a_b", Policies="hunter2")
    assert "hunter2" not in str(refused.value)
    assert "`Policies`" in str(refused.value)
    assert aws.requests == 0


def test_a_profile_that_is_not_there_is_told() -> None:
    """Before anything is sent, and as a credential."""
    with pytest.raises(AuthFailed) as refused:
        AwsApis(Place(region="eu-west-1", profile="no-such-profile")).ask("s3", "list_buckets")
    assert "no-such-profile" in refused.value.diagnostics[0].detail
