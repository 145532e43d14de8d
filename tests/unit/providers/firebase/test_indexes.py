"""Indexes read as they were written, whatever the server adds, and are found again by what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.address import Address
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.model.value import freeze, thaw
from baasctl.providers.firebase.firestore.checks import check_indexes
from baasctl.providers.firebase.firestore.index_matching import match_indexes
from baasctl.providers.firebase.indexes import content_of, decode, encode, folded, normal_form, readable_name
from baasctl.sandbox.firebase.firestore.indexes import with_name

NAME = "projects/acme/databases/(default)/collectionGroups/orders/indexes/CICAgOjXh4EK"
paths = st.sampled_from(["a", "b.c", "`odd name`", "tags", "embedding"])
sorted_fields = st.fixed_dictionaries({"path": paths, "order": st.sampled_from(["ascending", "descending"])})
array_fields = st.fixed_dictionaries({"path": paths, "contains": st.just(True)})
vector_fields = st.fixed_dictionaries(
    {"path": paths, "vector": st.fixed_dictionaries({"dimension": st.integers(1, 2048)})}
)
explicit_name = st.fixed_dictionaries(
    {"path": st.just("__name__"), "order": st.sampled_from(["ascending", "descending"])}
)
heads = st.lists(sorted_fields | array_fields, max_size=4)
tails = st.none() | vector_fields


@st.composite
def indexes(draw: st.DrawFn) -> dict[str, Any]:
    head, name, tail = draw(heads), draw(st.none() | explicit_name), draw(tails)
    fields = [*head, *([name] if name else []), *([tail] if tail else [])]
    scope = draw(st.sampled_from(["collection", "collection_group", "collection_recursive"]))
    api = draw(st.sampled_from(["any", "datastore", "mongodb"]))
    return {"collection": "orders", "scope": scope, "api": api, "fields": fields}


def attributes(index: dict[str, Any]) -> Any:
    return freeze(index)


def served(index: dict[str, Any]) -> dict[str, Any]:
    """What the server answers for an index that was made."""
    body = encode(attributes(index))
    fields = with_name(body["fields"])  # type: ignore[arg-type]
    return {**body, "name": NAME, "fields": fields, "density": "SPARSE_ALL", "state": "READY"}


@given(indexes())
def test_what_the_server_adds_is_no_difference(index: dict[str, Any]) -> None:
    """`fold(server(index)) == fold(index)`: `__name__`, its direction, density."""
    live = decode(served(index), "indexes", "/0", "prod", "(default)")
    assert content_of(live.attributes) == content_of(normal_form(attributes(index)))
    assert thaw(live.attributes["fields"]) == [dict(each) for each in thaw(folded(index["fields"]))]  # type: ignore[union-attr]


@given(indexes())
def test_folding_twice_folds_once(index: dict[str, Any]) -> None:
    """Both sides have one normal form."""
    once = normal_form(attributes(index))
    assert thaw(normal_form(once)["fields"]) == thaw(once["fields"])


@given(indexes())
def test_a_live_index_is_made_again_from_what_was_read(index: dict[str, Any]) -> None:
    """Adopted and sent, an index is the same index."""
    live = decode(served(index), "indexes", "/0", "prod", "(default)")
    sent = encode(live.attributes)
    again = {**sent, "name": NAME, "fields": with_name(sent["fields"])}  # type: ignore[arg-type]
    assert content_of(decode(again, "indexes", "/0", "prod", "(default)").attributes) == content_of(live.attributes)


def test_an_order_of_names_that_is_not_the_usual_one_counts() -> None:
    """Only the direction that goes by itself is folded away."""
    plain = ({"path": "a", "order": "ascending"}, {"path": "b", "order": "ascending"})
    usual = (*plain, {"path": "__name__", "order": "ascending"})
    other = (*plain, {"path": "__name__", "order": "descending"})
    assert thaw(folded(usual)) == thaw(folded(plain)) != thaw(folded(other))


def test_names_tell_what_is_indexed() -> None:
    """Adopted specs are read by people."""
    index = {
        "collection": "orders",
        "scope": "collection_group",
        "fields": ({"path": "customer.id", "order": "ascending"}, {"path": "tags", "contains": True}),
    }
    assert readable_name(index) == "orders_by_customer_id_and_tags"
    assert readable_name(index, exact=True) == "orders_by_customer_id_and_tags_contains_in_collection_group"


def live(identifier: str, order: str, density: str = "SPARSE_ALL") -> Resource:
    wire = {
        "name": NAME.replace("CICAgOjXh4EK", identifier),
        "queryScope": "COLLECTION",
        "density": density,
        "fields": [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "b", "order": order}],
    }
    return decode(wire, "indexes", "/0", "prod", "(default)")


def declared(name: str, order: str, **more: Any) -> Resource:
    fields = [{"path": "a", "order": "ascending"}, {"path": "b", "order": order}]
    index = {"collection": "orders", "scope": "collection", "api": "any", "fields": fields, **more}
    return Resource(address=Address("prod", "indexes", ("(default)", name)), attributes=attributes(index))


def names(resources: tuple[Resource, ...]) -> dict[str | None, str]:
    return {one.remote_id: one.address.segments[1] for one in resources}


def test_an_index_has_the_name_of_the_one_that_declares_it() -> None:
    """Whatever it would be called by itself; the others have names that nothing declares."""
    wanted = declared("orders_by_a_and_b", "descending")
    found = match_indexes([wanted], [live("x", "ASCENDING"), live("y", "DESCENDING")])
    assert names(found.live) == {"x": "orders_by_a_and_b_2", "y": "orders_by_a_and_b"}


def test_names_of_what_is_live_do_not_hang_on_the_order_of_the_list() -> None:
    """The server lists in another order each time."""
    both = [live("x", "ASCENDING"), live("y", "DESCENDING")]
    assert names(match_indexes([], both).live) == names(match_indexes([], both[::-1]).live)
    assert names(match_indexes([], both).live) == {"x": "orders_by_a_and_b", "y": "orders_by_a_and_b_descending"}


def test_a_density_that_is_not_declared_fits_any() -> None:
    """And one that is declared fits itself alone; of several the usual one is meant."""
    both = [live("dense", "ASCENDING", "DENSE"), live("sparse", "ASCENDING")]
    assert names(match_indexes([declared("mine", "ascending")], both).live)["sparse"] == "mine"
    assert names(match_indexes([declared("mine", "ascending", density="dense")], both).live)["dense"] == "mine"
    assert "mine" not in names(match_indexes([declared("mine", "ascending", density="sparse_any")], both).live).values()


@pytest.mark.parametrize("wire", [{}, {"name": 1}, {"name": NAME, "fields": {}}, {"name": NAME, "fields": [{}]}])
def test_an_answer_that_is_no_index_is_an_error(wire: dict[str, Any]) -> None:
    """It names its place and holds nothing of the answer."""
    with pytest.raises(UnexpectedAnswer, match="indexes"):
        decode(wire, "indexes", "/0", "prod", "(default)")


def test_more_indexes_than_a_quota_are_told_before_google_refuses_them_one_by_one() -> None:
    """Once a database, as a warning: Google may have raised the quota."""
    content = {
        "collection": "c",
        "fields": freeze([{"path": "a", "order": "ascending"}, {"path": "b", "order": "ascending"}]),
    }
    indexes = tuple(
        Resource(
            address=Address("prod", "indexes", (database, str(number))),
            attributes={**content, "collection": f"c{number}"},
        )
        for database, count in (("(default)", 1000), ("orders", 1001))
        for number in range(count)
    )
    state = DesiredState(
        target=Target(name="prod", provider="firebase", project="demo-a"), resources=indexes, root=Path()
    )

    (told,) = check_indexes(state)

    assert (told.code, told.is_error) == ("SPEC598", False)
    assert "1,001 in database `orders`" in told.detail
