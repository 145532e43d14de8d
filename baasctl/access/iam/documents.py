"""Policy documents as statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_MEMBERS: Final = frozenset(
    {"Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid"}
)
_OLD: Final = "2008-10-17"
_NEW: Final = "2012-10-17"


class NotAPolicy(Exception):
    """A document that IAM would not take; the text says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One key of one operator.

    Attributes:
        operator: As written, such as `ForAnyValue:StringLikeIfExists`.
        key: In lower case, as keys are compared.
        values: Texts; one is enough, or none for the operators with `Not`.
    """

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement.

    Attributes:
        sid: Its id, or its number from 1.
        actions, resources: Patterns; of the other ones when `is_not_action`, `is_not_resource`.
        principals: `AWS`, `Federated`, `Service` to whom; `None`: a policy of the caller's own, which names nobody.
        has_variables: `${…}` stands for a value; not so in documents of 2008.
    """

    sid: str
    allows: bool
    actions: tuple[str, ...]
    is_not_action: bool = False
    resources: tuple[str, ...]
    is_not_resource: bool = False
    principals: Mapping[str, tuple[str, ...]] | None = None
    is_not_principal: bool = False
    conditions: tuple[Condition, ...] = ()
    has_variables: bool = True


def statements_of(document: object) -> tuple[Statement, ...]:
    """The statements of a document: an object, or its JSON text.

    Raises:
        NotAPolicy: It is not one.
    """
    found = document
    if isinstance(document, str):
        try:
            found = json.loads(document)
        except (ValueError, RecursionError) as unreadable:
            raise NotAPolicy(f"this is no JSON: {unreadable}") from None
    if not isinstance(found, Mapping):
        raise NotAPolicy("a policy is an object with `Version` and `Statement`")
    version = found.get("Version", _OLD)
    if version not in (_OLD, _NEW):
        raise NotAPolicy(f"/Version: `{version}` is neither {_NEW} nor {_OLD}")
    listed = found.get("Statement")
    each = listed if isinstance(listed, list | tuple) else (listed,)
    return tuple(_statement(one, number, version == _NEW) for number, one in enumerate(each))


def _statement(written: object, number: int, has_variables: bool) -> Statement:  # noqa: FBT001 - what follows from the version
    place = f"/Statement/{number}"
    if not isinstance(written, Mapping):
        raise NotAPolicy(f"{place}: a statement is an object")
    for member in written:
        if member not in _MEMBERS:
            raise NotAPolicy(f"{place}: a statement has no `{member}`")
    effect = written.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise NotAPolicy(f"{place}/Effect: neither Allow nor Deny")
    not_action, actions = _one_of(written, "Action", place)
    not_resource, resources = _one_of(written, "Resource", place)
    not_principal, principals = _principals(written, place)
    return Statement(
        sid=str(written.get("Sid") or number + 1),
        allows=effect == "Allow",
        actions=actions,
        is_not_action=not_action,
        resources=resources,
        is_not_resource=not_resource,
        principals=principals,
        is_not_principal=not_principal,
        conditions=tuple(_conditions(written.get("Condition"), place)),
        has_variables=has_variables,
    )


def _one_of(written: Mapping[str, object], name: str, place: str) -> tuple[bool, tuple[str, ...]]:
    """Whether it is the `Not` form, and its patterns."""
    found = [each for each in (name, f"Not{name}") if each in written]
    if len(found) != 1:
        raise NotAPolicy(f"{place}: it needs one of `{name}` and `Not{name}`")
    return found[0] != name, _texts(written[found[0]], f"{place}/{found[0]}")


def _principals(written: Mapping[str, object], place: str) -> tuple[bool, Mapping[str, tuple[str, ...]] | None]:
    name = next((each for each in ("Principal", "NotPrincipal") if each in written), "")
    if not name:
        return False, None
    given = written[name]
    if given == "*":
        return name == "NotPrincipal", {"AWS": ("*",)}
    if not isinstance(given, Mapping):
        raise NotAPolicy(f'{place}/{name}: an object, or "*"')
    return name == "NotPrincipal", {
        str(kind): _texts(members, f"{place}/{name}/{kind}") for kind, members in given.items()
    }


def _conditions(written: object, place: str) -> Iterator[Condition]:
    if written is None:
        return
    if not isinstance(written, Mapping):
        raise NotAPolicy(f"{place}/Condition: an object of operators")
    for operator, keys in written.items():
        if not isinstance(keys, Mapping):
            raise NotAPolicy(f"{place}/Condition/{operator}: an object of keys")
        for key, values in keys.items():
            texts = _texts(values, f"{place}/Condition/{operator}/{key}")
            yield Condition(operator=str(operator), key=str(key).lower(), values=texts)


def _texts(value: object, place: str) -> tuple[str, ...]:
    members = value if isinstance(value, list | tuple) else (value,)
    if not all(isinstance(each, str | bool | int | float) for each in members):
        raise NotAPolicy(f"{place}: a text, or a list of texts")
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in members)
