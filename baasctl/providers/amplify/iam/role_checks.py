"""Rules of IAM that can be held against a spec before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value, pointer
from baasctl.providers.amplify.iam.policy_document import Document, document_of, size_of, statements_of, texts
from baasctl.providers.amplify.roles import KIND, STORAGE_POLICY
from baasctl.providers.spec_place import problem

_IDENTITIES: Final = "cognito-identity.amazonaws.com"
_LONGEST_TRUST: Final = 4096
_USUAL_TRUST: Final = 2048
_LONGEST_POLICIES: Final = 10240
_MOST_MANAGED: Final = 20
_USUAL_MANAGED: Final = 10


def check_roles(desired: DesiredState) -> Iterator[Diagnostic]:
    """Documents that are none, trust that lets in strangers, sizes beyond IAM's quotas."""
    for one in desired.of(KIND):
        trust = one.attributes.get("trust")
        if trust is not None:
            yield from _trust_problems(one, trust)
        policies = one.attributes.get("policies")
        found = policies if isinstance(policies, Mapping) else {}
        yield from _policy_problems(one, found)
        managed = one.attributes.get("managed_policies")
        if isinstance(managed, tuple) and len(managed) > _USUAL_MANAGED:
            most = len(managed) > _MOST_MANAGED
            yield _too_big(
                one,
                f"{len(managed)} policies are attached; IAM takes {_USUAL_MANAGED}, {_MOST_MANAGED} at most when asked",
                "/managed_policies",
                Severity.ERROR if most else Severity.WARNING,
            )


def unpinned(trust: Document) -> Iterator[str]:
    """Conditions that statements lack which let identity pools in (research/amplify.md §2.3).

    Without `aud` every identity pool in the world is let in, without `amr` guests are, too.
    """
    for statement in statements_of(trust):
        principal = statement.get("Principal")
        federated = texts(principal.get("Federated")) if isinstance(principal, Mapping) else ()
        if statement.get("Effect") != "Allow" or _IDENTITIES not in federated:
            continue
        conditions = statement.get("Condition")
        pinned = {
            key.lower()
            for operator, members in (conditions.items() if isinstance(conditions, Mapping) else ())
            if isinstance(members, Mapping) and "Not" not in operator and not operator.endswith("IfExists")
            for key, wanted in members.items()
            if "*" not in texts(wanted)
        }
        yield from (f"{_IDENTITIES}:{each}" for each in ("aud", "amr") if f"{_IDENTITIES}:{each}" not in pinned)


def _trust_problems(one: Resource, trust: Value) -> Iterator[Diagnostic]:
    document = document_of(trust)
    if document is None or not any(True for _ in statements_of(document)):
        yield _not_a_document(one, "`trust`", "/trust")
        return
    for missing in unpinned(document):
        yield problem(
            one,
            "SPEC796",
            "the role would let in strangers",
            f"a statement in `trust` of `{one.address.local}` lets identities of Cognito in without a condition on"
            f" `{missing}`",
            hint=f"add `StringEquals: {{{_IDENTITIES}:aud: <identity pool>}}` and"
            f" `ForAnyValue:StringLike: {{{_IDENTITIES}:amr: authenticated}}` (or unauthenticated)",
            path="/trust",
        )
    size = size_of(document)
    if size > _USUAL_TRUST:
        severity = Severity.ERROR if size > _LONGEST_TRUST else Severity.WARNING
        detail = f"`trust` has {size} characters; IAM takes {_USUAL_TRUST}, and {_LONGEST_TRUST} at most when asked"
        yield _too_big(one, detail, "/trust", severity)


def _policy_problems(one: Resource, policies: Mapping[str, Value]) -> Iterator[Diagnostic]:
    total = 0
    for name, written in policies.items():
        path = f"/policies{pointer(name)}"
        if name == STORAGE_POLICY:
            detail = f"`{name}` of `{one.address.local}` is what `storage_access` writes"
            yield problem(
                one, "SPEC797", "this policy has another owner", detail, hint="write `storage_access`", path=path
            )
        elif written is None:
            continue
        elif (document := document_of(written)) is None or not any(True for _ in statements_of(document)):
            yield _not_a_document(one, f"policy `{name}`", path)
        else:
            total += size_of(document)
    if total > _LONGEST_POLICIES:
        detail = f"its policies have {total} characters together; IAM takes {_LONGEST_POLICIES}, and no more when asked"
        yield _too_big(one, detail, "/policies", Severity.ERROR)


def _not_a_document(one: Resource, what: str, path: str) -> Diagnostic:
    detail = f"{what} of `{one.address.local}`: an object with `Version` and a list `Statement` that is not empty"
    return problem(one, "SPEC798", "this is no policy document", detail, path=path)


def _too_big(one: Resource, detail: str, path: str, severity: Severity) -> Diagnostic:
    return Diagnostic(
        code="SPEC799",
        summary="a quota of IAM is exceeded",
        severity=severity,
        detail=f"`{one.address.local}`: {detail}",
        hint="white space does not count; attach a managed policy in the place of a long one",
        span=one.span_of(path),
        address=one.address,
    )
