"""`access`: the portable section as tables' switches, policies, grants, guards for updates, and functions."""

from __future__ import annotations

from typing import Final

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.model.access import AccessSection, Engine, Sort
from baasctl.model.access_judging import AccessJudging, RulesForm
from baasctl.model.access_rendering import AccessRendering, Capability, Expressed, Fill
from baasctl.model.probe import Family
from baasctl.model.target import Target
from baasctl.providers.supabase.portable_access import files, memberships, tables
from baasctl.providers.supabase.portable_access.policies import resources
from baasctl.providers.supabase.portable_access.problems import Refusals


def express(section: AccessSection, target: Target, fill: Fill) -> Expressed:
    """See `model.access_rendering.Express`."""
    refusals = Refusals()
    rows = [each for each in section.resources if each.sort is Sort.ROWS]
    for resource in rows:
        if not _is_table(resource.place.path):
            hint = "write `at: {supabase: schema.table}`"
            refusals.add(resource.place.span, f"`{resource.place.path}` is no name of a table", hint)
    if refusals.found:
        return Expressed(diagnostics=tuple(refusals.found))
    parts = [tables.expressed(section, resource, target.name, fill) for resource in rows]
    parts.append(_files(section, target, fill))
    parts.append(Expressed(resources=tuple(memberships.functions(section, target.name, fill))))
    return Expressed(
        resources=tuple(each for part in parts for each in part.resources),
        emptied=tuple(each for part in parts for each in part.emptied),
        diagnostics=tuple(each for part in parts for each in part.diagnostics),
    )


def _files(section: AccessSection, target: Target, fill: Fill) -> Expressed:
    refusals = Refusals()
    chosen = [each for each in section.resources if each.sort is Sort.FILES]
    wanted = [policy for each in chosen for policy in files.wanted(section, each, refusals)]
    return Expressed(
        resources=tuple(resources(target.name, files.TABLE, wanted, fill)), diagnostics=tuple(refusals.found)
    )


def _is_table(text: str) -> bool:
    try:
        table_name(text)
    except NotLexical:
        return False
    return True


def _place(name: str, sort: Sort) -> str:
    """A table of its name in `public`; a path of files as it is written."""
    return quote_identifier("public", name) if sort is Sort.ROWS else name


CAPABILITIES: Final = {
    "signed_in": Capability(is_there=True, how="roles `anon` and `authenticated`"),
    "owner_field": Capability(
        is_there=True, how="`(select auth.uid()) = column`; a column of type text needs `type: string`"
    ),
    "owner_key": Capability(is_there=True, how="`(select auth.uid()) = id`"),
    "claim": Capability(is_there=True, how="`app_metadata` of the token; never `user_metadata`, which users write"),
    "group": Capability(is_there=True, how="`app_metadata.groups` of the token"),
    "member": Capability(
        is_there=True,
        how="`exists (select …)`; where members may not read their own row, a function gives them that alone",
    ),
    "get_list_apart": Capability(is_there=False, how="a policy is for SELECT; write `read`"),
    "writes_apart": Capability(
        is_there=True, how="policies for insert, update and delete; update and delete need read"
    ),
    "when": Capability(is_there=True, how="conditions of policies"),
    "immutable": Capability(is_there=True, how="column grants; by principal a trigger (`update_guard` of `tables`)"),
    "field_rules": Capability(is_there=True, how="restrictive policies; types are the columns' own"),
    "extra_fields": Capability(is_there=True, how="column grants"),
    "set": Capability(is_there=True, how="a restrictive policy and the trigger; `default now()` fills in"),
    "private_to": Capability(is_there=False, how="column grants are by role: keep it in a resource of its own"),
    "files": Capability(is_there=True, how="policies on `storage.objects`; size and type are limits of the bucket"),
    "service": Capability(is_there=True, how="`service_role` bypasses row level security"),
}
ACCESS: Final = AccessRendering(
    express=express,
    place=_place,
    objects={"tables": 1, "policies": 1, "grants": 1, "database_functions": 1},
    engines={Sort.ROWS: Engine.POSTGRES, Sort.FILES: Engine.POSTGRES},
    capabilities=CAPABILITIES,
    verified_on="PostgreSQL",
)
_OF_TABLES: Final = frozenset({"tables", "policies", "grants", "database_functions"})
JUDGING: Final = AccessJudging(
    form=RulesForm.ROW_SECURITY,
    kinds={Family.ROWS: _OF_TABLES, Family.OBJECTS: _OF_TABLES | {"buckets"}},
    is_all_in_spec=False,
    runs_rules_as_code=True,
    denies_absent=frozenset(Family),
)
