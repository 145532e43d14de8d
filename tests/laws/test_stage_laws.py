"""Laws of the stages (design §8), on generated specs and a project in memory."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from baasctl.apply.execute import execute
from baasctl.apply.journal import Journal
from baasctl.model.address import Address
from baasctl.model.change import Action
from baasctl.model.plan_document import plan_digest, plan_from_document, plan_to_document
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.spec import Prune, PruneMode, Terms
from baasctl.model.state import DesiredState
from baasctl.model.value import Attributes, freeze
from baasctl.workers import Stop
from tests.laws.memory_provider import MemoryProvider, clock, desired, digest, resource
from tests.laws.planning import plan

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
texts = st.text(max_size=8)
references = st.sampled_from(["${secret:env:A}", "${secret:env:B}"])
VAULT = Vault({"${secret:env:A}": "plain-text-of-a", "${secret:env:B}": "plain-text-of-b"})

auth_attributes = st.fixed_dictionaries(
    {},
    optional={
        "site_url": texts | st.none(),
        "redirect_urls": st.sets(texts).map(lambda found: tuple(sorted(found))) | st.none(),
        "password": st.fixed_dictionaries({}, optional={"minimum_length": st.integers(1, 99) | st.none()}),
        "sessions": st.fixed_dictionaries({}, optional={"access_token_ttl": st.integers(1, 9999)}),
        "native": st.fixed_dictionaries(
            {},
            optional={
                "memory": st.fixed_dictionaries({}, optional={"colour": texts, "token": references.map(Secret)}),
            },
        ),
    },
)
policy_attributes = st.fixed_dictionaries(
    {
        "for": st.sampled_from(["all", "select", "insert"]),
        "to": st.just(("public",)),
        "as": st.sampled_from(["permissive", "restrictive"]),
        "using": texts | st.none(),
        "check": st.none(),
    }
)
secret_attributes = st.builds(lambda reference: {"value": Secret(reference)}, references)


@st.composite
def states(draw: st.DrawFn) -> DesiredState:
    found: list[Resource] = []
    if draw(st.booleans()):
        found.append(resource("auth", **draw(auth_attributes)))
    for name, attributes in draw(st.dictionaries(names, secret_attributes, max_size=3)).items():
        found.append(resource("function_secrets", name, **attributes))
    for (table, policy), attributes in draw(
        st.dictionaries(st.tuples(st.sampled_from(["public.a", "public.b"]), names), policy_attributes, max_size=4)
    ).items():
        found.append(resource("policies", table, policy, **attributes))
    return desired(*found)


@st.composite
def projects(draw: st.DrawFn) -> dict[Address, Attributes]:
    state = draw(states())
    return {one.address: _live(one.attributes) for one in state.resources}


def _live(value: Attributes) -> Attributes:
    def known(member: object) -> object:
        if isinstance(member, Secret):
            return Secret(digest=digest(VAULT.reveal(member)))
        return {key: known(inner) for key, inner in member.items()} if hasattr(member, "items") else member

    frozen = freeze(known(value))
    assert hasattr(frozen, "items")
    return frozen  # type: ignore[return-value]


PRUNE_ALL = Terms(prune={"policies": Prune(mode=PruneMode.ALL), "function_secrets": Prune(mode=PruneMode.ALL)})


def apply_plan(provider: MemoryProvider, found: object) -> None:
    execute(found, provider, VAULT, journal=Journal(None, clock), stop=Stop(), progress=lambda _: None)  # type: ignore[arg-type]


@given(projects(), states())
def test_apply_then_plan_is_empty(project: dict[Address, Attributes], state: DesiredState) -> None:
    """Law 1: after apply a second plan has no change, whatever was live and whatever is asked for."""
    provider = MemoryProvider(live=dict(project))

    apply_plan(provider, plan(provider, state, PRUNE_ALL, VAULT))

    assert plan(provider, state, PRUNE_ALL, VAULT).changes == ()


@given(states())
def test_a_project_that_is_as_it_should_be_needs_nothing(state: DesiredState) -> None:
    """Law 3: plan(D, D) is empty."""
    provider = MemoryProvider(live={one.address: _live(one.attributes) for one in state.resources})

    assert plan(provider, state, vault=VAULT).is_empty


@given(projects(), states())
def test_every_changed_path_starts_at_a_field_that_the_spec_wrote(
    project: dict[Address, Attributes], state: DesiredState
) -> None:
    """Law 4: what the spec leaves out is never part of a change."""
    found = plan(MemoryProvider(live=dict(project)), state, vault=VAULT)

    declared = state.by_address()
    for change in found.changes:
        for field in change.fields:
            assert field.path.split("/")[1] in declared[change.address].attributes


@given(projects(), states())
def test_nothing_is_deleted_that_prune_does_not_name(project: dict[Address, Attributes], state: DesiredState) -> None:
    """Law 5: without `prune` a plan holds no delete."""
    found = plan(MemoryProvider(live=dict(project)), state, vault=VAULT)

    assert all(change.action is not Action.DELETE for change in found.changes)


@given(projects(), states(), st.sampled_from(["auth", "policies", "function_secrets"]))
def test_a_kind_that_cannot_be_read_is_never_green(
    project: dict[Address, Attributes], state: DesiredState, kind: str
) -> None:
    """Law 6: a declared kind that could not be read leaves the plan incomplete and without changes of that kind."""
    found = plan(MemoryProvider(live=dict(project), broken=frozenset({kind})), state, PRUNE_ALL, VAULT)

    if kind in state.kinds():
        assert not found.is_complete
        assert not found.is_empty
    assert all(change.address.kind != kind for change in found.changes)


@given(projects(), states())
def test_a_plan_never_holds_a_secret_or_its_digest(project: dict[Address, Attributes], state: DesiredState) -> None:
    """Law 7: neither the text nor the digest of a secret is in a plan document."""
    text = json.dumps(plan_to_document(plan(MemoryProvider(live=dict(project)), state, PRUNE_ALL, VAULT)))

    for secret in ("plain-text-of-a", "plain-text-of-b"):
        assert secret not in text
        assert digest(secret) not in text


@given(projects(), states())
def test_a_saved_plan_reads_back_the_same(project: dict[Address, Attributes], state: DesiredState) -> None:
    """Law 8: load(save(plan)) == plan, through JSON text."""
    found = plan(MemoryProvider(live=dict(project)), state, PRUNE_ALL, VAULT)

    again = plan_from_document(json.loads(json.dumps(plan_to_document(found))))

    assert again == found
    assert plan_digest(again) == plan_digest(found)


@given(projects(), states(), st.integers(0, 3))
def test_a_run_that_is_killed_converges_the_next_time(
    project: dict[Address, Attributes], state: DesiredState, batches: int
) -> None:
    """Law 9: kill apply between any two batches; plan and apply then converge."""
    provider = MemoryProvider(live=dict(project), dies_after=batches)
    try:
        apply_plan(provider, plan(provider, state, PRUNE_ALL, VAULT))
    except KeyboardInterrupt:
        provider.dies_after = None
        apply_plan(provider, plan(provider, state, PRUNE_ALL, VAULT))

    assert plan(provider, state, PRUNE_ALL, VAULT).changes == ()


@given(projects(), states())
def test_planning_never_writes(project: dict[Address, Attributes], state: DesiredState) -> None:
    """Law 10: a plan leaves the project as it was."""
    provider = MemoryProvider(live=dict(project))

    plan(provider, state, PRUNE_ALL, VAULT)

    assert provider.live == project
    assert provider.writes == []


@given(projects(), states())
def test_the_same_inputs_give_the_same_bytes(project: dict[Address, Attributes], state: DesiredState) -> None:
    """Law 11: two plans of the same inputs and clock are the same document, but for the time they took."""
    first, second = (
        plan_to_document(plan(MemoryProvider(live=dict(project)), state, PRUNE_ALL, VAULT)) for _ in range(2)
    )

    assert json.dumps({**first, "seconds": 0}) == json.dumps({**second, "seconds": 0})
