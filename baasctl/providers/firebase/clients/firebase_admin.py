"""OIDC and SAML providers and tenants through firebase-admin, which is imported when one is written.

Its app has our own credential. Its clients are made with an address of their own, so that a local server needs no
variable of the environment, and a variable that is set cannot lead a request elsewhere: `tenant_mgt` ignores
FIREBASE_AUTH_EMULATOR_HOST (firebase/firebase-admin-python#910), `auth` obeys it. A request that may have been carried
out is not sent again: a tenant would be made twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import (
    AuthFailed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.clients.google_auth import imported
from baasctl.providers.firebase.errors import error_of
from baasctl.providers.visible_text import visible
from baasctl.transport import Response

HOST: Final = "identitytoolkit.googleapis.com"
TIMEOUT_S: Final = 30
_LONGEST_MESSAGE: Final = 1000
ERRORS: Final[Mapping[str, type[ProviderError]]] = {
    "AbortedError": Conflict,
    "AlreadyExistsError": Conflict,
    "CancelledError": Unavailable,
    "ConflictError": Conflict,
    "DataLossError": UnexpectedAnswer,
    "DeadlineExceededError": Unavailable,
    "FailedPreconditionError": Invalid,
    "FirebaseError": UnexpectedAnswer,
    "InternalError": Unavailable,
    "InvalidArgumentError": Invalid,
    "NotFoundError": NotFound,
    "OutOfRangeError": Invalid,
    "PermissionDeniedError": Forbidden,
    "ResourceExhaustedError": RateLimited,
    "UnauthenticatedError": AuthFailed,
    "UnavailableError": Unavailable,
    "UnknownError": UnexpectedAnswer,
}
"""Exceptions of `firebase_admin.exceptions` by name, for those without an answer; all others derive from these."""


@dataclass(frozen=True, kw_only=True)
class FirebaseAdmin:
    """firebase-admin's clients for one project or one of its tenants.

    Attributes:
        providers: `firebase_admin._auth_providers.ProviderConfigClient`.
        tenants: `firebase_admin.tenant_mgt._TenantManagementService`.
        redact: Replaces secrets in a text.
    """

    providers: Any
    tenants: Any
    redact: Callable[[str], str]

    def create_oidc(self, provider_id: str, values: Mapping[str, object]) -> None:
        """Make an OIDC provider; *values* are the SDK's arguments."""
        self._asked(
            "create_oidc_provider_config", lambda: self.providers.create_oidc_provider_config(provider_id, **values)
        )

    def update_oidc(self, provider_id: str, values: Mapping[str, object]) -> None:
        """Change an OIDC provider; *values* are the SDK's arguments."""
        self._asked(
            "update_oidc_provider_config", lambda: self.providers.update_oidc_provider_config(provider_id, **values)
        )

    def delete_oidc(self, provider_id: str) -> None:
        """Delete an OIDC provider."""
        self._asked("delete_oidc_provider_config", lambda: self.providers.delete_oidc_provider_config(provider_id))

    def create_saml(self, provider_id: str, values: Mapping[str, object]) -> None:
        """Make a SAML provider; *values* are the SDK's arguments."""
        self._asked(
            "create_saml_provider_config", lambda: self.providers.create_saml_provider_config(provider_id, **values)
        )

    def update_saml(self, provider_id: str, values: Mapping[str, object]) -> None:
        """Change a SAML provider; *values* are the SDK's arguments."""
        self._asked(
            "update_saml_provider_config", lambda: self.providers.update_saml_provider_config(provider_id, **values)
        )

    def delete_saml(self, provider_id: str) -> None:
        """Delete a SAML provider."""
        self._asked("delete_saml_provider_config", lambda: self.providers.delete_saml_provider_config(provider_id))

    def create_tenant(self, values: Mapping[str, object]) -> str:
        """Make a tenant and return its id; *values* are the SDK's arguments."""
        return str(self._asked("create_tenant", lambda: self.tenants.create_tenant(**values)).tenant_id)

    def update_tenant(self, tenant_id: str, values: Mapping[str, object]) -> None:
        """Change a tenant; *values* are the SDK's arguments."""
        self._asked("update_tenant", lambda: self.tenants.update_tenant(tenant_id, **values))

    def delete_tenant(self, tenant_id: str) -> None:
        """Delete a tenant with all its users."""
        self._asked("delete_tenant", lambda: self.tenants.delete_tenant(tenant_id))

    def _asked(self, name: str, call: Callable[[], Any]) -> Any:
        """What the SDK answers, its errors as ours."""
        sdk, auth = imported("firebase_admin.exceptions"), imported("google.auth.exceptions")
        try:
            return call()
        except sdk.FirebaseError as error:
            raise error_for(error, f"firebase-admin {name}", self.redact) from error
        except auth.GoogleAuthError as error:
            kind = Unavailable if isinstance(error, auth.TransportError) else AuthFailed
            detail = f"firebase-admin {name}: {self.redact(str(error))}"
            raise kind(_diagnostic("APPLY245", "Google does not accept the credential", detail)) from error
        except ValueError as error:
            raise Invalid(
                _diagnostic("APPLY241", "firebase-admin refuses the values", self.redact(str(error)))
            ) from error


