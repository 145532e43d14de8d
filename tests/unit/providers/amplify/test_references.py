"""`${ref:…}` of an Amplify target: from names to texts that the app alone has, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from baasctl.model.address import Address
from baasctl.model.deferred import as_written, deferred
from baasctl.model.origin import Origin
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.span import Span
from baasctl.model.state import DesiredState
from baasctl.model.value import Attributes, freeze
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.references.adopted import texts_to_references
from baasctl.providers.amplify.references.putting import problems, put_in
from baasctl.providers.amplify.references.texts import REFERENCES, Texts
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.contract import Answers
from baasctl.providers.deferred_places import problems_after_reading, problems_before_reading
from tests.unit.providers.amplify import backends

POOL, IDENTITIES = "eu-west-1_AbCdEfGhI", "eu-west-1:01234567-89ab-cdef-0123-456789abcdef"
KNOWN = Found(
    app="d1", branch="main", account="123456789012", user_pool=POOL, identity_pool=IDENTITIES, api="abc",
    buckets={"drive": "amplify-drive-x"}, functions={"hello": "amplify-hello-y"},
)  # fmt: skip
ANSWERS: Answers = {
    f"iam/identity-pool/{IDENTITIES}": {"auth": "amplify-auth-z"},
    f"iam/groups/{POOL}": {},
    "iam/role/amplify-auth-z": {"Role": {"RoleName": "amplify-auth-z", "Arn": "arn:aws:iam::123456789012:role/p/a"}},
    "function/amplify-hello-y": {"Configuration": {}},
    "function/amplify-hello-y/url": {"FunctionUrl": "https://u.lambda-url.eu-west-1.on.aws/"},
    f"app_clients/{POOL}": [
        {"ClientName": "site", "ClientId": "c1"},
        {"ClientName": "twin", "ClientId": "c2"},
        {"ClientName": "twin", "ClientId": "c3"},
    ],
}


def state(**by_kind: Attributes) -> DesiredState:
    resources = tuple(
        Resource(address=Address("prod", *_place(name)), attributes=attributes) for name, attributes in by_kind.items()
    )
    return DesiredState(target=backends.target(), root=Path(), resources=resources)


def _place(name: str) -> tuple[str, tuple[str, ...]]:
    kind, _, key = name.partition("__")
    return kind, (key,) if key else ()


def texts(declared: DesiredState | None = None, region: str = "eu-west-1", known: Found = KNOWN) -> Texts:
    return Texts(known=known, region=region, answers=ANSWERS, declared=declared)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("target.account", "123456789012"),
        ("target.region", "eu-west-1"),
        ("target.app", "d1"),
        ("target.branch", "main"),
        ("auth.arn", f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{POOL}"),
        ("identity_pool.id", IDENTITIES),
        ("graphql_api.arn", "arn:aws:appsync:eu-west-1:123456789012:apis/abc"),
        ("app_clients/site.id", "c1"),
        ("app_clients/twin.id", ""),
        ("buckets/drive.name", "amplify-drive-x"),
        ("buckets/logs.arn", "arn:aws:s3:::logs"),
        ("functions/hello.url", "https://u.lambda-url.eu-west-1.on.aws/"),
        ("functions/hello.arn", "arn:aws:lambda:eu-west-1:123456789012:function:amplify-hello-y"),
        ("functions/none.url", ""),
        ("roles/auth.arn", "arn:aws:iam::123456789012:role/p/a"),
        ("roles/worker.arn", "arn:aws:iam::123456789012:role/worker"),
        ("groups/admins.arn", ""),
    ],
)
def test_a_reference_stands_for_a_text_of_the_app(reference: str, text: str) -> None:
    """Empty is what nothing tells: a client of which there are two, an address that was never given."""
    assert texts().of(reference) == text


def test_a_declared_name_and_path_decide_what_an_arn_is() -> None:
    """What the spec is about to make has its ARN before it is there."""
    wanted = state(roles__worker=freeze({"name": "w", "path": "/team/"}), functions__a=freeze({"name": "b"}))  # type: ignore[arg-type]
    assert texts(wanted).of("roles/worker.arn") == "arn:aws:iam::123456789012:role/team/w"
    assert texts(wanted).of("functions/a.arn") == "arn:aws:lambda:eu-west-1:123456789012:function:b"


def test_a_name_with_references_in_it_is_whole_in_what_refers_to_it() -> None:
    """A name that refers to itself means the live one, and nobody asks for ever."""
    own, itself = {"name": f"logs-{deferred('target.app')}"}, {"name": deferred("buckets/drive.name")}
    wanted = state(buckets__logs=own, buckets__drive=itself)
    assert texts(wanted).of("buckets/logs.arn") == "arn:aws:s3:::logs-d1"
    assert texts(wanted).of("buckets/drive.arn") == "arn:aws:s3:::amplify-drive-x"


def test_arns_follow_the_part_of_aws_that_the_region_belongs_to() -> None:
    """docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html, partitions."""
    assert texts(region="cn-north-1").of("buckets/drive.arn").startswith("arn:aws-cn:")
    assert texts(region="us-gov-west-1").of("auth.arn").startswith("arn:aws-us-gov:")


def test_without_an_account_nothing_is_made_up() -> None:
    """Half an ARN would be a wrong one."""
    assert texts(known=Found(user_pool=POOL)).of("auth.arn") == ""


def test_every_reference_that_adopt_writes_means_the_same_text_again() -> None:
    """The way back, for every attribute there is; an id that is longer never hides in a shorter one."""
    found = texts_to_references(texts())
    assert {texts().of(reference) for reference in found.values()} == found.keys()
    assert "" not in found
    kinds = {reference.partition("/")[0].partition(".")[0] for reference in found.values()}
    assert kinds == REFERENCES.keys() - {"app_clients"}


def test_references_are_put_in_wherever_they_stand() -> None:
    """In lists, maps and the middle of texts; the rest of the spec stays the object that it was."""
    value = {"env": {"POOL": f"<{deferred('auth.id')}>"}, "list": [deferred("target.app"), 1]}
    wanted = state(hosting=freeze(value), groups__a={"precedence": 1})  # type: ignore[arg-type]
    found = put_in(wanted, texts())
    assert found.resources[0].attributes == freeze({"env": {"POOL": f"<{POOL}>"}, "list": ["d1", 1]})
    assert found.resources[1] is wanted.resources[1]
    assert list(problems(found)) == []


def test_a_reference_to_what_is_not_there_yet_is_an_error() -> None:
    """It is told as the spec has it, not as it travels."""
    left = put_in(state(hosting={"name": deferred("app_clients/new.id")}), texts())
    (problem,) = problems(left)
    assert (problem.code, problem.detail) == ("SPEC703", "`${ref:app_clients/new.id}`: AWS tells it once it is made")
    assert as_written(left.resources[0].attributes["name"]) == "${ref:app_clients/new.id}"


def test_a_reference_beside_a_secret_is_an_error() -> None:
    """The text of a secret is put together elsewhere, by the store that has it."""
    secret = Secret(reference=f"{deferred('auth.id')}${{secret:env:X}}")
    (problem,) = problems(put_in(state(hosting={"name": secret}), texts()))
    assert problem.code == "SPEC704"


def test_what_a_check_says_of_a_reference_waits_for_its_text() -> None:
    """A name that is half a reference is judged when it is whole; one that is written out is judged at once."""
    place, other = (Span(file="baas.yaml", line=line, column=9) for line in (3, 4))
    named = state(buckets__media={"name": f"media-{deferred('target.app')}"}, buckets__logs={"name": "Logs"})
    placed = [
        replace(one, origins={"/name": Origin(span=span)})
        for one, span in zip(named.resources, (place, other), strict=True)
    ]
    wanted = replace(named, resources=tuple(placed))
    assert [each.span for each in problems_before_reading(wanted, SUPPORT)] == [other]
    assert list(problems_after_reading(wanted, put_in(wanted, texts()), SUPPORT)) == []
    upper = texts(known=replace(KNOWN, app="D1"))
    assert [each.span for each in problems_after_reading(wanted, put_in(wanted, upper), SUPPORT)] == [place]
