"""An evaluation error: it makes a condition fail, unless `&&` or `||` absorbs it."""

from __future__ import annotations


class Failure(Exception):
    """The value of an expression that has none; the words are those of Google's coverage report."""


def undefined(name: str) -> Failure:
    """A member that is not there."""
    return Failure(f"Property {name} is undefined on object.")


def null_value() -> Failure:
    """A member of null, or of a name that nothing is called."""
    return Failure("Null value error.")


def no_function(name: str) -> Failure:
    """A function or method that does not exist, or not of this type."""
    return Failure(f"Function not found error: Name: [{name}].")


def unsupported(received: str, expected: str) -> Failure:
    """Operands or arguments of the wrong types."""
    return Failure(f"Unsupported operation error. Received: {received}. Expected: {expected}.")


def wrong_type(received: str, expected: str) -> Failure:
    """A value where only another type can stand."""
    return Failure(f"Type error. Received: [{received}] Expected: [{expected}].")