@contextmanager
def firebase_admin(
    google: GoogleApis, project_id: str, redact: Callable[[str], str], tenant_id: str = ""
) -> Iterator[FirebaseAdmin]:
    """The SDK's clients with our credential, for one write.

    Raises:
        AuthFailed: There is no credential, or it is refused.
        MissingExtra: The SDK is not installed.
    """
    headers = {name: text for name, text in google.bearer.headers().items() if name != "authorization"}
    sdk, http = imported("firebase_admin"), imported("firebase_admin._http_client")
    base = f"{google.local_url}/{HOST}/v2" if google.local_url else f"https://{HOST}/v2"
    app = sdk.initialize_app(
        google.bearer.credentials(), {"projectId": project_id, "httpTimeout": TIMEOUT_S}, f"baasctl-{uuid4()}"
    )
    try:

        def client(base_url: str = "") -> Any:
            return http.JsonHttpClient(
                credential=app.credential.get_credential(),
                base_url=base_url,
                headers={**headers, "X-Client-Version": f"Python/Admin/{sdk.__version__}"},
                retries=http.DEFAULT_RETRY_CONFIG.new(connect=2, read=0, status=3, status_forcelist=[429]),
                timeout=TIMEOUT_S,
            )

        providers = imported("firebase_admin._auth_providers").ProviderConfigClient(
            client(), project_id, tenant_id or None, url_override=base
        )
        tenants = imported("firebase_admin.tenant_mgt")._TenantManagementService(app)  # noqa: SLF001 - see above
        tenants.client = client(f"{base}/projects/{project_id}")
        yield FirebaseAdmin(providers=providers, tenants=tenants, redact=redact)
    finally:
        sdk.delete_app(app)


def error_for(error: Any, request: str, redact: Callable[[str], str]) -> ProviderError:
    """The error that an exception of the SDK means: by its answer if there is one, else by its class.

    Args:
        error: A `firebase_admin.exceptions.FirebaseError`.
        request: What was asked, for messages.
        redact: Replaces secrets in a text.
    """
    answer = error.http_response
    if answer is not None:
        response = Response(request=request, status=answer.status_code, headers={}, body=answer.content, redact=redact)
        return error_of(response, request, "firebase-admin", writes=True)
    names = (base.__name__ for base in type(error).__mro__)
    kind = next((ERRORS[name] for name in names if name in ERRORS), UnexpectedAnswer)
    return kind(_diagnostic("APPLY242", "firebase-admin could not finish", f"{request}: {redact(str(error))}"))


def _diagnostic(code: str, summary: str, detail: str) -> Diagnostic:
    return Diagnostic(code=code, summary=summary, detail=visible(detail)[:_LONGEST_MESSAGE], hint="make a new plan")
