"""Texts that have to be one SQL expression."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.engines.postgres.lexer import NotLexical, require_expression
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.providers.spec_place import place_in, pointed_at


def not_one(resource: Resource, name: str, text: str) -> Iterator[Diagnostic]:
    """That the text of a field is none, at its place."""
    try:
        require_expression(text)
    except NotLexical as error:
        yield Diagnostic(
            code="SPEC386",
            summary="this is not one SQL expression",
            detail=f"`{name}`: {error.reason}\n{pointed_at(text, error.offset)}",
            hint="write one condition, as it would stand in the parentheses of CREATE POLICY",
            span=place_in(resource, name, text, error.offset),
            address=resource.address,
        )
