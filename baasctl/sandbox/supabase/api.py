"""The Management API as one table of operations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from baasctl.sandbox.exchange import Answer, Refusal, Request
from baasctl.sandbox.routing import Route, Router
from baasctl.sandbox.supabase import (
    api_keys,
    auth_config,
    data_api,
    effective_config,
    function_secrets,
    functions,
    migrations,
    network,
    postgres_settings,
    project_extras,
    projects,
    query,
    realtime_config,
    sign_in_providers,
    signing_keys,
    storage_config,
)
from baasctl.sandbox.supabase.account import Account
from baasctl.sandbox.supabase.call import Call, Operation
from baasctl.sandbox.supabase.rate_limit import RateLimit
from baasctl.sandbox.supabase.tokens import Tokens, refuse_without

_PROJECT = "/v1/projects/{ref}"

ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", "/v1/organizations", projects.list_organizations),
    Route("GET", "/v1/organizations/{slug}", projects.read_organization),
    Route("GET", "/v1/organizations/{slug}/entitlements", projects.read_entitlements),
    Route("GET", "/v1/projects", projects.list_all),
    Route("POST", "/v1/projects", projects.create),
    Route("GET", _PROJECT, projects.read),
    Route("PATCH", _PROJECT, projects.rename),
    Route("DELETE", _PROJECT, projects.delete),
    Route("GET", f"{_PROJECT}/advisors/performance", project_extras.advise_on_performance),
    Route("GET", f"{_PROJECT}/advisors/security", project_extras.advise_on_security),
    Route("GET", f"{_PROJECT}/api-keys", api_keys.list_all),
    Route("POST", f"{_PROJECT}/api-keys", api_keys.create),
    Route("GET", f"{_PROJECT}/api-keys/legacy", api_keys.read_legacy),
    Route("PUT", f"{_PROJECT}/api-keys/legacy", api_keys.switch_legacy),
    Route("GET", f"{_PROJECT}/api-keys/{{id}}", api_keys.read),
    Route("PATCH", f"{_PROJECT}/api-keys/{{id}}", api_keys.change),
    Route("DELETE", f"{_PROJECT}/api-keys/{{id}}", api_keys.delete),
    Route("GET", f"{_PROJECT}/billing/addons", projects.read_addons),
    Route("GET", f"{_PROJECT}/branches", project_extras.list_branches),
    Route("GET", f"{_PROJECT}/config/auth", auth_config.read),
    Route("PATCH", f"{_PROJECT}/config/auth", auth_config.update),
    Route("GET", f"{_PROJECT}/config/auth/signing-keys", signing_keys.list_all),
    Route("POST", f"{_PROJECT}/config/auth/signing-keys", signing_keys.create),
    Route("GET", f"{_PROJECT}/config/auth/signing-keys/{{id}}", signing_keys.read),
    Route("PATCH", f"{_PROJECT}/config/auth/signing-keys/{{id}}", signing_keys.change),
    Route("DELETE", f"{_PROJECT}/config/auth/signing-keys/{{id}}", signing_keys.delete),
    Route("GET", f"{_PROJECT}/config/auth/sso/providers", sign_in_providers.list_sso),
    Route("POST", f"{_PROJECT}/config/auth/sso/providers", sign_in_providers.create_sso),
    Route("GET", f"{_PROJECT}/config/auth/sso/providers/{{provider_id}}", sign_in_providers.read_sso),
    Route("PUT", f"{_PROJECT}/config/auth/sso/providers/{{provider_id}}", sign_in_providers.update_sso),
    Route("DELETE", f"{_PROJECT}/config/auth/sso/providers/{{provider_id}}", sign_in_providers.delete_sso),
    Route("GET", f"{_PROJECT}/config/auth/third-party-auth", sign_in_providers.list_third_party),
    Route("POST", f"{_PROJECT}/config/auth/third-party-auth", sign_in_providers.create_third_party),
    Route("GET", f"{_PROJECT}/config/auth/third-party-auth/{{tpa_id}}", sign_in_providers.read_third_party),
    Route("DELETE", f"{_PROJECT}/config/auth/third-party-auth/{{tpa_id}}", sign_in_providers.delete_third_party),
    Route("GET", f"{_PROJECT}/config/database/pooler", postgres_settings.read_pooler),
    Route("PATCH", f"{_PROJECT}/config/database/pooler", postgres_settings.update_pooler),
    Route("GET", f"{_PROJECT}/config/database/postgres", postgres_settings.read),
    Route("PATCH", f"{_PROJECT}/config/database/postgres", postgres_settings.merge),
    Route("PUT", f"{_PROJECT}/config/database/postgres", postgres_settings.replace),
    Route("GET", f"{_PROJECT}/config/realtime", realtime_config.read),
    Route("PATCH", f"{_PROJECT}/config/realtime", realtime_config.update),
    Route("GET", f"{_PROJECT}/config/storage", storage_config.read),
    Route("PATCH", f"{_PROJECT}/config/storage", storage_config.update),
    Route("GET", f"{_PROJECT}/database/migrations", migrations.list_all),
    Route("POST", f"{_PROJECT}/database/migrations", migrations.run),
    Route("PUT", f"{_PROJECT}/database/migrations", migrations.record),
    Route("DELETE", f"{_PROJECT}/database/migrations", migrations.roll_back),
    Route("GET", f"{_PROJECT}/database/migrations/{{version}}", migrations.read),
    Route("PATCH", f"{_PROJECT}/database/migrations/{{version}}", migrations.change),
    Route("POST", f"{_PROJECT}/database/query", query.run),
    Route("POST", f"{_PROJECT}/database/query/read-only", query.run_read_only),
    Route("POST", f"{_PROJECT}/database/webhooks/enable", project_extras.enable_webhooks),
    Route("GET", f"{_PROJECT}/functions", functions.list_all),
    Route("POST", f"{_PROJECT}/functions", functions.create_from_eszip),
    Route("PUT", f"{_PROJECT}/functions", functions.activate),
    Route("POST", f"{_PROJECT}/functions/deploy", functions.deploy),
    Route("GET", f"{_PROJECT}/functions/{{function_slug}}", functions.read),
    Route("PATCH", f"{_PROJECT}/functions/{{function_slug}}", functions.update),
    Route("DELETE", f"{_PROJECT}/functions/{{function_slug}}", functions.delete),
    Route("GET", f"{_PROJECT}/functions/{{function_slug}}/body", functions.body),
    Route("GET", f"{_PROJECT}/network-restrictions", network.read),
    Route("PATCH", f"{_PROJECT}/network-restrictions", network.change),
    Route("POST", f"{_PROJECT}/network-restrictions/apply", network.replace),
    Route("GET", f"{_PROJECT}/postgrest", data_api.read),
    Route("PATCH", f"{_PROJECT}/postgrest", data_api.update),
    Route("GET", f"{_PROJECT}/secrets", function_secrets.list_all),
    Route("POST", f"{_PROJECT}/secrets", function_secrets.upsert),
    Route("DELETE", f"{_PROJECT}/secrets", function_secrets.delete),
    Route("GET", f"{_PROJECT}/ssl-enforcement", network.read_ssl),
    Route("PUT", f"{_PROJECT}/ssl-enforcement", network.replace_ssl),
    Route("GET", f"{_PROJECT}/storage/buckets", storage_config.list_buckets),
    Route("GET", "/v2/projects/{ref}/config", effective_config.read),
)

_AUTHORIZATION = re.compile(r"Bearer (\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementApi:
    """Answers requests to `https://api.supabase.com` for one account."""

    account: Account
    tokens: Tokens
    rate_limit: RateLimit = field(default_factory=RateLimit)
    router: Router[Operation] = field(default_factory=lambda: Router(ROUTES))

    def answer(self, request: Request) -> Answer:
        """The answer, whatever it is; refusals are answers too."""
        headers: dict[str, str] = {}
        try:
            permissions = self.tokens.permissions(_token(request))
            match = self.router.match(request.method, request.path)
            if match is None:
                raise Refusal(404, f"Cannot {request.method} {request.path}", note="not simulated")
            operation = f"{match.route.method} {match.route.pattern}"
            headers = self.rate_limit.take(operation)
            refuse_without(permissions, operation)
            call = Call(request=request, account=self.account, parameters=match.parameters, permissions=permissions)
            if "ref" in match.parameters:
                self.account.project(match.parameters["ref"])
            answer = match.route.operation(call)
        except Refusal as refusal:
            answer = refusal.answer()
        if not answer.body and answer.status in {200, 201}:
            answer = Answer(status=answer.status, headers={**answer.headers, "content-length": "0"}, note=answer.note)
        return Answer(status=answer.status, body=answer.body, headers={**headers, **answer.headers}, note=answer.note)


def _token(request: Request) -> str:
    """The token of the request; empty when there is none, which no account has."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    return found[1] if found else ""
