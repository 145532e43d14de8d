"""In which ways somebody may come to a GraphQL API.

A user's request shows a token of a user pool or of an OIDC issuer, or is signed by their identity of the identity
pool. Nobody signed in has the API key, or is a guest of the identity pool: Amplify knows two kinds of anonymous. A
user who leaves the token out and shows the API key is anonymous. A custom function may be asked by everybody.
"""

from __future__ import annotations

from collections.abc import Iterable

from baasctl.access.graphql_auth.deciding import Caller
from baasctl.access.graphql_auth.model import GROUP_CLAIM, Mode
from baasctl.model.probe import Who, WhoKind


def callers_of(who: Who, modes: Iterable[Mode] = tuple(Mode)) -> tuple[Caller, ...]:
    """The ways of somebody, as far as the API has them.

    Claims keep the names that they have in `who`; the id is `sub`, `username` and `cognito:username`.
    """
    if who.kind is WhoKind.SERVICE:
        found = [Caller(mode=Mode.IAM)]
    elif who.kind is WhoKind.ANONYMOUS:
        found = [Caller(mode=Mode.API_KEY), Caller(mode=Mode.IAM, is_signed_in=False), Caller(mode=Mode.LAMBDA)]
    else:
        claims: dict[str, object] = {
            **who.claims,
            "sub": who.uid,
            "username": who.uid,
            "cognito:username": who.uid,
            GROUP_CLAIM: who.groups,
        }
        found = [
            Caller(mode=Mode.USER_POOL, claims=claims),
            Caller(mode=Mode.OIDC, claims=claims),
            Caller(mode=Mode.IAM, is_signed_in=True),
            Caller(mode=Mode.LAMBDA),
        ]
    known = frozenset(modes)
    return tuple(each for each in found if each.mode in known or who.kind is WhoKind.SERVICE)
