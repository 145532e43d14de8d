"""Which resources an app consists of, and who owns them."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.state import DesiredState
from baasctl.model.value import freeze
from baasctl.providers.amplify.clients.aws import AwsApis, Place
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.discovery.ownership import check
from baasctl.providers.amplify.discovery.stack_rows import without_secrets
from baasctl.providers.amplify.discovery.walk import Discovery
from baasctl.providers.contract import Answer, Wanted
from tests.unit.providers.amplify import backends

WANTED = Wanted(kinds=frozenset({"auth"}))


def _discovery() -> Discovery:
    return Discovery(backends.target(), AwsApis(Place(region="eu-west-1")))


def _waves(answers: dict[str, Answer]) -> list[list[str]]:
    """What is asked for, wave by wave, when these are the answers."""
    known: dict[str, Answer] = {}
    waves = []
    while names := [source.name for source in _discovery().sources(WANTED, known)]:
        waves.append(sorted(names))
        known |= {name: answers.get(name) for name in names}
    return waves


def test_outputs_of_gen_2_lead_to_ids() -> None:
    """Root outputs that the template's metadata claims for Amplify, with friendly names from lists and tags."""
    known = found(backends.gen_2())
    assert (known.user_pool, known.user_pool_client) == (backends.POOL, backends.CLIENT)
    assert (known.identity_pool, known.api) == (backends.IDENTITIES, backends.API_ARN.rpartition("/")[2])
    assert known.bucket("drive") == "amplify-drivebucket-x"
    assert list(known.functions) == ["say-hello"]
    assert known.friendly(known.function("say-hello")) == "say-hello"
    assert known.roles == {"auth": "role-auth", "unauth": "role-guest", "admins": "role-admins"}
    assert known.stack == backends.ROOT_NAME


def test_stacks_of_gen_1_lead_to_ids() -> None:
    """Without outputs a type that occurs once is it; of two clients the one for the web."""
    known = found(backends.gen_1())
    assert (known.user_pool, known.user_pool_client) == (backends.POOL, "web")
    assert known.functions == {"hello": "hello-dev"}
    assert set(known.roles) == {"auth", "unauth"}


def test_an_output_that_is_not_amplifys_does_not_count() -> None:
    """A stack may have an output `userPoolId` of its own: the metadata tells which are Amplify's."""
    answers = backends.gen_2()
    answers[f"discovery/metadata/{backends.ROOT}"] = {
        "text": '{"AWS::Amplify::Function": {"version": "1", "stackOutputs": ["definedFunctions"]}}'
    }
    answers[f"discovery/outputs/{backends.ROOT}"] = {"userPoolId": "eu-west-1_Other"}
    assert found(answers).user_pool == backends.POOL


def test_ids_of_the_target_win() -> None:
    """Whoever names an id means it, whatever a stack says; the app client is then not that of another pool."""
    answers = backends.gen_2()
    answers["discovery"] = backends.start(explicit={"user_pool": "eu-west-1_Mine"})
    assert found(answers).user_pool == "eu-west-1_Mine"
    assert found(answers).user_pool_client == ""
    answers["discovery/beside/eu-west-1_Mine"] = [
        backends.row("AWS::Cognito::UserPool", "eu-west-1_Mine", "Pool", "mine"),
        backends.row("AWS::Cognito::UserPoolClient", "my-client", "Client", "mine"),
    ]
    assert found(answers).user_pool_client == "my-client"
    assert found(answers).owner_of("my-client") == "CloudFormation stack mine"
    answers["discovery"] = backends.start(explicit={"user_pool": "eu-west-1_Mine", "user_pool_client": "named"})
    assert found(answers).user_pool_client == "named"


def test_tags_lead_to_ids_where_there_is_no_stack() -> None:
    """Each sort of resource that carries the app's tags once is the app's."""
    tags = {
        f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{backends.POOL}": {},
        f"arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/{backends.IDENTITIES}": {},
        backends.API_ARN: {"aws:cloudformation:stack-name": "mine"},
        "arn:aws:s3:::drive-bucket": {"amplify:friendly-name": "drive"},
    }
    known = found({"discovery": backends.start(stack=""), f"discovery/tags/{backends.APP}/main": tags})
    assert (known.user_pool, known.identity_pool) == (backends.POOL, backends.IDENTITIES)
    assert known.bucket("drive") == "drive-bucket"
    assert known.owner_of(known.api) == "CloudFormation stack mine"
    assert known.owner_of(known.user_pool) == ""


