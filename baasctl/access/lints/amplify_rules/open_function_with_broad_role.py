"""Functions that anybody may call, and that may do everything."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.role_policies import breadth, statements
from baasctl.access.lints.amplify_rules.saying import AMPLIFY
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.value import at


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each function."""
    broad = {role.address.segments[0]: breadth(one) for role, _, _, one in statements(facts) if breadth(one)}
    for function in facts.of("functions"):
        run_as = str(function.attributes.get("run_as") or "").rpartition("/")[2]
        if at(function.attributes, "/trigger/http/auth") == "none" and run_as in broad:
            yield Hit(
                resource=function,
                path="/trigger/http/auth",
                detail=f"anybody may call it, and its role `{run_as}` may {broad[run_as]}",
                hint="write `trigger: {http: {auth: iam}}`, or narrow the role",
            )


RULE = Rule(
    number=195,
    name="open_function_with_broad_role",
    title="Anybody may call a function with a broad role",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="What the function may do is what its callers can be led to.",
    remediation="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    providers=AMPLIFY,
    needs=frozenset({"functions", "roles"}),
    hits=hits,
)
