"""Which tags belong to the owner of a resource."""

from __future__ import annotations

from pathlib import Path

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.model.value import freeze
from baasctl.providers.amplify.tags import PLACES, check_tags, foreign_tags, own_tags
from baasctl.providers.amplify.user_pool.documents import POOL
from baasctl.providers.amplify.user_pool.pool_tags import POOL_TAGS

LIVE = {"team": "notes", "amplify:app-id": "d1", "aws:cloudformation:stack-name": "s", "created-by": "amplify"}


def test_tags_are_the_owners_or_a_tools() -> None:
    """Those of tools are sent again where all are sent together, but never those that only AWS sets."""
    assert own_tags(LIVE) == {"team": "notes"}
    assert foreign_tags(LIVE) == {"amplify:app-id": "d1", "created-by": "amplify"}
    assert own_tags(None) == {}


def test_tags_of_the_pool_change_beside_those_of_amplify() -> None:
    """Discovery and bills of Amplify keep working when a spec names tags, or none."""
    drafts: dict[str, dict[str, object]] = {POOL: {"UserPoolTags": dict(LIVE)}}
    assert POOL_TAGS.read(drafts) == (freeze({"team": "notes"}), False)
    POOL_TAGS.write(drafts, freeze({"team": "shop"}))
    kept = {"amplify:app-id": "d1", "created-by": "amplify"}
    assert drafts[POOL]["UserPoolTags"] == {**kept, "team": "shop"}
    POOL_TAGS.write(drafts, None)
    assert drafts[POOL]["UserPoolTags"] == kept
    assert POOL_TAGS.read(drafts) == (freeze({}), True)


def test_a_declared_tag_of_a_tool_is_an_error() -> None:
    """It would never be read back, whatever the kind."""
    target = Target(name="prod", provider="amplify", project="d1")
    found = []
    for kind, path in PLACES.items():
        value: object = {"amplify:app-id": "d2", "team": "notes"}
        for name in reversed(path.split("/")[1:]):
            value = {name: value}
        segments = () if kind in ("auth", "identity_pool") else ("one",)
        resource = Resource(address=Address("prod", kind, segments), attributes=freeze(value))  # type: ignore[arg-type]
        found += [each.code for each in check_tags(DesiredState(target=target, root=Path(), resources=(resource,)))]
    assert found == ["SPEC788"] * len(PLACES)