def test_each_level_of_stacks_is_one_wave() -> None:
    """Few round trips: everything that is known to be needed is asked for at once."""
    waves = _waves(backends.gen_2())
    assert [len(wave) for wave in waves] == [1, 4, 2, 1]
    assert waves[0] == ["discovery"]
    assert waves[2] == sorted([f"discovery/stack/{backends.AUTH}", f"discovery/stack/{backends.DATA}"])


def test_an_explicit_id_outside_the_stacks_is_asked_for_its_own() -> None:
    """A pool that the target names may belong to another stack; nothing else tells the account."""
    alone = {"discovery": backends.start(app="", stack="", explicit={"user_pool": "eu-west-1_Mine"})}
    assert _waves(alone) == [["discovery"], ["discovery/account", "discovery/beside/eu-west-1_Mine"]]


def test_nothing_is_asked_for_no_kind() -> None:
    """A plan of nothing asks nothing."""
    assert _discovery().sources(Wanted(kinds=frozenset()), {}) == ()


@pytest.mark.parametrize(
    ("settings", "mode"),
    [({}, "observe"), ({"ownership": {"auth": "manage"}}, "manage"), ({"ownership": {"groups": "manage"}}, "observe")],
    ids=["left out", "said", "said of another kind"],
)
def test_what_a_stack_made_is_observed_unless_the_target_says_otherwise(settings: dict, mode: str) -> None:
    """Ownership is by kind; left out, drift is reported and nothing is written."""
    target = backends.target(**{key: freeze(value) for key, value in settings.items()})
    facts = facts_for(found(backends.gen_2()), "auth", backends.POOL, target)
    assert facts == {"owner": f"CloudFormation stack {backends.ROOT_NAME}", "ownership": mode}


def test_what_no_stack_made_is_nobodys() -> None:
    """A client that baasctl added to the pool of a stack is not the stack's."""
    assert facts_for(found(backends.gen_2()), "app_clients", "another-client", backends.target()) == {}


def test_a_name_belongs_to_the_owner_of_its_type() -> None:
    """A role named like a group is not the group."""
    known = found(backends.gen_2())
    assert known.owner_of("admins", "AWS::Cognito::UserPoolGroup")
    assert known.owner_of("admins", "AWS::IAM::Role") == ""


def test_the_tag_of_cloudformation_tells_the_owner() -> None:
    """A resource read with its tags needs no stack to be found."""
    tags = {"aws:cloudformation:stack-name": "theirs"}
    assert facts_for(Found(), "auth", "any", backends.target(), tags=tags)["owner"] == "CloudFormation stack theirs"


def test_the_id_of_an_api_key_is_not_kept() -> None:
    """It is the key itself; its owner is still known."""
    arn = f"{backends.API_ARN}/apikeys/da2-abcdefghijklmnopqrstuvwxyz"
    kept = without_secrets(backends.row("AWS::AppSync::ApiKey", arn, "Key"))
    answers = {"discovery": backends.start(), f"discovery/stack/{backends.ROOT}": [kept]}
    assert "da2-" not in str(answers)
    assert found(answers).owner_of("da2-abcdefghijklmnopqrstuvwxyz")


def test_several_pools_are_said() -> None:
    """Guessing which one is the app's could change the wrong one."""
    answers = backends.gen_1()
    answers["discovery/stack/function-stack"] = [backends.row("AWS::Cognito::UserPool", "eu-west-1_Two", "UserPool")]
    known = found(answers)
    assert known.user_pool == ""
    (note,) = _discovery().notes(answers)
    assert note.code == "READ308"
    assert backends.POOL in note.detail


def test_what_may_not_be_asked_is_a_warning() -> None:
    """Explicit ids still work; who owns them is not known."""
    answers = {
        "discovery": backends.start(stack="", explicit={"user_pool": backends.POOL}),
        f"discovery/beside/{backends.POOL}": {"denied": "no permission cloudformation:DescribeStackResources"},
    }
    assert found(answers).user_pool == backends.POOL
    (note,) = _discovery().notes(answers)
    assert (note.code, note.is_error) == ("READ307", False)


@pytest.mark.parametrize("written", [{"autth": "manage"}, {"auth": "mannage"}, {"auth": ""}])
def test_a_wrong_ownership_is_told_offline(written: dict[str, str]) -> None:
    """With the nearest word there is."""
    desired = DesiredState(target=backends.target(ownership=freeze(written)), resources=(), root=Path())
    (problem,) = check(desired)
    assert problem.code == "SPEC700"
    assert any(word in problem.hint for word in ("auth", "manage"))
