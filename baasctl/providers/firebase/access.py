"""The portable `access` section at Firebase: rules of Firestore and of Cloud Storage."""

from __future__ import annotations

from typing import Final

from baasctl.model.access import Engine, Sort
from baasctl.model.access_judging import AccessJudging, RulesForm
from baasctl.model.access_rendering import AccessRendering, Capability
from baasctl.model.probe import Family
from baasctl.providers.firebase import firestore_rules, storage_rules
from baasctl.providers.firebase.access_rules.express import express


def _yes(how: str) -> Capability:
    return Capability(is_there=True, how=how)


def _place(name: str, sort: Sort) -> str:
    """Collections and paths of files are called as the spec calls them."""
    del sort
    return name


RENDERING: Final = AccessRendering(
    express=express,
    place=_place,
    objects={firestore_rules.KIND: 1, storage_rules.KIND: 1},
    engines={Sort.ROWS: Engine.FIRESTORE, Sort.FILES: Engine.STORAGE},
    capabilities={
        "signed_in": _yes("request.auth"),
        "owner_field": _yes("request.auth.uid"),
        "owner_key": _yes("the document's id; a list needs a query by it"),
        "claim": _yes("request.auth.token"),
        "group": _yes("the claim `groups` of the token"),
        "member": _yes("get and exists, at most 10 a request (2 for files); the path must say all of `where`"),
        "get_list_apart": _yes("get, list"),
        "writes_apart": _yes("create, update, delete"),
        "when": _yes("comparisons; a list needs the matching query"),
        "immutable": _yes("diff().affectedKeys()"),
        "field_rules": _yes("`is`, size(), `in`, matches()"),
        "extra_fields": _yes("keys().hasOnly()"),
        "set": _yes(
            "request.time, request.auth.uid, which the client has to write:"
            " in a new document where the field is required or immutable"
        ),
        "private_to": Capability(is_there=False, how="documents are read whole; a document of its own"),
        "files": _yes("Cloud Storage; `when` on size and contentType, not for list"),
        "service": _yes("Admin SDK"),
    },
    verified_on="Google's Firestore emulator; files: baasctl's evaluator",
)
JUDGING: Final = AccessJudging(
    form=RulesForm.RULESETS,
    kinds={Family.ROWS: frozenset({firestore_rules.KIND}), Family.OBJECTS: frozenset({storage_rules.KIND})},
    is_all_in_spec=True,
    runs_rules_as_code=False,
)
