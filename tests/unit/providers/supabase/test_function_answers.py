"""Whatever the API answers about functions and secrets is understood or refused, never half of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.supabase import function_secrets
from baasctl.providers.supabase.functions import decode

ENTRY = {
    "id": "1",
    "slug": "hello",
    "name": "hello",
    "status": "ACTIVE",
    "version": 3,
    "created_at": 1,
    "updated_at": 1,
}
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def decoded(**changed: Any) -> dict[str, Any]:
    [resource] = decode([("hello", {**ENTRY, **changed})], {"hello": None}, "prod", "a" * 20)
    return dict(resource.attributes)


def test_the_least_that_the_contract_requires_is_enough() -> None:
    """What is not there is not known, and not guessed."""
    assert decoded() == {}


@given(st.sampled_from(["id", "name", "verify_jwt", "entrypoint_path", "import_map_path", "other"]), json)
def test_a_member_of_another_type_is_refused(member: str, value: object) -> None:
    """Types are exact; members that nobody knows do not matter."""
    text = {"id", "name", "entrypoint_path", "import_map_path"}
    fits = member == "other" or (member in text and isinstance(value, str))
    fits |= member == "verify_jwt" and isinstance(value, bool)
    fits |= value is None and member not in ("id", "name")
    if fits:
        decoded(**{member: value})
    else:
        with pytest.raises(UnexpectedAnswer, match=member):
            decoded(**{member: value})


@given(json)
def test_a_list_of_secrets_is_one_or_is_refused(answer: object) -> None:
    """No answer makes the reading fail in another way."""
    try:
        found = function_secrets.decode(answer, "prod")
    except UnexpectedAnswer:
        return
    assert isinstance(answer, list)
    assert len(found) <= len(answer)
