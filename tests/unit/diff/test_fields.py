"""Which declared fields differ."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.diff.fields import all_fields, compare_fields
from baasctl.diff.ignoring import ignored_elements
from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, freeze

AUTH = kind("auth").fields


def auth(unset: frozenset[str] = frozenset(), **attributes: object) -> Resource:
    frozen = freeze(attributes)
    assert isinstance(frozen, Mapping)
    return Resource(address=Address("prod", "auth"), attributes=frozen, unset=unset)


def changed(desired: Resource, live: Resource) -> dict[str, object]:
    return {change.path: change.after for change in compare_fields(desired, live, AUTH).changes}


def test_a_field_that_the_spec_leaves_out_is_not_drift() -> None:
    """Only declared members count, at every depth of records."""
    live = auth(site_url="x", password={"minimum_length": 6, "reject_leaked": True})

    assert changed(auth(password={"minimum_length": 6}), live) == {}


def test_each_differing_leaf_is_one_change() -> None:
    """A record is compared member by member."""
    desired = auth(site_url="b", password={"minimum_length": 12, "reject_leaked": True})
    live = auth(site_url="a", password={"minimum_length": 6, "reject_leaked": True})

    assert changed(desired, live) == {"/site_url": "b", "/password/minimum_length": 12}


def test_a_set_is_owned_whole_once_declared() -> None:
    """A member more on live is a change of the whole set."""
    found = changed(auth(redirect_urls=("a",)), auth(redirect_urls=("a", "b")))

    assert found == {"/redirect_urls": ("a",)}


def test_null_equals_what_is_unset_whatever_the_default_is() -> None:
    """A desired null is compared with set-ness on the wire, not with the effective value."""
    desired = auth(sessions={"access_token_ttl": None})

    assert changed(desired, auth(frozenset({"/sessions/access_token_ttl"}), sessions={"access_token_ttl": 3600})) == {}
    assert changed(desired, auth()) == {}
    assert changed(desired, auth(sessions={"access_token_ttl": 3600})) == {"/sessions/access_token_ttl": None}


def test_a_value_that_equals_the_effective_default_is_not_drift() -> None:
    """Effective values are compared: whether live is set to it or defaults to it makes no difference."""
    live = auth(frozenset({"/sessions/access_token_ttl"}), sessions={"access_token_ttl": 3600})

    assert changed(auth(sessions={"access_token_ttl": 3600}), live) == {}


def test_true_is_not_one() -> None:
    """Booleans and numbers differ; 1 and 1.0 do not."""
    assert changed(auth(native={"supabase": {"x": True}}), auth(native={"supabase": {"x": 1}})) != {}
    assert changed(auth(native={"supabase": {"x": 1}}), auth(native={"supabase": {"x": 1.0}})) == {}


def test_secrets_are_compared_by_digest_and_marked() -> None:
    """Equal digests are equal secrets; a difference is a sensitive change."""
    smtp = {"smtp": {"password": Secret("${secret:env:A}").with_digest("1")}}

    assert changed(auth(email=smtp), auth(email={"smtp": {"password": Secret(digest="1")}})) == {}
    found = compare_fields(auth(email=smtp), auth(email={"smtp": {"password": Secret(digest="2")}}), AUTH)
    assert [change.sensitive for change in found.changes] == [True]


def test_a_secret_that_cannot_be_compared_is_no_change_but_is_named() -> None:
    """Without a digest on both sides nothing is claimed."""
    desired = auth(email={"smtp": {"password": Secret("${secret:env:A}")}})

    found = compare_fields(desired, auth(email={"smtp": {"password": Secret(digest="2")}}), AUTH)

    assert found.changes == ()
    assert found.not_compared == ("/email/smtp/password",)


def test_ignored_elements_are_neither_compared_nor_lost() -> None:
    """A live element that matches `ignore` is no drift, and is part of what is written."""
    ignored = ignored_elements(["/auth/redirect_urls/*--pr*.app"], Address("prod", "auth"))
    live = auth(redirect_urls=("https://a.app", "https://x--pr1.app"))

    assert compare_fields(auth(redirect_urls=("https://a.app",)), live, AUTH, ignored).changes == ()
    (change,) = compare_fields(auth(redirect_urls=("https://b.app",)), live, AUTH, ignored).changes
    assert change.after == ("https://b.app", "https://x--pr1.app")


def test_an_ignored_field_is_not_compared() -> None:
    """A pattern may name a field itself."""
    ignored = ignored_elements(["/auth/site_url"], Address("prod", "auth"))

    assert compare_fields(auth(site_url="a"), auth(site_url="b"), AUTH, ignored).changes == ()


def test_a_create_lists_every_declared_leaf_but_unset_ones() -> None:
    """What null asks for is already so on a resource that does not exist."""
    found = all_fields(auth(site_url="a", password={"minimum_length": None}), AUTH)

    assert [(change.path, change.before) for change in found] == [("/site_url", ABSENT)]


def test_before_holds_only_what_the_spec_declares() -> None:
    """A plan is bound to what it compares, not to the neighbours."""
    found = compare_fields(auth(site_url="a"), auth(site_url="b", sms={"test_numbers": {}}), AUTH)

    assert dict(found.before) == {"site_url": "b"}
