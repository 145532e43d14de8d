"""What MiniStack's identity pools leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.exchange import Answer

SERVICE: Final = "cognito-identity"
_RESETS: Final[Mapping[str, Any]] = {
    "SupportedLoginProviders": {},
    "OpenIdConnectProviderARNs": [],
    "CognitoIdentityProviders": [],
    "SamlProviderARNs": [],
}
"""Documented; `AllowClassicFlow` was seen to stay, and a developer's provider cannot be changed at all."""


def arn_of(backend: Backend, identity_pool: str) -> str:
    """ARN of an identity pool."""
    return f"arn:aws:{SERVICE}:{backend.region}:{backend.account}:identitypool/{identity_pool}"


def tag(backend: Backend, identity_pool: str, tags: Mapping[str, str]) -> None:
    """Give a pool its tags where MiniStack looks for them."""
    if tags:
        backend.ask(SERVICE, "TagResource", ResourceArn=arn_of(backend, identity_pool), Tags=dict(tags))


def reset(call: Call) -> Mapping[str, Any]:
    """What an update leaves out goes back to its default."""
    return {**_RESETS, **call.parameters}


def tag_new(call: Call, answer: Answer) -> Answer:
    """Tags that a pool is made with are tags of the pool."""
    tag(call.backend, json_of(answer)["IdentityPoolId"], call.parameters.get("IdentityPoolTags") or {})
    return answer


def show_tags(call: Call, answer: Answer) -> Answer:
    """Tags as they are now, not as the pool was made."""
    shown: dict[str, Any] = json_of(answer)
    arn = arn_of(call.backend, shown["IdentityPoolId"])
    tags = call.backend.ask(SERVICE, "ListTagsForResource", ResourceArn=arn).get("Tags", {})
    return with_json(answer, {**shown, "IdentityPoolTags": tags})


RULES: Final = Rules(
    before={"UpdateIdentityPool": (reset,)},
    after={
        "CreateIdentityPool": (tag_new, show_tags),
        "DescribeIdentityPool": (show_tags,),
        "UpdateIdentityPool": (show_tags,),
    },
)
