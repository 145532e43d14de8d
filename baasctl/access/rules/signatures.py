"""Methods and functions as tables: for each, the types that it takes and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from baasctl.access.rules.failure import Failure, no_function, null_value, unsupported
from baasctl.access.rules.values import Value, type_of


@dataclass(frozen=True, slots=True)
class Signature:
    """One form of a function.

    Attributes:
        takes: Types of the arguments; `any` takes all. A method's own value is not among them.
        call: With the values; a method's own value comes first.
    """

    takes: tuple[str, ...]
    call: Callable[..., Value]

    def fits(self, arguments: Sequence[Value]) -> bool:
        return len(arguments) == len(self.takes) and all(
            wanted in ("any", type_of(given)) or (wanted == "float" and type(given) is int)
            for wanted, given in zip(self.takes, arguments, strict=True)
        )


Methods: TypeAlias = Mapping[tuple[str, str], tuple[Signature, ...]]
"""(type, name of a method) to its forms."""
Functions: TypeAlias = Mapping[str, tuple[Signature, ...]]
"""Name, with its namespace, to its forms."""


def form(*takes: str) -> Callable[[Callable[..., Any]], Signature]:
    """`form("list")(call)`."""
    return lambda call: Signature(takes, call)


def call_method(methods: Methods, of: Value, name: str, arguments: Sequence[Value]) -> Value:
    """`of.name(arguments)`.

    Raises:
        Failure: There is no such method of this type, or it does not take these arguments.
    """
    if of is None:
        raise null_value()
    kind = type_of(of)
    forms = methods.get((kind, name))
    if forms is None:
        raise no_function(name)
    return _called(forms, f"{kind}.{name}", arguments, (of,))


def call_function(functions: Functions, name: str, arguments: Sequence[Value]) -> Value:
    """`name(arguments)`.

    Raises:
        Failure: As `call_method`.
    """
    forms = functions.get(name)
    if forms is None:
        raise no_function(name)
    return _called(forms, name, arguments, ())


def _called(forms: tuple[Signature, ...], name: str, arguments: Sequence[Value], own: tuple[Value, ...]) -> Value:
    for signature in forms:
        if signature.fits(arguments):
            return signature.call(*own, *arguments)
    expected = ", ".join(f"{name}({', '.join(signature.takes)})" for signature in forms)
    if all(len(signature.takes) != len(arguments) for signature in forms):
        raise Failure(f"Incorrect number of arguments. Received: {len(arguments)}. Expected: {expected}.")
    raise unsupported(f"{name}({', '.join(map(type_of, arguments))})", expected)
