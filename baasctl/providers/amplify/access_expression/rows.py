"""Rows as models: the text of each type with its rules, and what AppSync shows of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.model.access import AccessResource, Engine
from baasctl.model.access_rendering import Fill
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.probe import Operation
from baasctl.model.value import Value, freeze
from baasctl.providers.amplify.access_expression.row_fields import checks_of, enum_of, problems_of, type_of
from baasctl.providers.amplify.access_expression.row_rules import Rules, rules_of
from baasctl.providers.amplify.access_expression.subjects import Strategy, Subject

TEMPLATE = "amplify/graphql_api.graphql.j2"


def expressed_rows(resource: AccessResource, fill: Fill, problems: list[Diagnostic]) -> Value:
    """An entry of `models` of the kind `graphql_api`; incomplete after a problem."""
    found = [*problems_of(resource), *_native(resource)]
    rules = rules_of(resource, found)
    problems.extend(found)
    if found:
        return freeze({})
    text = fill(TEMPLATE, _values(resource, rules))
    return freeze({"rules": text, "callers": {each.value: _callers(rules, each.value) for each in Operation}})


def _native(resource: AccessResource) -> Iterator[Diagnostic]:
    native = resource.native(Engine.AMPLIFY)
    if native is not None:
        yield Diagnostic(
            code="RENDER875",
            summary="a rule of Amplify cannot narrow others",
            detail=f"`native: {{amplify: …}}` of `{resource.name}`: rules are alternatives, one more lets more through",
            hint="leave it out, and narrow the entries of `allow`",
            span=native.span,
        )


def _values(resource: AccessResource, rules: Rules) -> Mapping[str, object]:
    model = resource.place.path
    enums = [enum for field in resource.fields if (enum := enum_of(field, model)) is not None]
    return {
        "model": model,
        "name": _comment(resource.name),
        "place": _comment(str(resource.span)),
        "rules": [
            {"text": one.rule(said), "place": _comment(", ".join(_lines(rules, one)))}
            for one, said in rules.of_model.items()
        ],
        "key": f"{resource.key.name}: ID!" + ("" if resource.key.name == "id" else " @primaryKey"),
        "fields": [
            {
                "text": " ".join((f"{field.stored_as}: {type_of(field, model)}", *checks_of(field))),
                "rules": [one.rule(said) for one, said in rules.of_fields.get(field.name, {}).items()],
                "place": _comment(str(field.span() or resource.span)),
            }
            for field in resource.fields
        ],
        "enums": [{"name": name, "members": list(members)} for name, members in enums],
    }


def _lines(rules: Rules, subject: Subject) -> Iterator[str]:
    for number, entry in enumerate(rules.entries[subject]):
        yield str(entry.span) if number == 0 else f"line {entry.span.line}"


def _callers(rules: Rules, operation: str) -> list[str]:
    """The ways in that AppSync's directives then open; that of IAM is always open, for the app's own servers."""
    read = {"get", "list"} & {operation}
    for each in (rules.of_model, *rules.of_fields.values()):
        for one, said in each.items():
            if one.strategy is not Strategy.PUBLIC and (operation in said or (read and "read" in said)):
                return ["user_pool"]
    return []


def _comment(text: str) -> str:
    """A text that stays on its line."""
    return "".join(each if each.isprintable() else "?" for each in text)
