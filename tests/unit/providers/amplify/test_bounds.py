"""What AWS accepts, known offline."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from baasctl.providers.amplify.bounds import bounds_of, create_only, members_of, required_members
from tests.contract.amplify.java_patterns import portable


def test_a_number_has_its_range() -> None:
    """As the model has it, with whose limit it is."""
    found = bounds_of("cognito-idp", "UpdateUserPool", "Policies.PasswordPolicy.MinimumLength")
    assert (found.minimum, found.maximum, found.whose) == (6, 99, "Amazon Cognito")


def test_a_text_has_choices_lengths_and_a_pattern() -> None:
    """Whatever the model says of it."""
    assert bounds_of("cognito-idp", "UpdateUserPool", "MfaConfiguration").choices == ("OFF", "ON", "OPTIONAL")
    name = bounds_of("cognito-idp", "CreateGroup", "GroupName")
    assert (name.shortest, name.longest) == (1, 128)
    assert name.pattern is not None


def test_a_list_has_what_its_members_may_be() -> None:
    """Its own length, and choices or pattern of each member."""
    flows = bounds_of("cognito-idp", "UpdateUserPoolClient", "ExplicitAuthFlows")
    assert "ALLOW_USER_SRP_AUTH" in flows.choices
    urls = bounds_of("cognito-idp", "UpdateUserPoolClient", "CallbackURLs")
    assert urls.longest == 100
    assert urls.pattern is not None
    assert re.fullmatch(urls.pattern, "https://example.com/")
    assert not re.fullmatch(urls.pattern, "x" * 1025)


def test_paths_lead_through_lists() -> None:
    """The members of a rule in a list of rules."""
    assert bounds_of("s3", "PutBucketCors", "CORSConfiguration.CORSRules.MaxAgeSeconds").whose == "Amazon S3"


def test_a_member_that_is_not_there_is_an_error() -> None:
    """A name that AWS changes is noticed when the tables are written again."""
    with pytest.raises(KeyError):
        bounds_of("cognito-idp", "UpdateUserPool", "Polices")


def test_what_only_create_has_cannot_be_changed() -> None:
    """By the difference of the two requests."""
    assert create_only("cognito-idp", "CreateUserPool", "UpdateUserPool") >= {"UsernameAttributes", "Schema"}
    assert create_only("appsync", "CreateGraphqlApi", "UpdateGraphqlApi") == {"apiType", "tags", "visibility"}
    assert required_members("cognito-idp", "UpdateUserPool") == {"UserPoolId"}
    assert "LambdaConfig" in members_of("cognito-idp", "UpdateUserPool")


@pytest.mark.parametrize(
    ("java", "accepted", "refused"),
    [
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", ["é_1", "a"], ["a b", "", "a\n"]),
        (r"[\w+=,.@-]+", ["a-b", "x@y"], ["é", "a b"]),
        (r"[\w-]+_[0-9a-zA-Z]+", ["eu-west-1_Ab"], ["eu west"]),
        (r"(?s).+", ["a\nb"], [""]),
        (r"[\w-\/.]+", ["a-/."], ["a+"]),
        (r"[^_\p{Z}]+", ["ab", "é"], ["a b", "_"]),
        (r"\d{12}", ["123456789012"], ["١٢٣٤٥٦٧٨٩٠١٢"]),
    ],
)
def test_patterns_mean_what_aws_means(java: str, accepted: list[str], refused: list[str]) -> None:
    r"""Java's `\w` and `\d` are ASCII, and Python knows no categories: a value that AWS accepts is never refused."""
    pattern = portable(java)
    assert pattern is not None
    assert [text for text in accepted if not re.fullmatch(pattern, text)] == []
    assert [text for text in refused if re.fullmatch(pattern, text)] == []


def test_a_pattern_that_only_java_reads_is_left_out() -> None:
    """AWS says itself what it does not accept."""
    assert portable(r"[\uD800\uDC00-\uDBFF\uDFFF]*") is None


def test_no_sdk_is_needed() -> None:
    """`validate` works without the packages of `baasctl[amplify]`."""
    program = (
        "import sys; from baasctl.providers.amplify.bounds import bounds_of;"
        "bounds_of('lambda', 'CreateFunction', 'Timeout');"
        "print([name for name in sys.modules if name.startswith(('boto', 'urllib3'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
