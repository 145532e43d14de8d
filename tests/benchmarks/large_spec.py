"""A spec of many policies and every auth field, and the tables that it needs."""

from __future__ import annotations

from baasctl.kinds.registry import kind
from baasctl.model.field import Field, Shape
from baasctl.providers import registry
from baasctl.providers.contract import Yes

_POLICIES_PER_TABLE = 10
_SHARED = "exists (select 1 from public.members m where m.team = t{table}.team and m.user_id = (select auth.uid()))"


def tables_sql(policies: int) -> str:
    """One table for every ten policies, and one that the policies look into."""
    tables = "".join(
        f"create table public.t{number} (id int, team int, owner_id uuid, status varchar(20));\n"
        for number in range(policies // _POLICIES_PER_TABLE)
    )
    return f"create table public.members (team int, user_id uuid);\n{tables}"


def large_spec(ref: str, policies: int) -> str:
    """The spec as text."""
    lines = ["baasctl: 1", f"targets: {{prod: {{provider: supabase, project: {ref}}}}}", "auth:", *_auth(), "policies:"]
    for table in range(policies // _POLICIES_PER_TABLE):
        lines.append(f"  public.t{table}:")
        for number in range(_POLICIES_PER_TABLE):
            using = f"(select auth.uid()) = owner_id and status in ('draft', 'live{number}')"
            expression = using if number % 2 else _SHARED.format(table=table)
            lines.append(f'    "Policy {number}": {{for: select, to: [authenticated], using: "{expression}"}}')
    return "\n".join(lines) + "\n"


def _auth() -> list[str]:
    """Every switch and number of `auth`, neutral and native, at a value inside its bounds."""
    support = registry.package("supabase").support()
    native = [
        f"      {name}: {_value(field, answer)}"
        for name, field in support.native["auth"].items()
        if not field.sensitive and isinstance(answer := support.fields["auth"][f"native.{name}"], Yes)
        and _value(field, answer) is not None
    ]  # fmt: skip
    assert kind("auth").is_singleton
    return [
        "  site_url: https://example.com",
        '  redirect_urls: ["https://example.com/**"]',
        "  sign_up: {enabled: true, confirm_email: true}",
        "  password: {minimum_length: 12, require: [lowercase, uppercase, digit], reject_leaked: true}",
        "  sessions: {access_token_ttl: 1h, overall_timeout: 30d}",
        "  native:",
        "    supabase:",
        *native,
    ]


def _value(field: Field, answer: Yes) -> str | None:
    bounds = answer.bounds
    if field.shape is not Shape.SCALAR:
        return None
    if bounds.choices:
        return "false" if False in bounds.choices else None
    if bounds.minimum is not None:
        return str(int(bounds.minimum) + 1)
    return None
