"""From an app and a branch to its resources and their owners, on the simulated AWS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import Forbidden, NotFound
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.providers.amplify.clients.aws import connect_aws
from baasctl.providers.amplify.discovery import Found, found
from baasctl.providers.amplify.discovery.walk import Discovery
from baasctl.providers.contract import Answer, Connection, Wanted
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project

WANTED = Wanted(kinds=frozenset({"auth"}))


@contextmanager
def _discovery(amplify: AmplifyProject, **target: Any) -> Iterator[Discovery]:
    settings = {"region": amplify.region, **target.pop("settings", {})}
    asked = Target(
        name="prod", provider="amplify", settings=settings, **{"project": amplify.app, "named_by": "app", **target}
    )
    connection = Connection(target=asked, root=Path(), vault=Vault(), environment=amplify.environment())
    aws = connect_aws(connection)
    try:
        yield Discovery(asked, aws)
    finally:
        aws.close()


def _found(amplify: AmplifyProject, **target: Any) -> Found:
    answers: dict[str, Answer] = {}
    with _discovery(amplify, **target) as discovery:
        while sources := discovery.sources(WANTED, answers):
            answers |= {source.name: discovery.fetch(source.name) for source in sources}
        assert [str(note) for note in discovery.notes(answers)] == []
    return found(answers)


def _refused(amplify: AmplifyProject, **target: Any) -> NotFound:
    with pytest.raises(NotFound) as refused:
        _found(amplify, **target)
    return refused.value


def _same_ids(known: Found, amplify: AmplifyProject) -> None:
    assert (known.user_pool, known.identity_pool) == (amplify.user_pool, amplify.identity_pool)
    assert (known.user_pool_client, known.api) == (amplify.user_pool_client, amplify.api)


@pytest.mark.parametrize("generation", [2, 1])
def test_a_stack_leads_to_its_resources(amplify: AmplifyProject, generation: int) -> None:
    """Both generations of Amplify; CloudFormation owns what it made, and nothing else."""
    owned = new_amplify_project(amplify.sandbox, owned=True, generation=generation)
    known = _found(owned)
    _same_ids(known, owned)
    assert owned.bucket in known.buckets.values()
    assert known.owner_of(owned.user_pool).startswith("CloudFormation stack amplify-")
    assert known.owner_of(known.user_pool_client, "AWS::Cognito::UserPoolClient")
    assert known.owner_of("eu-west-1_Somebody") == ""


def test_tags_lead_to_resources_without_a_stack(amplify: AmplifyProject) -> None:
    """Nobody owns what no stack made."""
    known = _found(amplify)
    assert (known.user_pool, known.identity_pool, known.api) == (amplify.user_pool, amplify.identity_pool, amplify.api)
    assert known.stack == ""
    assert known.owner_of(amplify.user_pool) == ""


def test_ids_alone_lead_to_the_stack_that_made_them(amplify: AmplifyProject) -> None:
    """Without an app CloudFormation is asked whose a pool is."""
    owned = new_amplify_project(amplify.sandbox, owned=True)
    known = _found(owned, project=owned.user_pool, named_by="user_pool")
    assert known.user_pool == owned.user_pool
    assert known.owner_of(owned.user_pool).startswith("CloudFormation stack ")


def test_ids_of_nobodys_need_no_app(amplify: AmplifyProject) -> None:
    """A pool that somebody made by hand."""
    known = _found(amplify, project=amplify.user_pool, named_by="user_pool", settings={"api": amplify.api})
    assert (known.user_pool, known.api, known.app) == (amplify.user_pool, amplify.api, "")
    assert known.owner_of(amplify.user_pool) == ""


def test_a_branch_that_is_not_there_is_told_with_the_nearest(amplify: AmplifyProject) -> None:
    """A typing error costs one look at the message."""
    error = _refused(amplify, settings={"branch": "mian"})
    assert error.diagnostics[0].code == "READ302"
    assert "`main`" in error.diagnostics[0].hint


def test_an_app_that_is_not_there_is_told_with_the_nearest(amplify: AmplifyProject) -> None:
    """So does a name where an id belongs."""
    last = "x" if amplify.app[-1] != "x" else "y"
    error = _refused(amplify, project=f"{amplify.app[:-1]}{last}")
    assert error.diagnostics[0].code == "READ306"
    assert amplify.app in error.diagnostics[0].hint


def test_a_stack_that_is_gone_is_told(amplify: AmplifyProject) -> None:
    """Amplify remembers the stack of a backend that somebody deleted."""
    gone = f"arn:aws:cloudformation:{amplify.region}:{amplify.account}:stack/amplify-gone/1"
    amplify.ask("amplify", "UpdateBranch", appId=amplify.app, branchName="main", backend={"stackArn": gone})
    error = _refused(amplify)
    assert error.diagnostics[0].code == "READ303"
    assert "amplify-gone" in error.diagnostics[0].detail


def test_without_leave_to_ask_cloudformation_explicit_ids_work(amplify: AmplifyProject) -> None:
    """What cannot be found out is a warning: nobody knows then what CloudFormation owns."""
    owned = new_amplify_project(amplify.sandbox, owned=True)
    amplify.sandbox.faults.add(Fault(path="^/aws/cloudformation/", status=403))
    answers: dict[str, Answer] = {}
    with _discovery(owned, settings={"user_pool": owned.user_pool}) as discovery:
        while sources := discovery.sources(WANTED, answers):
            answers |= {source.name: discovery.fetch(source.name) for source in sources}
        notes = list(discovery.notes(answers))
    assert found(answers).user_pool == owned.user_pool
    assert {note.code for note in notes} == {"READ307"}
    assert not any(note.is_error for note in notes)


def test_without_leave_to_ask_amplify_explicit_ids_work(amplify: AmplifyProject) -> None:
    """A credential for Cognito alone."""
    amplify.sandbox.faults.add(Fault(path="^/aws/(amplify|tagging|resourcegroupstaggingapi)/", status=403))
    answers: dict[str, Answer] = {}
    with _discovery(amplify, settings={"user_pool": amplify.user_pool}) as discovery:
        while sources := discovery.sources(WANTED, answers):
            answers |= {source.name: discovery.fetch(source.name) for source in sources}
    assert found(answers).user_pool == amplify.user_pool
    with _discovery(amplify) as discovery, pytest.raises(Forbidden):
        discovery.fetch("discovery")


def test_what_permissions_hide_is_a_matter_of_permission(amplify: AmplifyProject, tmp_path: Path) -> None:
    """Not "there is none": what leads to it could not be asked, so that the run exits 3."""
    project = SpecProject(amplify, tmp_path / "spec")
    project.write(
        {
            "auth": {"password": {"minimum_length": 12}},
            "groups": {"admins": {"precedence": 1}},
            "graphql_api": {"introspection": False},
            "identity_pool": {"guests": False},
        }
    )
    amplify.sandbox.faults.add(Fault(path="^/aws/(tagging|resourcegroupstaggingapi)/", status=403))
    unreadable = project.planned().unreadable["prod"]
    assert sorted(unreadable) == ["auth", "graphql_api", "groups", "identity_pool"]
    assert {type(each) for each in unreadable.values()} == {Forbidden}
    assert all("GetResources" in each.diagnostics[0].detail for each in unreadable.values())
