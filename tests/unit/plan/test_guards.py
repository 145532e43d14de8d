"""What makes a plan refuse."""

from __future__ import annotations

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Hazard
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Verdict
from baasctl.model.spec import Guards, Prune, PruneMode, Terms
from baasctl.plan.guards import check_consent, not_allowed, owned_elsewhere
from tests.laws.memory_provider import MemoryProvider, desired, resource
from tests.laws.planning import plan

OPEN = resource("policies", "public.a", "p", **{"for": "all", "to": ("anon",), "as": "permissive", "using": "true"})


def test_a_hazard_needs_to_be_allowed_by_name() -> None:
    """A plan that widens access is not carried out until somebody says so."""
    found = plan(MemoryProvider(), desired(OPEN), allowed=frozenset())

    assert not_allowed(found) == (Hazard.MAY_WIDEN_ACCESS,)
    with pytest.raises(PlanRefused, match="--allow MAY_WIDEN_ACCESS"):
        check_consent(found)
    check_consent(plan(MemoryProvider(), desired(OPEN), allowed=frozenset({Hazard.MAY_WIDEN_ACCESS})))


def test_a_forbidden_hazard_cannot_be_allowed() -> None:
    """`guards.forbid` beats `--allow`."""
    terms = Terms(guards=Guards(forbid=frozenset({Hazard.MAY_WIDEN_ACCESS})))

    found = plan(MemoryProvider(), desired(OPEN), terms)

    assert found.verdict is Verdict.REFUSED
    assert [refusal.code for refusal in found.refusals] == ["PLAN011"]


@pytest.mark.parametrize(
    ("guards", "refused"),
    [
        (Guards(max_deletes=0.5), True),
        (Guards(max_deletes=0.75), False),
        (Guards(max_delete_count=2), True),
        (Guards(max_delete_count=3), False),
    ],
    ids=["over the share", "at the share", "over the count", "at the count"],
)
def test_too_many_deletes_at_once_are_refused(guards: Guards, refused: bool) -> None:
    """The limit itself is allowed, one more is not."""
    live = {resource("function_secrets", name).address: {} for name in "abcd"}
    terms = Terms(prune={"function_secrets": Prune(mode=PruneMode.ALL)}, guards=guards)

    found = plan(MemoryProvider(live=live), desired(resource("function_secrets", "a")), terms)

    assert (found.verdict is Verdict.REFUSED) is refused


def test_unlisted_access_refuses_and_says_the_three_ways_out() -> None:
    """The hint names prune, keep and adopt."""
    extra = resource("policies", "public.a", "extra", **{"for": "all"})

    found = plan(MemoryProvider(live={OPEN.address: OPEN.attributes, extra.address: extra.attributes}), desired(OPEN))

    assert found.verdict is Verdict.REFUSED
    assert all(word in found.refusals[0].hint for word in ("adopt --match policies/public.a/extra", "prune", "keep"))


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"owner": "a role of the database"}, False),
        ({"owner": "CloudFormation stack a", "ownership": "observe"}, True),
        ({"owner": "CloudFormation stack a", "ownership": "export"}, True),
        ({"owner": "CloudFormation stack a", "ownership": "manage"}, False),
        ({}, False),
    ],
    ids=["owned otherwise", "observed", "exported", "managed", "nobody's"],
)
def test_what_another_tool_owns_is_not_changed_unasked(facts: dict[str, str], refused: bool) -> None:
    """It would be overwritten at the owner's next deployment; the spec or --take-over says otherwise."""
    change = Change(address=OPEN.address, action=Action.UPDATE, before={}, after={}, facts=facts)
    refusals = list(owned_elsewhere([change]))
    assert [each.code for each in refusals] == (["PLAN017"] if refused else [])
    assert all("--take-over" in each.hint for each in refusals)


def test_one_refusal_names_everything_of_an_owner() -> None:
    """What a stack owns is told once, with what the target would have to say for all of it."""
    others = [f"CloudFormation stack {name}" for name in "aba"]
    changes = [
        Change(
            address=Address("prod", kind, ("one",)),
            action=Action.UPDATE,
            before={},
            after={},
            facts={"owner": owner, "ownership": "observe"},
        )
        for kind, owner in zip(("buckets", "groups", "functions"), others, strict=True)
    ]

    first, second = owned_elsewhere(changes)

    assert "`buckets/one`, `functions/one` belong to CloudFormation stack a" in first.detail
    assert "ownership: {buckets: manage, functions: manage}" in first.hint
    assert "`groups/one` belongs to CloudFormation stack b" in second.detail
