"""What is said when writing functions or secrets does not succeed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from baasctl.model.result import Outcome, Status
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.function_steps import Workshop

FILES = {
    "functions/one/index.ts": "Deno.serve(() => new Response('1'));\n",
    "functions/two/index.ts": "Deno.serve(() => new Response('2'));\n",
}
ONE = {"functions": {"one": {"source": "functions/one"}}}
BOTH = {"functions": {"one": {"source": "functions/one"}, "two": {"source": "functions/two"}}}


@pytest.fixture
def workshop(supabase: SupabaseProject, tmp_path: Path) -> Iterator[Workshop]:
    root = tmp_path / "spec"
    root.mkdir()
    found = Workshop(project=supabase, root=root, cache=tmp_path / "cache")
    found.write(FILES)
    yield found
    supabase.sandbox.faults.clear()
    found.converge(BOTH)


def break_posts(workshop: Workshop, path: str, **fault: object) -> None:
    """Make requests of this project alone go wrong."""
    workshop.project.sandbox.add_fault(method="POST", path=f"/{workshop.project.ref}{path}$", **fault)


def shown(outcomes: list[Outcome]) -> list[str]:
    codes = [each.diagnostic.code if each.diagnostic else "" for each in outcomes]
    return [
        f"{each.change.address.local} {each.status} {code}".strip() for each, code in zip(outcomes, codes, strict=True)
    ]


def test_a_plan_without_room_for_functions_says_whose_limit_it_is(workshop: Workshop) -> None:
    """402 is the organization's plan, in its own words."""
    message = "Maximum number of functions reached: the free plan includes 100"
    break_posts(workshop, "/functions/deploy", status=402, message=message)
    [outcome] = workshop.apply(ONE)
    assert outcome.status is Status.FAILED
    assert outcome.diagnostic is not None
    assert outcome.diagnostic.code == "APPLY112"
    assert message in outcome.diagnostic.detail


def test_one_bundle_that_fails_leaves_all_functions_as_they_were(workshop: Workshop) -> None:
    """All or nothing: the second bundle is refused, so that the first never becomes live."""
    break_posts(workshop, "/functions/deploy", status=400, skip=1, message="no")
    assert shown(workshop.apply(BOTH)) == ["functions/one dropped", "functions/two failed APPLY110"]
    assert workshop.project.get("/functions") == []


def test_a_lost_bundle_is_a_failure_and_not_a_riddle(workshop: Workshop) -> None:
    """A bundle that was not activated changes nothing, even if its answer was lost."""
    break_posts(workshop, "/functions/deploy", drop_after=True)
    assert shown(workshop.apply(BOTH)) == ["functions/one failed READ901", "functions/two dropped"]


def test_a_deployment_whose_answer_is_lost_is_unknown(workshop: Workshop) -> None:
    """Only a new read can tell; it is not sent twice."""
    break_posts(workshop, "/functions/deploy", drop_after=True)
    assert shown(workshop.apply(ONE)) == ["functions/one unknown READ901"]
    assert workshop.calls().count("POST /functions/deploy") == 1


@pytest.mark.parametrize("fault", [{"truncate": 5}, {"garbage": True}])
def test_a_deployment_whose_answer_is_broken_is_unknown(workshop: Workshop, fault: dict[str, object]) -> None:
    """A broken answer may follow a success."""
    break_posts(workshop, "/functions/deploy", **fault)
    assert [outcome.status for outcome in workshop.apply(ONE)] == [Status.UNKNOWN]


@pytest.mark.parametrize(("status", "expected"), [(500, Status.FAILED), (503, Status.FAILED), (504, Status.UNKNOWN)])
def test_a_server_that_says_that_it_failed_is_believed_and_a_gateway_is_not(
    workshop: Workshop, status: int, expected: Status
) -> None:
    """A gateway that waited in vain does not know what became of the request."""
    break_posts(workshop, "/functions/deploy", status=status)
    assert [outcome.status for outcome in workshop.apply(ONE)] == [expected]


def test_an_api_that_is_gone_did_nothing(workshop: Workshop) -> None:
    """A request that never left is a failure, not unknown."""
    provider = workshop.connect()
    [batch] = provider.batches(workshop.plan(ONE, provider).changes)
    provider.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    gone = workshop.connect(f"http://127.0.0.1:{closed}")
    [outcome] = gone.execute(batch, workshop.vault())
    gone.close()
    assert outcome.status is Status.FAILED


def test_secrets_are_written_a_hundred_at_a_time(workshop: Workshop) -> None:
    """The API takes 100 a request; the requests after one that failed are not sent."""
    workshop.secrets = {f"NAME_{number:03}": f"value {number}" for number in range(250)}
    spec = {"function_secrets": {name: {"value": f"${{secret:env:{name}}}"} for name in workshop.secrets}}
    break_posts(workshop, "/secrets", status=400, skip=1, count=1)
    outcomes = workshop.apply(spec)
    assert [outcomes[index].status for index in (0, 99, 100, 199, 200, 249)] == [
        *[Status.APPLIED] * 2,
        *[Status.FAILED] * 2,
        *[Status.DROPPED] * 2,
    ]
    workshop.converge(spec)
    assert workshop.calls().count("POST /secrets") == 4


def test_no_message_of_a_failure_holds_a_secret(workshop: Workshop) -> None:
    """Law 7 where the provider echoes what it refuses: the vault redacts every output."""
    workshop.secrets = {"KEY": "correct horse battery staple"}
    spec = {"function_secrets": {"KEY": {"value": "${secret:env:KEY}"}}}
    message = "bad value correct horse battery staple"
    break_posts(workshop, "/secrets", status=400, message=message)
    [outcome] = workshop.apply(spec)
    assert "correct horse" not in workshop.vault().redact(str(outcome.diagnostic))
