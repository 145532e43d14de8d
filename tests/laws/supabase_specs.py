"""Random specs over the kinds of a Supabase project, as the mappings that `SpecProject.write` takes."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.subject import Subject, optional, secrets, some, texts, without_nothing
from tests.sandbox_fixtures import SupabaseProject

TABLES = ("public.notes", "public.teams", '"odd s"."T ""x"" é"')
SETUP = """
create table public.notes (id int, owner_id uuid, title text);
create table public.teams (id int, owner_id uuid, title text);
create schema "odd s";
create table "odd s"."T ""x"" é" (id int, owner_id uuid, title text);
revoke all on public.notes, public.teams from anon, authenticated, service_role;
"""
ENVIRONMENT = {
    "ONE": "first secret text",
    "TWO": 'second "secret"\nwith lines ☃',
    "HOOK": "v1,whsec_c29tZS1iYXNlNjQtc2VjcmV0LXdpdGgtMzItYnl0ZXM=",
}
FILES = {
    "functions/one/index.ts": 'import { answer } from "../_shared/answer.ts";\nDeno.serve(answer);\n',
    "functions/two/index.ts": "Deno.serve(() => new Response('two'));\n",
    "functions/_shared/answer.ts": "export const answer = () => new Response('one');\n",
}

conditions = st.sampled_from(
    [
        "true",
        "id > 1",
        "(select auth.uid()) = owner_id",
        "title in ('a', 'it''s') or title like '%\\_x'",
        "id = any ('{1,2}')",
        "exists (select 1 from public.teams t where t.id = id)",
        "-id between 1 and 2 -- end",
        "title is null and not (id = 1)",
    ]
)
roles = st.lists(st.sampled_from(["anon", "authenticated", "service_role"]), min_size=1, unique=True)


auths = optional(
    site_url=st.sampled_from(["https://a.example.com", "https://b.example.com/x?y=1#z"]),
    redirect_urls=st.lists(st.sampled_from(["app://x", "https://*.example.com/**"]), unique=True),
    sign_up=optional(enabled=st.booleans(), confirm_email=st.booleans()),
    sign_in=optional(anonymous_accounts=st.booleans()),
    password=optional(
        minimum_length=st.integers(6, 72),
        require=st.sampled_from([[], ["letter", "digit"], ["lowercase", "uppercase", "digit"]]),
    ),
    sessions=optional(access_token_ttl=st.integers(300, 604800).map(lambda seconds: f"{seconds}s")),
    email=st.fixed_dictionaries(
        {
            "from_name": texts.filter(lambda text: "\n" not in text),
            "from_address": st.just("a@example.com"),
            "smtp": st.fixed_dictionaries(
                {
                    "host": st.just("smtp.example.com"),
                    "port": st.sampled_from([25, 587]),
                    "username": st.just("u"),
                    "password": secrets,
                }
            ),
        }
    ),
    native=st.builds(lambda flag: {"supabase": {"security_manual_linking_enabled": flag}}, st.booleans()),
)
sign_in_providers = some(
    ("google", "github", "discord"),
    st.fixed_dictionaries({"client_id": st.sampled_from(["id-1", "id-2"]), "client_secret": secrets}),
)
mails = some(("confirmation", "recovery", "magic_link", "invite"), optional(subject=texts, body=texts))
hooks = some(
    ("send_email", "before_sign_up"),
    st.just({"uri": "https://a.example.com/h", "native": {"supabase": {"secrets": "${secret:env:HOOK}"}}}),
)
functions = some(
    ("one", "two"), st.sampled_from(["jwt", "none"]).map(lambda auth: {"trigger": {"http": {"auth": auth}}})
).map(
    lambda found: {
        name: {"source": f"functions/{name}", "entrypoint": "index.ts", **each} for name, each in found.items()
    }
)
function_secrets = some(("API_KEY", "OTHER"), secrets.map(lambda reference: {"value": reference}))
tables = some(TABLES, optional(rls=st.booleans(), force_rls=st.booleans()).filter(bool))
policies = some(
    TABLES,
    st.dictionaries(
        st.sampled_from(
            ["Owners read", "a/b % c", "☃ \"q\" 'x'", "$$ $baasctl$", "yes", "1.0", "x: y", "null", "<b>|"]
        ),
        st.one_of(
            st.fixed_dictionaries(
                {"for": st.sampled_from(["select", "delete"]), "using": conditions}, optional={"to": roles}
            ),
            st.fixed_dictionaries({"for": st.just("insert"), "check": conditions}, optional={"to": roles}),
            st.fixed_dictionaries(
                {"for": st.sampled_from(["all", "update"]), "using": conditions},
                optional={"check": conditions, "to": roles, "as": st.sampled_from(["restrictive", "permissive"])},
            ),
        ),
        min_size=1,
        max_size=4,
    ),
)
privileges = st.lists(st.sampled_from(["select", "insert", "update", "delete"]), min_size=1, unique=True)
grants = some(TABLES[:2], st.dictionaries(st.sampled_from(["anon", "authenticated"]), privileges, min_size=1))


specs = st.fixed_dictionaries(
    {
        "auth": auths,
        "identity_providers": sign_in_providers,
        "email_templates": mails.map(without_nothing),
        "auth_hooks": hooks,
        "functions": functions,
        "function_secrets": function_secrets,
        "tables": tables,
        "policies": policies,
        "grants": grants,
    }
).map(without_nothing)
PRUNE = {"prune": {kind: {"mode": "all", "in": list(TABLES)} for kind in ("policies", "grants")}}


def with_tables(project: SupabaseProject) -> None:
    """The tables that the specs speak of."""
    project.sql(SETUP)


SUBJECT = Subject(
    provider="supabase",
    specs=specs,
    prepare=with_tables,
    environment=ENVIRONMENT,
    files=FILES,
    prune=PRUNE,
    least={
        "auth": {"site_url": "https://a.example.com"},
        "functions": {"one": {"source": "functions/one", "entrypoint": "index.ts"}},
        "function_secrets": {"API_KEY": {"value": "${secret:env:ONE}"}},
        "policies": {"public.notes": {"Read": {"using": "true"}}},
    },
    served_by={
        "auth": ("{name}/config", 403),
        "functions": ("{name}/functions", 500),
        "function_secrets": ("{name}/secrets", 403),
        "policies": ("{name}/database/query", 500),
    },
    reads=r"GET .*|POST .*/database/query/read-only",
    kills=(3, 9, 13),
)
