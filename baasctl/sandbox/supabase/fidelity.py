"""How true the simulated Supabase is."""

from __future__ import annotations

from baasctl.sandbox.behaviour import Behaviour, Grade

_RECORDINGS = "supabase/cli apps/cli-e2e/fixtures/recorded, 2026-05"
_CONTRACT = "operation registry of npm @supabase/cli-linux-x64 3.1.0, 2026-11-09"
_CLI = "npm @supabase/cli-linux-x64 3.1.0"
_OURS = "no source; see the live test"


def _row(grade: Grade, name: str, behaviour: str, source: str) -> Behaviour:
    return Behaviour(name=name, provider="supabase", behaviour=behaviour, grade=grade, source=source)


TABLE: tuple[Behaviour, ...] = (
    _row(Grade.RECORDED, "auth-defaults", "Unset auth settings have the defaults of a fresh project.", _RECORDINGS),
    _row(
        Grade.RECORDED,
        "rendered-mail",
        "Mail texts that were never set read as the platform renders them.",
        _RECORDINGS,
    ),
    _row(Grade.RECORDED, "rate-limit", "120 requests a minute, told in x-ratelimit-* headers.", _RECORDINGS),
    _row(Grade.RECORDED, "query-status", "A query answers 201 and a list of row objects.", _RECORDINGS),
    _row(Grade.RECORDED, "postgres-overrides", "Postgres settings answer the overrides alone.", _RECORDINGS),
    _row(Grade.RECORDED, "data-api-spaces", "The extra search path comes back with spaces.", _RECORDINGS),
    _row(Grade.RECORDED, "jwt-secret-in-plaintext", "Data API settings carry the JWT secret.", _RECORDINGS),
    _row(Grade.RECORDED, "network-shapes", "PATCH answers tagged addresses, the others texts.", _RECORDINGS),
    _row(Grade.RECORDED, "empty-answers", "Writing secrets and storage settings answers no body.", _RECORDINGS),
    _row(Grade.RECORDED, "entitlements", "Features of the organization's plan with their type and unit.", _RECORDINGS),
    _row(
        Grade.RECORDED,
        "validation-text",
        "A refused enum names its field, the options and what was received.",
        "supabase/cli issue 4536, 2025-11",
    ),
    _row(
        Grade.RECORDED,
        "query-errors",
        "SQL errors show state, message, line and hint.",
        "stackblitz/bolt.new issues 6745 and 7058, 2025-02",
    ),
    _row(
        Grade.RECORDED, "wrong-token", "A wrong token answers 401 Unauthorized.", "nitrictech/pulumi-supabase issue 8"
    ),
    _row(Grade.RECORDED, "missing-scope", "403 names the missing privileges.", "supabase/cli issue 6392, 2026-09"),
    _row(
        Grade.RECORDED,
        "apple-ids",
        "Additional Apple client ids are merged into the first field.",
        "supabase/terraform-provider-supabase issue 336, 2026-07",
    ),
    _row(
        Grade.RECORDED,
        "smtp-required",
        "Mail limits answer 401 without custom SMTP (option smtp_required).",
        "jikig-ai/soleur pull request 5447, 2026-06",
    ),
    _row(
        Grade.RECORDED,
        "missing-modules",
        "A deployment whose relative imports are not all uploaded answers 400.",
        "bundler messages in public issues, 2025 and 2026",
    ),
    _row(Grade.CHECKED, "config-push", "config diff, push and pull converge, secrets by HMAC.", _CLI),
    _row(Grade.CHECKED, "functions-api", "functions deploy, list, download, delete; bulk activation.", _CLI),
    _row(Grade.CHECKED, "function-secrets", "secrets set, list, unset; SHA-256 digests.", _CLI),
    _row(Grade.CHECKED, "sso", "sso add and list; 404 while SAML is off.", _CLI),
    _row(Grade.CHECKED, "network-and-ssl", "network-restrictions, ssl-enforcement, postgres-config.", _CLI),
    _row(Grade.CHECKED, "link", "link, projects, api-keys, orgs, db query, db advisors.", _CLI),
    _row(
        Grade.CHECKED,
        "database-query",
        "Queries answer what postgres-meta answers: values, the last result that has rows, texts of errors.",
        "npm @supabase/postgres-meta 0.99.0",
    ),
    _row(
        Grade.CHECKED,
        "buckets",
        "Buckets are made, changed, listed, emptied and deleted; refusals carry their status in the body.",
        "storage3 2.34 (supabase-py); supabase/storage src/http/routes/bucket, src/internal/errors/codes.ts",
    ),
    _row(
        Grade.SPECIFIED,
        "saml-providers",
        "The list has no metadata; PUT resets mapping and name-id format and refuses another entity.",
        "supabase/auth internal/api/ssoadmin.go",
    ),
    _row(
        Grade.SPECIFIED,
        "custom-providers",
        "Custom OAuth and OIDC providers in the project's Auth server; the secret is never answered, PUT is sparse.",
        "supabase/auth internal/api/custom_oauth_admin.go",
    ),
    _row(
        Grade.SPECIFIED,
        "signing-key-rotation",
        "A key that comes into use sends the former one to previously_used; any key can return to standby.",
        "https://supabase.com/docs/guides/auth/signing-keys",
    ),
    _row(Grade.SPECIFIED, "auth-bounds", "All 235 auth fields with their bounds.", _CONTRACT),
    _row(Grade.SPECIFIED, "scopes", "A narrow token is held to the permissions of each operation.", _CONTRACT),
    _row(Grade.SPECIFIED, "effective-settings", "The v2 document, with no null for a default.", _CONTRACT),
    _row(Grade.SPECIFIED, "secret-limits", "100 secrets a call, lengths, reserved prefix.", _CONTRACT),
    _row(
        Grade.SPECIFIED,
        "managed-schemas",
        "postgres writes policies in the managed schemas and nothing else (event triggers, not supautils).",
        "supabase/postgres supautils.conf.j2",
    ),
    _row(
        Grade.SPECIFIED,
        "default-privileges",
        "New public tables are open to anon, authenticated and service_role.",
        "supabase/postgres migrations/db/init-scripts",
    ),
    _row(
        Grade.SPECIFIED,
        "scheduled-jobs",
        "cron.schedule, alter_job and unschedule keep jobs; no job runs, and net.http_post sends nothing.",
        "citusdata/pg_cron src/job_metadata.c, supabase/pg_net sql",
    ),
    _row(
        Grade.SPECIFIED,
        "database-webhooks",
        "Enabling webhooks makes supabase_functions.http_request, a trigger function that sends nothing.",
        "supabase/postgres migrations, supabase_functions",
    ),
    _row(
        Grade.SPECIFIED, "auth-functions", "auth.uid() and its siblings read the request.", "supabase/auth migrations"
    ),
    _row(Grade.ASSUMED, "unset-reads-null", "A setting that was unset reads null in v1, except mail texts.", _OURS),
    _row(Grade.ASSUMED, "unknown-keys-are-dropped", "Unknown keys of an auth PATCH are dropped, not refused.", _OURS),
    _row(Grade.ASSUMED, "number-bounds-text", "Numbers out of bounds are refused in zod 3's words.", _OURS),
    _row(Grade.ASSUMED, "empty-secret-unsets", "An empty auth secret reads null.", _OURS),
    _row(Grade.ASSUMED, "unset-settings-are-effective-defaults", "v2 reports the defaults recorded from v1.", _OURS),
    _row(Grade.ASSUMED, "unknown-project", "A ref that the token cannot see answers 404.", _OURS),
    _row(Grade.ASSUMED, "limit-per-operation", "Each operation has its own rate limit; 429 says how long.", _OURS),
    _row(Grade.ASSUMED, "plan-gates", "Settings beyond the plan answer 402.", _OURS),
    _row(Grade.ASSUMED, "network-entitlement", "The free plan disallows network restrictions.", _OURS),
    _row(Grade.ASSUMED, "restart-status", "GET of the project says RESTARTING while the database does.", _OURS),
    _row(Grade.ASSUMED, "ssl-while-restarting", "SSL enforcement is not applied until the restart is over.", _OURS),
    _row(Grade.ASSUMED, "settings-without-null", "Realtime and Data API settings refuse null.", _OURS),
    _row(Grade.ASSUMED, "platform-secrets", "The platform's own secrets are listed with the user's.", _OURS),
    _row(Grade.ASSUMED, "deleting-unknown-secrets", "Deleting a secret that does not exist succeeds.", _OURS),
    _row(Grade.ASSUMED, "deployed-paths", "Sources read back below the entrypoint's folder as uploaded.", _OURS),
    _row(Grade.ASSUMED, "redeploying-raises-the-version", "A redeployment of equal sources is a new version.", _OURS),
    _row(Grade.ASSUMED, "sessions-are-fresh", "No session state passes from one query to the next.", _OURS),
    _row(Grade.ASSUMED, "read-only-role", "Read-only queries run as supabase_read_only_user.", _OURS),
    _row(Grade.ASSUMED, "grants-on-managed-tables", "GRANT on a managed table is refused, not ignored.", _OURS),
    _row(Grade.ASSUMED, "comments-on-managed-policies", "COMMENT ON POLICY on a managed table is refused.", _OURS),
    _row(Grade.ASSUMED, "idempotent-migrations", "A repeated Idempotency-Key runs nothing.", _OURS),
    _row(Grade.ASSUMED, "one-issuer-each", "Third-party auth takes exactly one of its three sources.", _OURS),
    _row(Grade.ASSUMED, "issuer-keys-come-later", "The keys of a trusted issuer are there some reads later.", _OURS),
    _row(Grade.ASSUMED, "one-key-signs", "A fresh project has one signing key in use.", _OURS),
    _row(Grade.ASSUMED, "signing-key-steps", "Steps that the guide does not draw answer 400.", _OURS),
    _row(Grade.ASSUMED, "one-standby-key", "A second standby signing key is refused.", _OURS),
    _row(Grade.ASSUMED, "only-revoked-keys-go", "A signing key that is not revoked cannot be deleted.", _OURS),
    _row(Grade.ASSUMED, "duplicate-key-names", "Two API keys of one type cannot share a name.", _OURS),
)

NOT_SIMULATED = (
    "PostgREST, GoTrue sign-in, files in Storage, Realtime traffic, running functions, eszip bundles",
    "branches, custom hostnames, backups, log drains, platform webhooks, billing changes",
    "signing keys sign nothing, SAML metadata and key sets behind an address are not fetched",
    "Postgres, pooler, network and SSL settings are stored and answered, not put into force",
    "waiting: restarts and stored restrictions are over at once, or after some reads (option settling_reads)",
    "the server is PostgreSQL 18 or 16 while the API says 17; pgcrypto, pg_net, pg_cron and pg_graphql are absent",
    "roles belong to the server, so projects of one sandbox share them; the database carries the project's ref as name",
    "REASSIGN OWNED from a managed owner is not refused",
)
"""What the sandbox does not do, or does otherwise than Supabase."""
