"""Rules of models, as far as a live API shows them: the ways in that its directives open.

A backend is compiled from rules of `@auth`: into directives, which AppSync obeys and shows, and into resolvers, which
compare owners and groups. A field's directives take the place of its type's, and without any the default way in counts
(https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes). The way
of IAM is left out: a backend of Gen 2 always opens it for its own servers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.value import Value, at, freeze, pointer
from baasctl.providers.amplify.appsync import sdl

MEMBER: Final = "models"
_DIRECTIVES: Final = {
    "@aws_api_key": "api_key",
    "@aws_auth": "user_pool",
    "@aws_cognito_user_pools": "user_pool",
    "@aws_lambda": "lambda",
    "@aws_oidc": "oidc",
}
_FIELDS: Final = {
    "get": "Query.get{0}",
    "create": "Mutation.create{0}",
    "update": "Mutation.update{0}",
    "delete": "Mutation.delete{0}",
}


def beside(desired: Resource, live: Resource | None) -> Resource | None:
    """The live API with what it shows of the models that the spec declares."""
    wanted, text = desired.attributes.get(MEMBER), live.attributes.get("schema") if live is not None else None
    if live is None or not isinstance(wanted, Mapping) or not isinstance(text, str):
        return live
    sdl.need_parser()
    outline = sdl.outline(text)
    default = str(at(live.attributes, "/auth/default/type"))
    shown = {
        name: {"callers": _callers(name, outline, default), **_carried(model)}
        for name, model in wanted.items()
        if name in outline.members
    }
    return replace(live, attributes={**live.attributes, MEMBER: freeze(shown)})


def _carried(model: Value) -> Mapping[str, Value]:
    """The declared text: it is on neither side of a comparison, and lints and tests ask for it."""
    return {"rules": model["rules"]} if isinstance(model, Mapping) and "rules" in model else {}


def problems(desired: Resource, live: Resource) -> Iterator[Diagnostic]:
    """What would have to change where the backend is made; and that more cannot be seen."""
    wanted, shown = desired.attributes.get(MEMBER), live.attributes.get(MEMBER)
    if not isinstance(wanted, Mapping) or not wanted:
        return
    told = shown if isinstance(shown, Mapping) else {}
    differing = sorted(name for name in wanted if _differs(wanted[name], told.get(name)))
    names = ", ".join(f"`{name}`" for name in differing or sorted(wanted))
    span = desired.span_of(pointer(MEMBER, differing[0])) if differing else desired.span_of(pointer(MEMBER))
    if differing:
        yield Diagnostic(
            code="SPEC873",
            severity=Severity.WARNING,
            summary="rules of models are compiled into the backend, and not written here",
            detail=f"{names}: AppSync opens other ways in than the rules would",
            hint="`baasctl export` writes the rules; put them into the schema of the backend, and deploy it",
            span=span,
            address=desired.address,
            stops_apply=True,
        )
    else:
        yield Diagnostic(
            code="SPEC874",
            severity=Severity.NOTE,
            summary="rules of models are compared as far as AppSync shows them",
            detail=f"{names}: the ways in are as the rules have them; which owners and groups the backend's resolvers"
            " let through is not seen",
            hint="deploy the backend with the rules that `baasctl render` shows",
            span=span,
            address=desired.address,
        )


def _differs(wanted: Value, shown: Value) -> bool:
    callers = wanted.get("callers") if isinstance(wanted, Mapping) else None
    told = shown.get("callers") if isinstance(shown, Mapping) else None
    if not isinstance(callers, Mapping) or not isinstance(told, Mapping):
        return shown is None or bool(callers)
    return any(told.get(operation) != ways for operation, ways in callers.items())


def _callers(model: str, outline: sdl.Outline, default: str) -> dict[str, tuple[str, ...]]:
    """Operation to the ways in, for the operations that the API has."""
    fields = {operation: field.format(model) for operation, field in _FIELDS.items()}
    fields["list"] = next(
        (
            name
            for name, kind in sorted(outline.members.items())
            if name.startswith("Query.list") and kind == f"Model{model}Connection"
        ),
        "",
    )
    return {operation: _ways(field, outline, default) for operation, field in fields.items()}


def _ways(field: str, outline: sdl.Outline, default: str) -> tuple[str, ...]:
    if field not in outline.members:
        return ()
    gates = outline.gates.get(field) or outline.gates.get(field.partition(".")[0]) or frozenset()
    found = {_DIRECTIVES[name] for each in gates if (name := each.partition("(")[0]) in _DIRECTIVES}
    if not gates and default in _DIRECTIVES.values():
        found = {default}
    return tuple(sorted(found))
