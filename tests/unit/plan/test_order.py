"""The order of writing."""

from __future__ import annotations

from baasctl.model.address import Address
from baasctl.model.change import Access, Action, Change, FieldChange
from baasctl.model.plan import Batch
from baasctl.model.value import Value
from baasctl.plan.order import ordered


def change(
    kind: str, name: str = "", action: Action = Action.CREATE, access: Access = Access.NEUTRAL, **after: Value
) -> Change:
    segments = tuple(name.split("/")) if name else ()
    fields = tuple(FieldChange(path=f"/{key}", before=None, after=value) for key, value in after.items())
    kept = None if action is Action.DELETE else dict(after)
    before = dict(after) if action is Action.DELETE else None
    return Change(
        address=Address("t", kind, segments), action=action, after=kept, before=before, fields=fields, access=access
    )


def keys(*batches: Batch) -> list[str]:
    return [batch.key for batch in ordered(batches)]


def test_a_hook_comes_after_the_function_that_it_names() -> None:
    """The setting waits for what it names."""
    hook = Batch(key="auth config", changes=(change("auth_hooks", "before_sign_up", function="check"),))
    function = Batch(key="functions", changes=(change("functions", "check"),))

    assert keys(hook, function) == ["functions", "auth config"]


def test_a_deleted_function_goes_after_the_hook_has_let_go_of_it() -> None:
    """What is deleted was released first."""
    hook = Batch(key="auth config", changes=(change("auth_hooks", "before_sign_up", Action.DELETE, function="check"),))
    function = Batch(key="functions", changes=(change("functions", "check", Action.DELETE),))

    assert keys(function, hook) == ["auth config", "functions"]


def test_secrets_come_before_functions() -> None:
    """A function never runs without the secrets it reads."""
    secret = Batch(key="secrets", changes=(change("function_secrets", "KEY"),))
    function = Batch(key="functions", changes=(change("functions", "f"),))

    assert keys(function, secret) == ["secrets", "functions"]


def test_narrowing_goes_first_and_widening_last() -> None:
    """While a plan is half done, nobody may do more than before and after it."""
    batches = [
        Batch(key="widens", changes=(change("policies", "a/x", access=Access.WIDENS),)),
        Batch(key="neutral", changes=(change("email_templates", "invite"),)),
        Batch(key="narrows", changes=(change("tables", "a", access=Access.NARROWS),)),
    ]

    assert keys(*batches) == ["narrows", "neutral", "widens"]


def test_rls_is_switched_on_before_its_policies_inside_a_transaction() -> None:
    """Edges also order the changes of one batch."""
    policy = change("policies", "public.a/x", access=Access.NARROWS)
    table = change("tables", "public.a", Action.UPDATE, Access.WIDENS, rls=True)

    (batch,) = ordered([Batch(key="policies", changes=(policy, table))])

    assert [one.address.kind for one in batch.changes] == ["tables", "policies"]


def test_a_batch_that_others_wait_for_and_that_waits_is_split() -> None:
    """A settings request is written in two parts when its parts are needed at different times."""
    settings = Batch(
        key="settings",
        changes=(change("function_secrets", "KEY"), change("auth_hooks", "send_email", function="mailer")),
    )
    function = Batch(key="functions", changes=(change("functions", "mailer"),))

    found = ordered([settings, function])

    assert [(batch.key, [one.address.kind for one in batch.changes]) for batch in found] == [
        ("settings", ["function_secrets"]),
        ("functions", ["functions"]),
        ("settings", ["auth_hooks"]),
    ]


def test_every_change_is_written_exactly_once() -> None:
    """Splitting and sorting lose nothing and repeat nothing."""
    changes = [change("function_secrets", "A"), change("functions", "f"), change("auth_hooks", "x", function="f")]
    found = ordered(
        [Batch(key="all", changes=tuple(changes[:1] + changes[2:])), Batch(key="functions", changes=(changes[1],))]
    )

    written = [one.address for batch in found for one in batch.changes]
    assert sorted(written) == sorted(one.address for one in changes)
