"""Coverage: which branch of a ruleset was evaluated, and what came out of it."""

from __future__ import annotations

from baasctl.access.rules.requests import Request, Rules
from baasctl.access.rules.tracing import Trace, branches
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset

TEXT = """rules_version = '2';
service cloud.firestore {
  match /databases/{db}/documents {
    function mine() { return resource.data.owner == request.auth.uid; }
    match /notes/{id} {
      allow get: if request.auth != null && (mine() || id == 'open');
      allow list;
      allow delete: if request.auth.uid == 'root' ? true : id.size() > 3;
    }
  }
}
"""
INNER = "mine() || id == 'open'"


def traced(*requests: Request) -> dict[str, set[str]]:
    """Outcomes by the text of the branch; every branch of the ruleset is there. Traces hold inner operands, too."""
    tree, trace = parse_ruleset(TEXT), Trace()
    rules = Rules(tree, trace=trace)
    for request in requests:
        rules.decide(request, {"/notes/a": {"owner": "u"}})
    listed = {branch.place: TEXT[slice(*branch.place)] for branch in branches(tree)}
    assert {TEXT[slice(*place)] for place in trace.outcomes.keys() - listed.keys()} <= {INNER}
    return {text: {str(each) for each in trace.outcomes.get(place, ())} for place, text in listed.items()}


def test_what_is_never_evaluated_has_no_outcome() -> None:
    """Behind `false &&`, in the arm not taken, and in permissions for other methods."""
    found = traced(Request(method="get", path="/notes/a"))
    assert found["request.auth != null"] == {"false"}
    assert {text for text, outcomes in found.items() if outcomes} == {
        "request.auth != null",
        "request.auth != null && (mine() || id == 'open')",
    }


def test_outcomes_of_several_requests_add_up() -> None:
    """True, false and error; a function's result counts wherever it is called."""
    user = {"uid": "u", "token": {}}
    found = traced(
        Request(method="get", path="/notes/a", auth=user),
        Request(method="get", path="/notes/b", auth=user),
        Request(method="list", path="/notes"),
        Request(method="delete", path="/notes/a"),
    )
    assert found["resource.data.owner == request.auth.uid"] == {"true", "error"}
    assert found["mine()"] == {"true", "error"}
    assert found["id == 'open'"] == {"false"}
    assert found["allow list"] == {"true"}
    assert found["request.auth.uid == 'root'"] == {"error"}
    assert found["id.size() > 3"] == set()


def test_a_whole_condition_is_told_from_its_parts() -> None:
    """Each permission and each function has one whole branch, no operand that its own operands tell is a branch."""
    found = list(branches(parse_ruleset(TEXT)))
    assert [branch.function or branch.allow.methods for branch in found if branch.is_whole and branch.allow] == [
        ("get",),
        ("list",),
        ("delete",),
    ]
    assert sum(branch.is_whole for branch in found) == 4
    assert INNER not in {TEXT[slice(*branch.place)] for branch in found}
