"""How Amplify expresses the portable `access` section.

Rows become models with rules of `@auth`, in the words of the schema that a backend is compiled from. The compiler turns
them into resolvers which CloudFormation owns: what AppSync shows of them is compared, and the text itself is exported
for the backend's code. Files become `storage_access`, which is compared and applied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from baasctl.model.access import AccessSection, Engine, Sort
from baasctl.model.access_judging import AccessJudging, RulesForm
from baasctl.model.access_rendering import AccessRendering, Capability, Expressed, Fill
from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.origin import Origin
from baasctl.model.probe import Family
from baasctl.model.resource import Resource
from baasctl.model.target import Target
from baasctl.model.value import Value, freeze, pointer
from baasctl.providers.amplify.access_expression.files import expressed_files
from baasctl.providers.amplify.access_expression.rows import expressed_rows
from baasctl.providers.amplify.graphql_api import KIND as API
from baasctl.providers.amplify.storage_access import KIND as STORAGE

_PLURALS: Final = ((re.compile(r"ies$"), "y"), (re.compile(r"(s|x|ch|sh)es$"), r"\1"), (re.compile(r"([^s])s$"), r"\1"))


def place(name: str, sort: Sort) -> str:
    """The model of `blog_posts` is `BlogPost`; what is no such name has to say `at`. Paths of files are as written."""
    if sort is Sort.FILES:
        return name
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        return ""
    singular = name
    for plural, end in _PLURALS:
        if plural.search(name):
            singular = plural.sub(end, name)
            break
    return "".join(f"{part[:1].upper()}{part[1:]}" for part in singular.split("_"))


def express(section: AccessSection, target: Target, fill: Fill) -> Expressed:
    """See `AccessRendering.express`."""
    problems: list[Diagnostic] = []
    models: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    found: list[Resource] = []
    for resource in section.resources:
        if resource.sort is Sort.ROWS:
            models[resource.place.path] = expressed_rows(resource, fill, problems)
            origins[f"/models{pointer(resource.place.path)}"] = Origin(span=resource.span)
        elif (files := expressed_files(resource, problems)) is not None:
            address = Address(target.name, STORAGE, files[0])
            found.append(Resource(address=address, attributes=files[1], declared_at=resource.span))
    if models:
        attributes: Mapping[str, Value] = {"models": freeze(models)}
        address = Address(target.name, API, ())
        found.append(Resource(address=address, attributes=attributes, declared_at=section.span, origins=origins))
    return Expressed(resources=tuple(found), diagnostics=tuple(problems))


def _yes(how: str) -> Capability:
    return Capability(is_there=True, how=how)


def _no(how: str) -> Capability:
    return Capability(is_there=False, how=how)


_CAPABILITIES: Final = {
    "signed_in": _yes("guests of the identity pool; `allow: private`"),
    "owner_field": _yes("`allow: owner`, which fills the field in on create"),
    "owner_key": _yes("`allow: owner` of the primary key, which fills it in on create"),
    "claim": _no("`groupClaim` takes any text that contains the value: use a group, or a Lambda authoriser"),
    "group": _yes("`cognito:groups`"),
    "member": _no("rules see no other row: use a group, or a Lambda authoriser"),
    "get_list_apart": _yes("not in a model that needs rules for fields"),
    "writes_apart": _yes("to empty a field an update needs `delete`, too; files: create and update are one"),
    "when": _no("rules see no values: a model of its own, or a custom query"),
    "immutable": _yes("rules of fields, where the fields of one entry are among those of another"),
    "field_rules": _yes("types, enumerations, `@validate`; no patterns, no `required` for who may delete as well"),
    "extra_fields": _yes("a model has the fields that it lists; `allow` cannot be said"),
    "set": _yes("`now` in createdAt and updatedAt, `uid` in an immutable field of the owner"),
    "private_to": _yes("rules of fields; others get null"),
    "files": _yes("folders, `{uid}` (the identity's id) and all below; no conditions"),
    "service": _yes("IAM of the app's own servers passes by all rules"),
}

ACCESS: Final = AccessRendering(
    express=express,
    place=place,
    objects={API: 0, STORAGE: 1},
    shared=frozenset({API}),
    engines={Sort.ROWS: Engine.AMPLIFY, Sort.FILES: Engine.AMPLIFY},
    capabilities=_CAPABILITIES,
    verified_on="baasctl's evaluators of @auth, which decides as Amplify's compiled resolvers do, and of IAM",
)
JUDGING: Final = AccessJudging(
    form=RulesForm.DIRECTIVES,
    kinds={Family.ROWS: frozenset({API}), Family.OBJECTS: frozenset({STORAGE, "roles", "groups", "buckets"})},
    is_all_in_spec=True,
    runs_rules_as_code=False,
    denies_absent=frozenset({Family.ROWS}),
)
