"""Conditions of statements: `True`, `False`, or `None` where it cannot be said.

A key that the request does not have fails an operator, and meets one with `Not` or `IfExists` (https://
docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). Several values of a
condition are alternatives; with `Not` none of them may be met. `ForAnyValue:` is met by one of the request's values,
`ForAllValues:` by all of them, also where there are none
(…/reference_policies_condition-single-vs-multi-valued-context-keys.html).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from typing import Final, TypeAlias

from baasctl.access.iam.documents import Condition, Statement
from baasctl.access.iam.matching import Values, is_equal, is_like

_Compare: TypeAlias = Callable[[str, str, Values, bool], bool]


def _address(text: str, wanted: str, values: Values, has_variables: bool) -> bool:  # noqa: FBT001 - see _Compare
    del values, has_variables
    return ip_address(text) in ip_network(wanted, strict=False)


def _arn(text: str, wanted: str, values: Values, has_variables: bool) -> bool:  # noqa: FBT001 - see _Compare
    """Each of the six parts by itself, so that `*` does not reach beyond a colon."""
    parts, patterns = text.split(":", 5), wanted.split(":", 5)
    return len(parts) == len(patterns) and all(
        is_like(part, pattern, values, has_variables=has_variables)
        for part, pattern in zip(parts, patterns, strict=True)
    )


_POSITIVE: Final[dict[str, _Compare]] = {
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "Bool": lambda text, wanted, values, has: is_equal(text, wanted, values, has_variables=has, ignores_case=True),
    "IpAddress": _address,
    "NumericEquals": lambda text, wanted, *_: float(text) == float(wanted),
    "NumericGreaterThan": lambda text, wanted, *_: float(text) > float(wanted),
    "NumericGreaterThanEquals": lambda text, wanted, *_: float(text) >= float(wanted),
    "NumericLessThan": lambda text, wanted, *_: float(text) < float(wanted),
    "NumericLessThanEquals": lambda text, wanted, *_: float(text) <= float(wanted),
    "StringEquals": lambda text, wanted, values, has: is_equal(text, wanted, values, has_variables=has),
    "StringEqualsIgnoreCase": lambda text, wanted, values, has: is_equal(
        text, wanted, values, has_variables=has, ignores_case=True
    ),
    "StringLike": lambda text, wanted, values, has: is_like(text, wanted, values, has_variables=has),
}
_NEGATIVE: Final = {
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
}
_SETS: Final = ("ForAnyValue", "ForAllValues")


def holds(statement: Statement, values: Values) -> bool | None:
    """Whether all conditions of a statement hold; `None`: one is not understood, and none of the others fails."""
    found = [_one(each, values, statement.has_variables) for each in statement.conditions]
    if False in found:
        return False
    return None if None in found else True


def _one(condition: Condition, values: Values, has_variables: bool) -> bool | None:  # noqa: FBT001 - of the statement
    prefix, _, rest = condition.operator.rpartition(":")
    operator = rest.removesuffix("IfExists")
    if prefix and prefix not in _SETS:
        return None
    found = values.get(condition.key)
    if operator == "Null":
        return (found is None) is (condition.values[:1] == ("true",))
    compare = _POSITIVE.get(_NEGATIVE.get(operator, operator))
    if compare is None:
        return None
    is_negative = operator in _NEGATIVE
    if found is None or (prefix and not found):
        return prefix == "ForAllValues" or (prefix != "ForAnyValue" and is_negative) or rest != operator
    if not prefix and len(found) != 1:
        return None
    try:
        met = [_meets(text, condition.values, compare, values, has_variables) is not is_negative for text in found]
    except ValueError:
        return False
    return all(met) if prefix == "ForAllValues" else any(met)


def _meets(
    text: str,
    wanted: Iterable[str],
    compare: _Compare,
    values: Values,
    has_variables: bool,  # noqa: FBT001 - of the statement
) -> bool:
    return any(compare(text, each, values, has_variables) for each in wanted)
